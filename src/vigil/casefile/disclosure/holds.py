"""Hold a public case that a change would make name more people: somebody else must publish it.

Whether a person in a case may be named depends on all its reports. A report that is moved away may
be the only one that gives an age under 18, or the only one that shows that a name in the title of
another report is the name of a suspect.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.policy import decoded, is_finer, may_be_named, place_ceiling
from vigil.casefile.disclosure.withheld_of_case import NamesAndPlaces, withheld_of
from vigil.casefile.disclosure.withheld_words import WithheldWords, texts_in
from vigil.casefile.models import Account, Case, Report, Stage, Victim, Visibility
from vigil.casefile.people.name_visibility import agreement_in_force
from vigil.casefile.reports.claims import names_read, people_read_about
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

HOLD: Final = "hold_case"
"""The decision to hold a verified case that would name more people. Its actor cannot publish it."""


@contextmanager
def hold_if_more_people_named(case: Case, *, by: User | None) -> Iterator[None]:
    """Make a public case internal if the change inside would make it name more people.

    It can be published again by somebody who neither made the change nor decided on its values.
    `by` is None for a run of the machine. The case must be locked.
    """
    before = _names(case) if case.stage == Stage.VERIFIED else None
    yield
    if before is not None and not _names(case) <= before:
        _hold(case, by)


@contextmanager
def hold_if_texts_say_more(case: Case, *, by: User) -> Iterator[None]:
    """Make a public case internal if the change inside would show more of its texts.

    For example a title that was withheld because of a name. Call it around a change of the accounts
    of the case. The rest is as in `hold_if_more_people_named`.
    """
    before = withheld_today(case) if case.stage == Stage.VERIFIED else None
    was = case.visibility
    yield
    if before is not None and case.visibility == was and _says_more(case, before):
        _hold(case, by)


def _hold(case: Case, by: User | None) -> None:
    was, case.visibility = case.visibility, _visibility_when_held(case.visibility)
    case.save(update_fields=["visibility", "updated_at"])
    after = {"visibility": case.visibility}
    record(HOLD, "case", str(case.public_id), by=by, before={"visibility": was}, after=after)


def _visibility_when_held(visibility: str) -> str:
    return Visibility.INTERNAL if visibility == Visibility.PUBLISHED else visibility


def _names(case: Case) -> set[str]:
    """Return every spelling of a name that the case would show today."""
    victims = case.victims.prefetch_related("names")
    return {name for victim in victims if is_named(victim) for name in _spellings(victim)}


def is_named(victim: Victim) -> bool:
    """Say whether a person in a case may be named today."""
    return may_be_named(
        victim.outcome,
        minor=victim.minor,
        agreed=agreement_in_force(victim),
        withdrawn=victim.withdrawn,
    )


def _spellings(victim: Victim) -> list[str]:
    return [name for name in (victim.name, *(one.name for one in victim.names.all())) if name]


# What texts say


def withheld_today(case: Case) -> WithheldWords:
    """Return the words that no text about a case may contain, by its present accounts."""
    victims = list(case.victims.prefetch_related("names"))
    values = dict(case.accepted.filter(victim=None).values_list("field", "value"))
    ceiling = place_ceiling((v.outcome for v in victims), str(values.get("place_type") or ""))
    place = "" if is_finer(case.place_precision, ceiling) else case.place_name
    accounts = Account.objects.filter(report__in=_reports(case)).prefetch_related("claims")
    read = people_read_about(accounts)
    forms = {v.pk: [*_spellings(v), *names_read(read.get(v.uid, []))] for v in victims}
    shown = NamesAndPlaces(
        named=[name for v in victims if is_named(v) for name in forms[v.pk]],
        unnamed=[name for v in victims if not is_named(v) for name in forms[v.pk]],
        places=[part for part in (place, case.admin1) if part],
        ceiling=ceiling,
    )
    return withheld_of(case, accounts, shown, [values.get("place")])


def _reports(case: Case) -> list[Report]:
    rows = case.memberships.filter(suggested=False, account__superseded=False)
    held = rows.select_related("account__report__outlet")
    return list({one.account.report_id: one.account.report for one in held}.values())


def _says_more(case: Case, before: WithheldWords) -> bool:
    """Say whether a public text of the case would be shown now, and was withheld before."""
    after, reports = withheld_today(case), _reports(case)
    texts = [*texts_in(list(case.accepted.values_list("value", flat=True)))]
    texts += texts_in([case.compiled, *(report.title for report in reports)])
    if any(after.allows(text) and not before.allows(text) for text in texts):
        return True
    apart = [decoded(report.url) for report in reports]
    apart += [report.outlet.name for report in reports if report.outlet]
    return any(before.spells_name(text) and not after.spells_name(text) for text in apart)


LOG: Final = LogWords(
    verbs={
        "hold_case": pgettext_lazy("decision", "hold until somebody publishes it anew"),
    },
)
