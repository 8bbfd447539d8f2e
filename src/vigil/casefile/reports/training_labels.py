"""Make training labels from what people at the desk decided about reports.

`vigil train --desk` reads them from the database. They are never written to a file, because they
contain names of suspects, minors and survivors. A label has only what people decided, never what
the machine proposed.
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
    OUT_OF_SCOPE,
    TESTIMONY,
    Account,
    Basis,
    Case,
    Rejection,
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
NO_ATTACK = frozenset({"", Rejection.NO_KILLING, Rejection.ACCIDENT})
"""Reasons by which nobody killed or attacked anybody; rejected with words alone is one of them."""
FINE_PRECISIONS = frozenset({"exact", "neighbourhood", "town", "admin2"})
"""Precisions of a place at which its name is one that a report would use."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AT_ONCE = 500

Values = Mapping[str, Any]


class LabelledReport(NamedTuple):
    """A report that people decided about.

    `attack` says whether they put it into a case (a killing, an attempt, or one prevented), or
    rejected it as none; None where they only said that it is out of scope. `in_scope` says whether
    it is what this record is about; None where they did not say. `case` names the case that it is
    in, so that what is of one case is held out together. `label` has the form that `vigil train`
    reads: `id` and, if people decided on them, `about_a_killing`, `victims`, `place`, `event_date`,
    `method`, `oc_signs`, `targeted`.
    """

    report: Report
    attack: bool | None
    label: dict[str, Any]
    in_scope: bool | None = None
    case: str = ""


@dataclass(frozen=True)
class _SettledValues:
    """The values of a case that people decided: of the event, and of each person in it.

    `people` is None if it is not decided who they are, or if one of them may be under age.
    """

    event: Values
    people: Sequence[Values] | None


def decided_reports() -> Iterator[LabelledReport]:
    """Yield the reports that people decided about, in the order of their keys.

    A report counts as accepted if one of its accounts is in an accepted case. If all of its
    accounts are in candidates that somebody rejected in the queue, the reasons say what it teaches:
    "no killing" and "suicide or accident" that it is none; out of scope only that; a duplicate and
    a test nothing. Rejected with words alone, it counts as none, unless it names a person of an
    accepted case: it may have been rejected as known already. Left out are cases that were accepted
    first and rejected later, and reports of a case with anything withdrawn, or with a withdrawn
    name in them.
    """
    accepted = {case.pk: case for case in _accepted()}
    rejected = dict(_rejected().values_list("pk", "rejected_as"))
    kept_back = set(kept_back_cases().values_list("pk", flat=True))
    withdrawn = withdrawn_phrases()
    settled: dict[int, _SettledValues | None] = {}
    for report in _reports():
        where = _cases_of(report.accounts.all())
        if where & kept_back or withdrawn.stand_in(f"{report.title}\n{report.url}\n{report.text}"):
            continue
        if held := sorted(pk for pk in where if pk in accepted):
            for pk in held:
                if pk not in settled:
                    settled[pk] = _settled(accepted[pk])
            values = [found for pk in held if (found := settled[pk])]
            label = _label(report, values, alone=len(where) == 1)
            in_scope = label.get("oc_signs") != "no"
            yield LabelledReport(report_record(report), True, label, in_scope, str(held[0]))
        elif where <= rejected.keys():
            reasons = {rejected[pk] for pk in where if pk is not None}
            case = str(min(pk for pk in where if pk is not None))
            if reasons <= NO_ATTACK:
                label = {"id": report.key, "about_a_killing": False}
                yield LabelledReport(report_record(report), False, label, None, case)
            elif reasons <= NO_ATTACK | {*OUT_OF_SCOPE}:
                label = {"id": report.key, "oc_signs": "no"}
                yield LabelledReport(report_record(report), None, label, False, case)


def _accepted() -> QuerySet[Case]:
    return Case.objects.filter(stage__in=ACCEPTED, superseded_by=None).prefetch_related(
        "accepted", "victims"
    )


