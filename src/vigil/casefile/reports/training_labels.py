"""What people at the desk decided about reports, as labels to learn from.

Read in place by `vigil train --desk` and never written out: names of suspects, minors and
survivors stay at the desk, and so do the texts that say them. A label holds only what people
decided; what the machine proposed never teaches the machine.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from vigil.casefile.coding.comparing import FieldComparison, compare_codings
from vigil.casefile.disclosure.policy import is_minor, may_be_named
from vigil.casefile.disclosure.withheld_words import PARTICLES, holds_words, words
from vigil.casefile.models import (
    TESTIMONY,
    Account,
    Basis,
    Case,
    Stage,
    Victim,
    VictimName,
    Visibility,
    WithdrawnName,
)
from vigil.casefile.models import Report as StoredReport
from vigil.casefile.reports.records import UNKNOWN, report_record
from vigil.casefile.withdrawal.search import NamePhrases
from vigil.reading.records import Report

ACCEPTED = (Stage.OPEN, Stage.CODED, Stage.VERIFIED)
FINE_PRECISIONS = frozenset({"exact", "neighbourhood", "town", "admin2"})
"""Precisions of a place whose name is one that a report would give for it."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AT_ONCE = 500

Values = Mapping[str, Any]


class LabelledReport(NamedTuple):
    """A report that people decided about.

    `attack`: they hold it in a case (a killing, an attempt, or one prevented); otherwise they
    said that it is none. `label` is in the form that `vigil train` calls its own: `id`, and as
    far as people settled them `about_a_killing`, `victims`, `place`, `event_date`, `method`.
    """

    report: Report
    attack: bool
    label: dict[str, Any]


@dataclass(frozen=True)
class _SettledValues:
    """What people settled of a case: values of the event, and of each person in it.

    `people` is None where it is not settled who they are, or somebody may be under age.
    """

    event: Values
    people: Sequence[Values] | None


def decided_reports() -> Iterator[LabelledReport]:
    """Yield the reports that people decided about, in the order of their keys.

    Accepted: one of its accounts is held in a case that somebody accepted. Rejected: all of its
    accounts are in candidates that somebody rejected in the queue. A candidate that names
    somebody of an accepted case is left out, since it may have been rejected as known already;
    so is a case that was accepted first and rejected later. A report of a case with anything
    withdrawn, or that says a withdrawn name, is left out whole.
    """
    accepted = {case.pk: case for case in _accepted()}
    rejected = set(_rejected().values_list("pk", flat=True))
    kept_back = set(_kept_back().values_list("pk", flat=True))
    withdrawn = NamePhrases(_withdrawn_names())
    settled: dict[int, _SettledValues | None] = {}
    for report in _reports():
        where = _cases_of(report.accounts.all())
        if where & kept_back or withdrawn.stand_in(f"{report.title}\n{report.url}\n{report.text}"):
            continue
        if held := sorted(pk for pk in where if pk in accepted):
            for pk in held:
                if pk not in settled:
                    settled[pk] = _settled(accepted[pk])
            told = [found for pk in held if (found := settled[pk])]
            yield LabelledReport(
                report_record(report), True, _label(report, told, alone=len(where) == 1)
            )
        elif where <= rejected:
            label = {"id": report.key, "about_a_killing": False}
            yield LabelledReport(report_record(report), False, label)


def _accepted() -> QuerySet[Case]:
    return Case.objects.filter(stage__in=ACCEPTED, superseded_by=None).prefetch_related(
        "accepted", "victims"
    )


def _rejected() -> QuerySet[Case]:
    """Return the candidates rejected in the queue; what once had a number was accepted first."""
    known = VictimName.objects.filter(
        victim__case__stage__in=ACCEPTED, victim__case__superseded_by=None, folded__contains=" "
    )
    again = Victim.objects.filter(names__folded__in=known.values("folded"))
    return Case.objects.filter(stage=Stage.REJECTED, public_id=None, superseded_by=None).exclude(
        pk__in=again.values("case_id")
    )


def _kept_back() -> QuerySet[Case]:
    """Return the cases of which somebody asked that something be told no more."""
    withdrawn = Victim.objects.filter(withdrawn=True).values("case_id")
    return Case.objects.filter(
        Q(visibility=Visibility.WITHDRAWN) | Q(pk__in=withdrawn) | ~Q(withheld=[])
    )


def _withdrawn_names() -> Iterator[str]:
    for names in WithdrawnName.objects.filter(lifted_at=None).values_list("names", flat=True):
        yield from names


def _reports() -> Iterator[StoredReport]:
    """Yield the reports with a text of which some account is in an accepted or rejected case.

    Sorted here: databases differ in how they order texts, and a model depends on the order.
    """
    stages = (*ACCEPTED, Stage.REJECTED)
    held = Account.objects.filter(membership__suggested=False, membership__case__stage__in=stages)
    found = StoredReport.objects.filter(pk__in=held.values("report_id")).exclude(text="")
    found = found.exclude(report_kind=TESTIMONY)
    wanted = StoredReport.objects.select_related("outlet").prefetch_related("accounts__membership")
    for keys in batched(sorted(found.values_list("key", flat=True)), _AT_ONCE):
        yield from sorted(wanted.filter(key__in=keys), key=lambda report: report.key)


