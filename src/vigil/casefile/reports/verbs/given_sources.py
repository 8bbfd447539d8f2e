"""Record the source that was given for a change as a source that states the changed value."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.utils import timezone

from vigil.casefile.cases.index_columns import is_source
from vigil.casefile.coding.changes import WHOLE, Change
from vigil.casefile.disclosure.holds import hold_if_texts_say_more
from vigil.casefile.models import AcceptedValue, Account, Adjudication, Case, Claim
from vigil.casefile.reports.verbs.citing import (
    GIVEN,
    CitedPage,
    account_of_page,
    names_in_page,
    page_known,
)
from vigil.casefile.reports.verbs.protecting import hide_parts
from vigil.trust.models import Decision, User


def record_given_sources(
    adjudication: Adjudication,
    changes: Sequence[Change],
    people: Mapping[str, int],
    decision: Decision,
    *,
    by: User,
) -> None:
    """Record, for each value that `decision` accepted, the source that was given for it.

    `people` has the keys of the persons by the uids that the changes use: a person may have got
    another uid. A page that the case does not cite yet becomes a source of it. Nobody said whether
    readers may see words in it that look like names of strangers: those parts are hidden.
    """
    case = adjudication.case
    given = [one for one in changes if one.source and one.after is not None]
    if not given:
        return
    with hold_if_texts_say_more(case, by=by):
        for change in given:
            account = _account(case, change, by)
            if account is None or not is_source(account):
                continue
            for entry in _accepted(case, change, people, decision):
                Claim.objects.create(
                    account=account,
                    field=entry.field,
                    person=entry.victim.position if entry.victim else None,
                    about=entry.victim.uid if entry.victim else None,
                    value=entry.value,
                    agrees_with=entry.value,
                    reader=GIVEN,
                    coder=adjudication.by,
                    read_on=timezone.localdate(adjudication.at),
                )


def drop_given_sources(case: Case) -> None:
    """Supersede what was recorded so of values that are no longer accepted.

    What a correction took out, such as a wrong name, must not come back as what a source says.
    """
    held: dict[tuple[str, object], object] = {
        (row.field, row.victim.uid if row.victim else None): row.value
        for row in case.accepted.select_related("victim")
    }
    claims = Claim.objects.filter(account__membership__case=case, reader=GIVEN, superseded=False)
    gone = [one.pk for one in claims if held.get((one.field, one.about)) != one.value]
    Claim.objects.filter(pk__in=gone).update(superseded=True)


def _accepted(
    case: Case, change: Change, people: Mapping[str, int], decision: Decision
) -> list[AcceptedValue]:
    rows = case.accepted.filter(decision=decision).select_related("victim")
    rows = rows.filter(victim=people[change.person] if change.person else None)
    return list(rows if change.field == WHOLE else rows.filter(field=change.field))


def _account(case: Case, change: Change, by: User) -> Account | None:
    held = Account.objects.filter(
        membership__case=case, membership__suggested=False, superseded=False
    )
    if "report" in change.source:
        own = held.filter(report=change.source["report"]).select_related("report")
        return own.order_by("pk").first()
    url = str(change.source["url"])
    known = page_known(url)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    page = CitedPage(url=url, title=known.title if known else host)
    hidden = names_in_page(case, page)
    account = account_of_page(case, page)
    if hidden:
        hide_parts(case, account.report, hidden, by=by)
    return account
