"""Fill the columns of cases and people that repeat other rows, for lists, filters and names.

The accepted values themselves are computed in `verbs.recomputing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vigil.casefile.cases.changes import note_changed_case
from vigil.casefile.cases.worth import day_of, fill_worth
from vigil.casefile.coding.accepted_values import UNDECIDED
from vigil.casefile.disclosure.policy import is_minor
from vigil.casefile.models import TESTIMONY, Account, Case, Report, Victim, VictimName
from vigil.casefile.people.name_matching import PersonInAccount, fold, same_person
from vigil.casefile.people.name_visibility import CaseTexts, NamedPerson, fill_naming
from vigil.casefile.reports.claims import (
    names_read,
    people_in_account,
    people_read_about,
    sources_of_reports,
)
from vigil.reading.codebook.edtf import bounds

COMPILED_RECORD = "open-case-file"
"""The reader of the account that a compiled record makes of itself. It is no source."""
INDEX_COLUMNS = (
    *("title", "event", "date", "date_precision", "date_earliest", "date_latest", "country"),
    *("admin1", "place_name", "place_precision", "lat", "lon", "method", "organised_crime_link"),
    *("specific_target", "contract_or_reward", "n_killed", "n_reports", "n_sources"),
    *("targeted_score", "organised_crime_score", "last_told", "waiting_since"),
    *(
        "languages_and_kinds",
        "worth",
        "worth_to_learn",
        "search_text",
        "withheld",
        "score",
        "updated_at",
    ),
)
"""The columns of a case that repeat other rows. Only these are written here."""


def rewrite_index_columns(case: Case, accounts: Sequence[Account] | None = None) -> None:
    """Rewrite the columns for lists and filters from the accepted values."""
    note_changed_case(case.pk)
    accounts = _accounts_in(case) if accounts is None else accounts
    values = {a.field: a.value_in_force for a in case.accepted.filter(victim=None)}
    people = [
        PersonWithValues(
            victim,
            {a.field: a.value_in_force for a in victim.accepted.all()},
            [*victim.names.all()],
        )
        for victim in case.victims.prefetch_related("accepted", "names")
    ]
    fill_index(case, values, people, accounts)
    for person in people:
        person.victim.save()
    # Only these columns: a person may have changed stage or visibility since the case was read.
    case.save(update_fields=INDEX_COLUMNS)


def rewrite_naming_columns(case: Case) -> None:
    """Rewrite only the columns that decide who is named.

    Call it after a withdrawal, a consent or a protection.
    """
    note_changed_case(case.pk)
    people, texts = people_and_texts_of(case)
    fill_naming(case, people, texts)
    for person in people:
        person.victim.save(update_fields=["withdrawn", "agreed_until"])
    case.save(update_fields=["withheld", "updated_at"])


def people_and_texts_of(case: Case) -> tuple[list[NamedPerson], CaseTexts]:
    """Return the people of a case with every form of their names, and all texts of the case."""
    accounts = _accounts_in(case)
    rows = [
        PersonWithValues(victim, {}, [*victim.names.all()])
        for victim in case.victims.prefetch_related("names")
    ]
    people = _people_with_names(rows, accounts)
    values = case.accepted.exclude(field="names").values_list("value", flat=True)
    return people, CaseTexts(people, accounts, [*values, *_sentences(case)])


def _sentences(case: Case) -> list[Any]:
    parts = [case.compiled.get(part) for part in ("summary", "disagreements", "coded_by_us")]
    judicial = case.compiled.get("judicial") or {}
    return [*parts, (judicial.get("convictions") or {}).get("text")]


def _accounts_in(case: Case) -> list[Account]:
    return list(
        Account.objects.filter(membership__case=case, membership__suggested=False)
        .select_related("report", "report__outlet")
        .prefetch_related("claims")
    )


@dataclass(frozen=True)
class PersonWithValues:
    """A person in a case, their accepted values by field, and all forms of their name."""

    victim: Victim
    values: dict[str, Any]
    names: list[VictimName]


def fill_index(
    case: Case,
    values: dict[str, Any],
    people: Sequence[PersonWithValues],
    accounts: Sequence[Account],
) -> None:
    """Fill the columns for lists and filters of a case and its people, without saving.

    `values` are the accepted values of the event by field. `accounts` come with their claims.
    """
    _index_event(case, values)
    _index_place(case, values.get("place") or {})
    by_account = [people_in_account(account) for account in accounts]
    all_readings = [reading for readings in by_account for reading in readings]
    alone = _is_alone(people)
    # In a case of one person, the only person of an account is that person, under any name.
    the_one = [r for readings in by_account if alone and len(readings) == 1 for r in readings]
    read = people_read_about(accounts)
    for person in people:
        readings = [*_readings_of(person, all_readings, alone=alone), *the_one]
        _index_victim(person, [*readings, *read.get(person.victim.uid, [])])
    known = _people_with_names(people, accounts)
    of_people = [v for p in people for field, v in p.values.items() if field != "names"]
    texts = [*values.values(), *of_people, *_sentences(case)]
    fill_naming(case, known, CaseTexts(known, accounts, texts))
    victims = [person.victim for person in people]
    case.n_killed = sum(victim.size for victim in victims if victim.outcome == "killed")
    published = [account for account in accounts if is_source(account)]
    case.n_reports = len({account.report_id for account in published})
    case.n_sources = len(set(sources_of_reports(published).values()))
    case.score = max((account.score for account in accounts), default=case.score)
    _index_reports(case, [account.report for account in accounts])
    fill_worth(case)
    case.title = _title(victims, accounts)
    case.search_text = _search_text(case, people)


def _is_alone(people: Sequence[PersonWithValues]) -> bool:
    """Say whether a case has one person: what reports say of somebody is not said of a group."""
    return len(people) == 1 and people[0].victim.size == 1 and "group_size" not in people[0].values


def _index_reports(case: Case, reports: Sequence[Report]) -> None:
    case.targeted_score = max((r.targeted_score or 0.0 for r in reports), default=0.0)
    case.organised_crime_score = max((r.organised_crime_score or 0.0 for r in reports), default=0.0)
    told = [day for r in reports if (day := day_of(r.published))]
    case.last_told = max(told, default=None)
    case.waiting_since = min((r.added_at.date() for r in reports), default=None)
    pairs = sorted({language_and_kind(r.language, r.report_kind) for r in reports})
    case.languages_and_kinds = f" {' '.join(pairs)} " if pairs else ""


def language_and_kind(language: str, kind: str) -> str:
    """Return how a report stands in `Case.languages_and_kinds`."""
    return f"{language}:{kind}"


def is_source(account: Account) -> bool:
    """Say whether an account counts as support: somebody published its report."""
    if account.report.report_kind == TESTIMONY:
        return False
    return account.reader != COMPILED_RECORD and bool(account.report.text or account.report.url)


def _index_event(case: Case, values: dict[str, Any]) -> None:
    event = values.get("event")
    case.event = event if event and event != UNDECIDED else ""
    when = values.get("date_of_attack") or values.get("date_of_death") or {}
    case.date = when.get("value") or ""
    case.date_precision = when.get("precision") or ""
    case.date_earliest, case.date_latest = _bounds(case.date)
    case.method = values.get("method") or ""
    case.organised_crime_link = values.get("organised_crime_link") or ""
    case.specific_target = values.get("specific_target") or ""
    case.contract_or_reward = values.get("contract_or_reward") or ""


def _bounds(value: str) -> tuple[date | None, date | None]:
    try:
        return bounds(value) if value else (None, None)
    except ValueError:
        return None, None


def _index_place(case: Case, place: dict[str, Any]) -> None:
    case.country = place.get("country") or ""
    case.admin1 = (place.get("admin1") or "")[:120]
    case.place_name = (place.get("name") or "")[:200]
    case.place_precision = place.get("precision") or ""
    case.lat, case.lon = place.get("lat"), place.get("lon")


def _readings_of(
    person: PersonWithValues, readings: Sequence[PersonInAccount], *, alone: bool
) -> list[PersonInAccount]:
    """Return the readings of this person; in a case of one person, also of unnamed people."""
    names = [entry.name for entry in person.names]
    return [
        r for r in readings if same_person(r.names, names) or (alone and not (r.names and names))
    ]


def _people_with_names(
    people: Sequence[PersonWithValues], accounts: Sequence[Account]
) -> list[NamedPerson]:
    """Return the people with every form of their names: accepted, and in any account."""
    readings = [reading for account in accounts for reading in people_in_account(account)]
    alone = _is_alone(people)
    read = people_read_about(accounts)
    return [
        NamedPerson(
            person.victim,
            [
                *(entry.name for entry in person.names),
                *names_read(_readings_of(person, readings, alone=alone)),
                *names_read(read.get(person.victim.uid, [])),
            ],
        )
        for person in people
    ]


def _index_victim(person: PersonWithValues, readings: Sequence[PersonInAccount]) -> None:
    victim, values = person.victim, person.values
    names = values.get("names") or []
    age = values.get("age") or {}
    victim.name = (names[0] if names else "")[:200]
    victim.role = values.get("role") or ""
    victim.outcome = values.get("outcome") or ""
    victim.gender = values.get("gender") or ""
    victim.occupation = (values.get("occupation") or "")[:200]
    victim.target_category = values.get("target_category") or ""
    victim.age_low, victim.age_high = age.get("low"), age.get("high")
    victim.size = max(1, int((values.get("group_size") or {}).get("best") or 1))
    ages = [age, *(reading.values.get("age") or {} for reading in readings)]
    victim.minor = is_minor(
        a[end] for a in ages for end in ("low", "high") if a.get(end) is not None
    )


def _title(victims: Sequence[Victim], accounts: Sequence[Account]) -> str:
    """Return the title of a case: the names of its victims, or the first headline."""
    names = [victim.name for victim in victims if victim.name]
    if names:
        return ", ".join(names[:4])[:300]
    headlines = [account.report.title for account in accounts if account.report.title]
    return headlines[0][:300] if headlines else ""


def _search_text(case: Case, people: Sequence[PersonWithValues]) -> str:
    names = [name.folded for person in people for name in person.names]
    occupations = [fold(p.victim.occupation) for p in people if p.victim.occupation]
    places = [fold(part) for part in (case.place_name, case.admin1) if part]
    title = [fold(case.title)] if case.title and not names else []
    return " ".join(dict.fromkeys([*names, *occupations, *places, *title]))