def _cases_of(accounts: Iterable[Account]) -> set[int | None]:
    """Return the cases that hold the accounts of a report; None for one that nobody placed.

    An account that a newer reading did not find again counts only where a person put it.
    """
    where: set[int | None] = set()
    for account in accounts:
        membership = getattr(account, "membership", None)
        if membership is not None and not membership.suggested:
            where.add(membership.case_id)
        elif not account.superseded:
            where.add(None)
    return where


# What people settled of a case


def _settled(case: Case) -> _SettledValues | None:
    """Return the values of a case that people settled, or on which its coders agree."""
    hidden = any(victim.minor for victim in case.victims.all())
    rows = [row for row in case.accepted.all() if row.basis != Basis.RULE]
    if rows:
        event = {row.field: row.value for row in rows if row.victim_id is None}
        people = [
            {row.field: row.value for row in rows if row.victim_id == victim.pk}
            for victim in case.victims.all()
        ]
        return _SettledValues(event, None if hidden else people)
    differences = compare_codings(case) if case.stage == Stage.CODED else []
    if not differences or len(differences[0].values) < 2:
        return None
    event = {d.field: _agreed(d) for d in differences if d.person is None}
    return _SettledValues(event, None if hidden else _people(differences))


def _people(differences: Sequence[FieldComparison]) -> list[Values] | None:
    """Return the people on whom the coders agree; None if one has another name, or is a minor."""
    people: dict[int, dict[str, Any]] = {}
    for difference in differences:
        if difference.person is None:
            continue
        given = [value for value in difference.values.values() if value]
        value = _agreed(difference)
        unsure = difference.field == "names" and given and not value
        if unsure or (difference.field == "age" and any(map(_under_age, given))):
            return None
        people.setdefault(difference.person, {})[difference.field] = value
    return [people[number] for number in sorted(people)]


def _agreed(difference: FieldComparison) -> Any:
    """Return the value that all coders give, or None; of names, the forms that all of them give."""
    first, *rest = difference.values.values()
    if difference.field == "names":
        return [name for name in first or () if all(name in (other or ()) for other in rest)]
    return first if difference.agree else None


def _under_age(age: Values) -> bool:
    return is_minor(years for end in ("low", "high") if (years := age.get(end)) is not None)


# What a report teaches


def _label(report: StoredReport, cases: Sequence[_SettledValues], *, alone: bool) -> dict[str, Any]:
    """Return the label of a report in accepted cases.

    Values are given only where all that the report tells is of one case (`alone`): a second
    attack in it, coded or not, has its own place, day and victims.
    """
    label: dict[str, Any] = {"id": report.key}
    if any(case.event.get("event") == "killing" for case in cases):
        label["about_a_killing"] = True
    if alone and cases:
        label |= _event(cases[0].event)
        victims = _victims(cases[0].people, words(f"{report.title}\n{report.text}"))
        if victims is not None and "about_a_killing" in label:
            label["victims"] = victims
    return label


def _event(event: Values) -> dict[str, Any]:
    found = {}
    place, date = event.get("place") or {}, event.get("date_of_attack") or {}
    if place.get("name") and place.get("precision") in FINE_PRECISIONS:
        found["place"] = place["name"]
    if _DAY.fullmatch(str(date.get("value"))):
        found["event_date"] = date["value"]
    if event.get("method") not in UNKNOWN:
        found["method"] = event["method"]
    return found


def _victims(people: Sequence[Values] | None, said: Sequence[str]) -> list[dict[str, Any]] | None:
    """Return the people of a case as a report names them, or None: then nothing is taught.

    A list that lacks somebody would teach that they are no victim. So it is given only where
    everybody with a name may be named in public by the rule for the dead (an agreement to be
    named is not one to be learnt from), and the report says a form of each name.
    """
    named = [person for person in people or () if person.get("names")]
    if not people or not named or not all(map(_may_teach, named)):
        return None
    if not all(any(_says(said, name) for name in person["names"]) for person in named):
        return None
    victims = [{"name": next(iter(names), None), "names": names} for names in map(_names, people)]
    ages = [_age(person) for person in people]
    if None in ages:
        return victims
    return [{**victim, "age": age} for victim, age in zip(victims, ages, strict=True)]


def _names(person: Values) -> list[str]:
    return list(person.get("names") or [])


def _may_teach(person: Values) -> bool:
    minor = _under_age(person.get("age") or {})
    outcome = str(person.get("outcome") or "")
    return may_be_named(outcome, minor=minor, agreed=False, withdrawn=False)


def _age(person: Values) -> int | None:
    age = person.get("age") or {}
    low, high = age.get("low"), age.get("high")
    return low if isinstance(low, int) and low == high else None


def _says(said: Sequence[str], name: str) -> bool:
    """Say whether a text says two words of a name after each other, or its only one."""
    parts = words(name)
    telling = [place for place, word in enumerate(parts) if word not in PARTICLES]
    ends = telling[1:] if len(telling) > 1 else telling
    runs = (parts[a : b + 1] for a, b in zip(telling, ends, strict=False))
    return any(holds_words(said, run) for run in runs)
