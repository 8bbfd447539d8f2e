"""Record, publish and withdraw responses to organised crime that were tried.

Whether a response worked stays "unclear" unless there is evidence in words, and a source or
statement for it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.code_lists import checked_codes
from vigil.outlook.consultations.verbs.editing import CHAIR
from vigil.outlook.models import Consultation, Response, Standing, Statement
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook import edtf
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

KIND: Final = "response"
LISTS: Final = ("markets", "drivers", "places")
FIELDS: Final = (
    *("title", "what", "by_whom", "level", *LISTS, "since", "until", "worked", "evidence"),
    "sources",
)
LONGEST: Final = 20_000
MOST_SOURCES: Final = 8


@transaction.atomic
def make_response(*, by: User, statements: Iterable[str] = (), **values: Any) -> Response:
    """Create a response. `values` are the fields in `FIELDS`; `statements` are uids.

    Raises NotAllowed, NotPossible (no title or description; a code that is in no list; not a valid
    day, or an end before the beginning; a result without evidence; a source that is not valid; a
    statement that may not be cited).
    """
    take_part()
    require(by, CHAIR)
    row = Response(number=next_number(Response))
    _write(row, values, statements)
    record("make_response", KIND, row.uid, by=by, after={"outcome": row.worked})
    return row


@transaction.atomic
def edit_response(
    response: Response, *, by: User, statements: Iterable[str] = (), **values: Any
) -> Response:
    """Change a response, and replace the statements that it cites.

    Raises as `make_response`, and NotPossible (withdrawn; published, and it names somebody whom
    the public may not see).
    """
    take_part()
    row = _locked_response(response, by)
    before = row.worked
    _write(row, values, statements)
    if row.state == Standing.PUBLISHED:
        _require_shown(row)
    record(
        "edit_response",
        KIND,
        row.uid,
        by=by,
        before={"outcome": before},
        after={"outcome": row.worked},
    )
    return row


@transaction.atomic
def publish_response(response: Response, *, by: User) -> Response:
    """Publish a response, so that reports and readers can use it.

    Raises NotAllowed, NotPossible (not a draft; it names somebody whom the public may not see).
    """
    take_part()
    row = _locked_response(response, by)
    if row.state != Standing.DRAFT:
        raise NotPossible(_("It is published already."))
    _require_shown(row)
    row.state, row.published_at = Standing.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "published_at"])
    record("publish_response", KIND, row.uid, by=by)
    return row


@transaction.atomic
def withdraw_response(response: Response, why: str, *, by: User) -> Response:
    """Withdraw a response, for good.

    Raises NotAllowed, NotPossible (withdrawn already; no reason).
    """
    take_part()
    row = _locked_response(response, by)
    if not why.strip():
        raise NotPossible(_("Say why it is withdrawn."))
    row.state = Standing.WITHDRAWN
    row.save(update_fields=["state"])
    record("withdraw_response", KIND, row.uid, by=by, why=why)
    return row


def usable() -> QuerySet[Statement]:
    """Return the statements that may be cited: coded, for use, and not withdrawn."""
    rows = Statement.objects.filter(withdrawn_at=None, consultation__state__in=Consultation.DONE)
    rows = rows.exclude(consultation__rule=Consultation.Rule.NOT_FOR_USE)
    return rows.select_related("consultation")


def found_statements(uids: Iterable[str]) -> list[Statement]:
    """Return statements by their uids. Raises NotPossible (one of them may not be cited)."""
    asked = sorted({uid.strip() for uid in uids if uid.strip()})
    rows = list(usable().filter(uid__in=asked))
    if odd := sorted(set(asked) - {row.uid for row in rows}):
        raise NotPossible(
            _("Nothing can stand on these statements: %(uids)s.") % {"uids": ", ".join(odd)}
        )
    return rows


def checked_sources(sources: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return sources in the form to store. Raises NotPossible.

    It refuses a source without a description, with an address that is not valid, or with an unknown
    grade, and too many sources.
    """
    found = []
    for source in sources:
        what, url = str(source.get("what", "")).strip(), str(source.get("url", "")).strip()
        grade = str(source.get("grade", ""))
        if not what or len(what) > 500:
            raise NotPossible(_("Say of each source what it is, in at most 500 characters."))
        if url and (urlsplit(url).scheme not in ("http", "https") or len(url) > 500):
            raise NotPossible(_("The address of a source begins with https://."))
        if grade not in Response.Grade.values:
            raise NotPossible(_("Say how strong each source is."))
        found.append({"what": what, "url": url, "grade": grade})
    if len(found) > MOST_SOURCES:
        raise NotPossible(_("Name the %(n)d strongest sources.") % {"n": MOST_SOURCES})
    return found


def _locked_response(response: Response, by: User) -> Response:
    require(by, CHAIR)
    row = Response.objects.select_for_update().get(pk=response.pk)
    if row.state == Standing.WITHDRAWN:
        raise NotPossible(_("It was withdrawn."))
    return row


def _write(row: Response, values: Mapping[str, Any], statements: Iterable[str]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a response has no {sorted(unknown)}")
    stands_on = found_statements(statements)
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    codes = checked_codes({name: getattr(row, name) for name in LISTS} | {"levels": [row.level]})
    for name in LISTS:
        setattr(row, name, codes.get(name, []))
    row.sources = checked_sources(row.sources)
    _check(row, len(stands_on))
    row.save()
    row.statements.set(stands_on)


def _require_shown(row: Response) -> None:
    cited = [part for one in row.sources for part in (one["what"], one["url"])]
    require_no_hidden_names(row.title, row.what, row.evidence, *cited)


def _check(row: Response, statements: int) -> None:
    if not row.title or len(row.title) > 200 or not row.what:
        raise NotPossible(_("Give it a title of at most 200 characters, and say what was tried."))
    if len(row.what) > LONGEST or len(row.evidence) > LONGEST:
        raise NotPossible(_("This is longer than %(n)d characters.") % {"n": LONGEST})
    if row.by_whom not in Response.By.values or row.worked not in Response.Worked.values:
        raise NotPossible(_("Say who tried it, and whether it worked."))
    _check_days(row)
    shown = row.evidence and (row.sources or statements)
    if row.worked != Response.Worked.UNCLEAR and not shown:
        raise Unfit(
            _(
                "Whether it worked is unclear until it is shown: write the evidence, and name a "
                "source or a statement for it."
            ),
            "evidence",
        )


def _check_days(row: Response) -> None:
    since, until = (
        _day(day, field) if day else None
        for day, field in ((row.since, "since"), (row.until, "until"))
    )
    if since and until and until.latest < since.earliest:
        raise Unfit(_("It cannot end before it began."), "until")


def _day(said: str, field: str) -> edtf.Edtf:
    try:
        day = edtf.parse(said)
    except edtf.InvalidEdtf:
        day = None
    if day is None or day.precision == "range" or len(said) > 10:
        raise Unfit(_("Write days as 2019, 2019-03 or 2019-03-08."), field)
    return day


LOG: Final = LogWords(
    verbs={
        "edit_response": pgettext_lazy("decision", "change what was tried"),
        "make_response": pgettext_lazy("decision", "write down what was tried"),
        "publish_response": pgettext_lazy("decision", "publish what was tried"),
        "withdraw_response": pgettext_lazy("decision", "withdraw what was tried"),
    },
    kinds={
        "response": pgettext_lazy("decision", "what was tried"),
    },
)