def _rejected() -> QuerySet[Case]:
    """Return the candidates rejected in the queue. A case with a number was accepted first."""
    known = VictimName.objects.filter(
        victim__case__stage__in=ACCEPTED, victim__case__superseded_by=None, folded__contains=" "
    )
    again = Victim.objects.filter(names__folded__in=known.values("folded"))
    return Case.objects.filter(stage=Stage.REJECTED, public_id=None, superseded_by=None).exclude(
        rejected_as="", pk__in=again.values("case_id")
    )


def kept_back_cases() -> QuerySet[Case]:
    """Return the cases that were withdrawn, or of which a name was withdrawn."""
    withdrawn = Victim.objects.filter(withdrawn=True).values("case_id")
    return Case.objects.filter(
        Q(visibility=Visibility.WITHDRAWN) | Q(pk__in=withdrawn) | ~Q(withheld=[])
    )


def withdrawn_phrases() -> NamePhrases:
    """Return what finds a withdrawn name in a text."""
    rows = WithdrawnName.objects.filter(lifted_at=None).values_list("names", flat=True)
    return NamePhrases(name for names in rows for name in names)


def _reports() -> Iterator[StoredReport]:
    """Yield the reports with a text that have an account in an accepted or rejected case.

    They are sorted here, because databases order texts differently and the model depends on it.
    """
    stages = (*ACCEPTED, Stage.REJECTED)
    held = Account.objects.filter(membership__suggested=False, membership__case__stage__in=stages)
    found = StoredReport.objects.filter(pk__in=held.values("report_id")).exclude(text="")
    found = found.exclude(report_kind=TESTIMONY)
    wanted = StoredReport.objects.select_related("outlet").prefetch_related("accounts__membership")
    for keys in batched(sorted(found.values_list("key", flat=True)), _AT_ONCE):
        yield from sorted(wanted.filter(key__in=keys), key=lambda report: report.key)


def _cases_of(accounts: Iterable[Account]) -> set[int | None]:
    """Return the keys of the cases that hold the accounts of a report; None if one is in no case.

    An account that a newer reading did not find again counts only if a person put it into a case.
    """
    where: set[int | None] = set()
    for account in accounts:
        membership = getattr(account, "membership", None)
        if membership is not None and not membership.suggested:
            where.add(membership.case_id)
        elif not account.superseded:
            where.add(None)
    return where


# Values that people decided


def _settled(case: Case) -> _SettledValues | None:
    """Return the values of a case that people decided, or on which its coders agree."""
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
    """Return the people on whom the coders agree; None if names differ, or one may be a minor."""
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
    """Return the value that all coders gave, or None; for names, the forms that all gave."""
    first, *rest = difference.values.values()
    if difference.field == "names":
        return [name for name in first or () if all(name in (other or ()) for other in rest)]
    return first if difference.agree else None


def _under_age(age: Values) -> bool:
    return is_minor(years for end in ("low", "high") if (years := age.get(end)) is not None)


# Labels


def _label(report: StoredReport, cases: Sequence[_SettledValues], *, alone: bool) -> dict[str, Any]:
    """Return the label of a report in accepted cases.

    Values are given only if all accounts of the report are in one case (`alone`). A second attack
    in the report has its own place, day and victims.
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
    if (link := event.get("organised_crime_link")) not in UNKNOWN:
        found["oc_signs"] = "no" if link == "none_reported" else "yes"
    if event.get("specific_target") in ("yes", "no"):
        found["targeted"] = event["specific_target"]
    if event.get("method") not in UNKNOWN:
        found["method"] = event["method"]
    return found


def _victims(people: Sequence[Values] | None, said: Sequence[str]) -> list[dict[str, Any]] | None:
    """Return the people of a case for the label of a report, or None.

    A list that lacks a person would teach that they are no victim. So there is a list only if
    everybody with a name may be named in public by the rule for the dead, and the report contains a
    form of each name. An agreement to be named is no agreement to train a model.
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
    """Say whether a text contains two neighbouring words of a name, or its only word."""
    parts = words(name)
    telling = [place for place, word in enumerate(parts) if word not in PARTICLES]
    ends = telling[1:] if len(telling) > 1 else telling
    runs = (parts[a : b + 1] for a, b in zip(telling, ends, strict=False))
    return any(holds_words(said, run) for run in runs)
