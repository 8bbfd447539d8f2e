"""Which later changes of a public case may be told in public, and with how much of them.

A change is told once two people made it and the case had been public before. Only values of closed
lists, numbers and dates are told before and after. Texts, names and places are not repeated: a
correction may have taken out what nobody should read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from vigil.casefile.cases.queries import decisions_of
from vigil.casefile.coding.changes import WHOLE, Change, stored_changes
from vigil.casefile.disclosure.policy import disclosed_source, disclosed_value
from vigil.casefile.disclosure.sources import cited
from vigil.casefile.disclosure.unknown_names import holds_given_name
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Adjudication, Case, Report, Victim
from vigil.reading import codebook

COURTS: Final = frozenset({"judicial_outcome", "impunity"})
OPEN: Final = "proceedings_open"
REMARKS: Final = ("_evidence", "_as_of", "_basis", "_court", "_year")
"""Endings of fields that only explain another value."""
OF_UNNAMED: Final = frozenset({"outcome"})
SHOWN_BY: Final = frozenset({"publish", "load_open_case_file"})
WITHDRAWN_BY: Final = "withdraw"


@dataclass(frozen=True)
class Naming:
    """What decides today whom words about a case may name."""

    withheld: WithheldWords
    named: Callable[[Victim], bool]
    minor: Callable[[Victim], bool]
    open: bool
    """Whether of the courts only this is shown: proceedings are open."""


@dataclass(frozen=True)
class PublicChange:
    """A change that may be told. `name` is that of the person, "" for one who is not named."""

    decided: datetime
    kind: str
    """changed, added, removed, rewritten; person_added, person_removed, named, renamed."""
    field: str = ""
    of_person: bool = False
    name: str = ""
    before: Any = None
    after: Any = None
    reason: str = ""
    publisher: str = ""
    published: str = ""
    adjudication: int = 0
    """The key of the adjudication that made it."""


def public_changes(case: Case, naming: Naming) -> Iterator[PublicChange]:
    """Yield what may be told of the changes to a case, oldest first."""
    made = [one for one in case.adjudications.all() if one.verified_at and one.changes]
    if not made:
        return
    public_at = _public_at(case)
    victims = {str(victim.uid): victim for victim in case.victims.all()}
    dropped = WithheldWords(
        list(_dropped_names(made)),
        shown=[n for v in victims.values() if naming.named(v) for n in _spellings(v)],
    )
    for adjudication in sorted(made, key=lambda one: (one.verified_at, one.pk)):
        assert adjudication.verified_at is not None
        if not public_at(adjudication.verified_at):
            continue
        changes = stored_changes(adjudication)
        silent = {one.reason for one in changes if not _may_say_why(one, victims, naming)}
        for change in changes:
            told = _told(change, adjudication.verified_at, victims, naming)
            if told is None:
                continue
            fit = change.reason not in silent and dropped.allows(change.reason)
            fit = fit and not holds_given_name(change.reason, naming.withheld)
            reason = naming.withheld.let_through(change.reason) if fit else ""
            publisher, day = _source(case, change.source, naming.withheld)
            yield replace(
                told,
                reason=reason,
                publisher=publisher,
                published=day,
                adjudication=adjudication.pk,
            )


def _public_at(case: Case) -> Callable[[datetime], bool]:
    """Return what says whether a case had been published, and not withdrawn, at a time."""
    verbs = (*SHOWN_BY, WITHDRAWN_BY)
    steps = list(
        decisions_of(case).filter(verb__in=verbs).order_by("at", "pk").values_list("at", "verb")
    )

    def public(at: datetime) -> bool:
        last = [verb for when, verb in steps if when <= at]
        return bool(last) and last[-1] in SHOWN_BY

    return public


def _dropped_names(made: Iterable[Adjudication]) -> Iterator[str]:
    """Yield every name that a change took out of a case."""
    for adjudication in made:
        for change in stored_changes(adjudication):
            if change.field == "names":
                yield from (n for n in change.before or [] if n not in (change.after or []))
            elif change.field == WHOLE and change.before:
                yield from change.before.get("names") or []


def _spellings(victim: Victim) -> list[str]:
    return [name for name in (victim.name, *(one.name for one in victim.names.all())) if name]


def _may_say_why(change: Change, victims: Mapping[str, Victim], naming: Naming) -> bool:
    """Say whether a reason may be told: nothing that it explains is hidden."""
    if not change.person:
        field = codebook.current().fields.get(change.field)
        hidden = naming.open and change.field.startswith(("judicial", "impunity"))
        return field is not None and field.public and not hidden
    victim = victims.get(change.person)
    return victim is not None and naming.named(victim) and not naming.minor(victim)


def _told(
    change: Change, at: datetime, victims: Mapping[str, Victim], naming: Naming
) -> PublicChange | None:
    if not change.person:
        return _of_case(change, at, naming)
    victim = victims.get(change.person)
    named = victim is not None and naming.named(victim)
    name = victim.name if victim is not None and named else ""
    if change.field == WHOLE:
        kind = "person_added" if change.before is None else "person_removed"
        return PublicChange(at, kind, of_person=True, name=name)
    if victim is None or not (named or change.field in OF_UNNAMED):
        return None
    if change.field == "names":
        kind = "renamed" if change.before else "named"
        return PublicChange(at, kind, of_person=True, name=name) if name else None
    if change.field == "age" and naming.minor(victim):
        return None
    told = _of_value(change, at, naming)
    return None if told is None else replace(told, of_person=True, name=name)


def _of_case(change: Change, at: datetime, naming: Naming) -> PublicChange | None:
    if change.field in COURTS and naming.open:
        # While proceedings are open, only this is told.
        now_open = change.field == "impunity" and change.after == OPEN
        return PublicChange(at, "added", change.field, after=OPEN) if now_open else None
    return _of_value(change, at, naming)


def _of_value(change: Change, at: datetime, naming: Naming) -> PublicChange | None:
    field = codebook.current().fields.get(change.field)
    if field is None or not field.public or change.field.endswith(REMARKS):
        return None
    before, after = (
        disclosed_value(field, value, naming.withheld) if value is not None else None
        for value in (change.before, change.after)
    )
    if field.type in ("text", "place") or (field.type == "list" and not field.values):
        return PublicChange(at, "rewritten", change.field) if after is not None else None
    if before == after:
        return None
    kind = "added" if before is None else "removed" if after is None else "changed"
    return PublicChange(at, kind, change.field, before=before, after=after)


def _source(case: Case, source: Mapping[str, Any], withheld: WithheldWords) -> tuple[str, str]:
    """Return the publisher and the date of a source, as they may be told; "" for neither."""
    if "report" in source:
        report = _cited(case, source["report"])
        shown = disclosed_source(cited(report), withheld) if report else {}
        return shown.get("publisher") or "", (shown.get("date") or "")[:10]
    host = (urlsplit(str(source.get("url") or "")).hostname or "").removeprefix("www.")
    return ("" if not host or withheld.spells_name(host) else host), ""


def _cited(case: Case, key: int) -> Report | None:
    held: Sequence[Report] = [
        one.account.report for one in case.memberships.all() if not one.suggested
    ]
    return next((report for report in held if report.pk == key), None)
