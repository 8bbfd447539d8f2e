"""What the public may see of the rows of the case file. What no rule allows is not shown.

The rules themselves are pure functions in `vigil.casefile.disclosure.policy`, which releases use
too. docs/use/publication-policy.md states them in words. Every public page shows only what these
functions return; templates never get a model. Fetch a case with `cases.queries.with_everything`,
so that its people, accounts and claims are read without further queries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vigil.casefile.cases.compiled_texts import is_marked_open
from vigil.casefile.cases.queries import accounts_of_same_reports
from vigil.casefile.disclosure import policy as rules
from vigil.casefile.disclosure.sources import cited
from vigil.casefile.disclosure.withheld_of_case import NamesAndPlaces, withheld_of
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import (
    Account,
    Basis,
    Case,
    Claim,
    Origin,
    Report,
    Stage,
    Victim,
    Visibility,
)
from vigil.casefile.open_case_file.texts import (
    other_spellings_in_scripts,
    spellings_in_other_scripts,
)
from vigil.casefile.people.name_visibility import agreement_in_force
from vigil.casefile.reports.claims import names_read, people_read_about

CASE_FIELDS = (
    "event",
    "number_killed",
    "date_of_attack",
    "date_of_death",
    "place",
    "place_type",
    "method",
    "motive",
    "why_targeted",
    "served",
    "contract_or_reward",
    "price_paid",
    "organised_crime_link",
    "judicial_outcome",
    "impunity",
)
"""Fields of a case that may be shown. Those about perpetrators do not exist here."""

PERSON_FIELDS = (
    *("group_size", "names", "age", "gender", "occupation", "target_category", "outcome", "role"),
)
"""Fields of a person that may be shown, for a person who may be named."""

SHOWN_WITH_YEAR = frozenset({"judicial_outcome", "impunity"})
"""Fields of `CASE_FIELDS` that only `public_justice` shows, with the year of the last check."""

OTHERS_HARMED = "others_harmed"
"""The field of claims, beside the codebook, on others who were hurt or killed."""

PUBLIC_VERBS = (
    "load_open_case_file",
    "update_open_case_file",
    "enter",
    "open",
    "reopen",
    "coded",
    "coded_once",
    "adjudicate",
    "take_up",
    "verify",
    "publish",
    "add_source",
    "remove_source",
    "contest",
    "settle",
    "merge",
    "split",
    "undo_merge",
    "undo_split",
    "undo_move",
    "import_case",
    "import_again",
    "settle_sheet",
    "verify_imported",
    "confirm_case",
    "unconfirm_case",
)
"""Decisions whose kind and day are public. Who decided, and why, is visible only at the desk."""


def is_public(case: Case) -> bool:
    """Say whether a case has a public page: verified, published and not merged into another."""
    return (
        case.stage == Stage.VERIFIED
        and case.visibility == Visibility.PUBLISHED
        and case.superseded_by_id is None
    )


# People


def is_minor(victim: Victim) -> bool:
    """Say whether the person was under 18 by any report. A missing age does not count as one."""
    return victim.minor or rules.is_minor(_ages(victim))


def may_be_named(victim: Victim) -> bool:
    """Say whether the person may be named: an adult killed, or with consent; and not withdrawn."""
    return rules.may_be_named(
        victim.outcome,
        minor=is_minor(victim),
        agreed=agreement_in_force(victim),
        withdrawn=victim.withdrawn,
    )


def may_show_category(victim: Victim) -> bool:
    """Say whether the category of a person may be shown.

    It may for everybody who may be named. It may also for an adult who was killed and whose name
    was withdrawn, so that totals do not change.
    """
    return may_be_named(victim) or rules.is_counted(
        victim.outcome, minor=is_minor(victim), withdrawn=victim.withdrawn
    )


def _ages(victim: Victim) -> list[int]:
    return [age for age in (victim.age_low, victim.age_high) if age is not None]


def public_names(victim: Victim) -> list[str]:
    """Return all spellings of a person's name, the accepted one first; none if it is hidden."""
    if not may_be_named(victim):
        return []
    spellings = [victim.name, *(entry.name for entry in victim.names.all())]
    return [name for name in dict.fromkeys(spellings) if name]


def public_spellings(victim: Victim) -> list[str]:
    """Return all spellings of a person's name, with those in other scripts that are shipped.

    None if the name is hidden.
    """
    names = public_names(victim)
    others = spellings_in_other_scripts(str(victim.case.public_id), names)
    return [*names, *(name for name in others if name not in names)]


def public_gender(victim: Victim) -> str:
    """Return the gender of a person who may be named. Labels of others assume none."""
    return victim.gender if may_be_named(victim) else ""


@dataclass(frozen=True, slots=True)
class Age:
    """An age that may be shown: years, a range if reports differ, or only `minor`."""

    low: int | None = None
    high: int | None = None
    minor: bool = False


def public_age(victim: Victim) -> Age:
    """Return the age of a person who may be named; for a minor, only that they were one."""
    if is_minor(victim):
        return Age(minor=True)
    if not may_be_named(victim):
        return Age()
    return Age(victim.age_low, victim.age_high)


def public_occupation(victim: Victim, withheld: WithheldWords) -> str:
    """Return the occupation of a person who may be named. It could identify anybody else."""
    said = victim.occupation
    return said if may_be_named(victim) and rules.may_be_public(said, withheld) else ""


# Places


@dataclass(frozen=True, slots=True)
class Place:
    """A place with the precision that may be shown. `coarsened` means that more is known."""

    name: str
    admin1: str
    country: str
    coarsened: bool = False
    precision: str = ""
    lat: float | None = None
    lon: float | None = None


def place_ceiling(case: Case) -> str:
    """Return the finest precision at which the place of a case may be shown."""
    outcomes = [victim.outcome for victim in case.victims.all()]
    return rules.place_ceiling(outcomes, str(_accepted(case, "place_type") or ""))


def public_place(case: Case, withheld: WithheldWords | None = None) -> Place:
    """Return the place of a case, no finer than `place_ceiling`, without a withheld name."""
    withheld = withheld_in(case) if withheld is None else withheld
    shown = rules.place_without_names(_coarse_place(case), withheld)
    name, admin1, country = (shown[part] or "" for part in ("name", "admin1", "country"))
    return Place(
        name,
        admin1,
        country,
        coarsened=shown["coarsened"],
        precision=shown["precision"] or "",
        lat=shown["lat"],
        lon=shown["lon"],
    )


def _coarse_place(case: Case) -> dict[str, Any]:
    value = _accepted(case, "place")
    known = {
        "name": case.place_name,
        "admin1": case.admin1,
        "admin2": value.get("admin2") if isinstance(value, dict) else None,
        "country": case.country,
        "precision": case.place_precision,
        "lat": case.lat,
        "lon": case.lon,
    }
    return rules.disclosed_place(
        known, place_ceiling(case), quarter_in_brackets=case.origin == Origin.COMPILED
    )


# Texts


def withheld_in(case: Case) -> WithheldWords:
    """Collect the names and places that no text about this case may contain."""
    place = _coarse_place(case)
    withheld = _withheld_beside(case, place)
    nameless = rules.place_without_names(place, withheld)
    # Words of a hidden name are not shown as words of a place either.
    return withheld if nameless == place else _withheld_beside(case, nameless)


def _withheld_beside(case: Case, place: dict[str, Any]) -> WithheldWords:
    victims = list(case.victims.all())
    read = people_read_about(accounts_of(case))
    also = {victim.pk: names_read(read.get(victim.uid, [])) for victim in victims}
    named = [victim for victim in victims if may_be_named(victim)]
    unnamed = [victim for victim in victims if not may_be_named(victim)]
    told = [name for victim in named for name in public_names(victim)]
    shown = NamesAndPlaces(
        named=[name for v in named for name in (*public_spellings(v), *also[v.pk])],
        unnamed=[
            *(name for v in unnamed for name in (*_all_names(v), *also[v.pk])),
            *other_spellings_in_scripts(str(case.public_id), told),
        ],
        places=[part for part in (place["name"], place["admin1"]) if part],
        ceiling=place_ceiling(case),
    )
    indexed = {"name": case.place_name, "precision": case.place_precision}
    heard = accounts_of_same_reports(accounts_of(case))
    return withheld_of(case, heard, shown, [_accepted(case, "place"), indexed])


def _all_names(victim: Victim) -> list[str]:
    return [victim.name, *(entry.name for entry in victim.names.all())]


def accounts_of(case: Case) -> list[Account]:
    """Return the accounts that people assigned to this case, without those only suggested."""
    return [
        membership.account
        for membership in case.memberships.all()
        if not membership.suggested and not membership.account.superseded
    ]


def quotable(case: Case) -> bool:
    """Say whether sources may be quoted: not if everybody in the case may be alive."""
    return place_ceiling(case) != "admin1"


def public_claim(claim: Claim) -> bool:
    """Say whether the words of a claim may be quoted, if they contain no withheld name."""
    known = {*CASE_FIELDS, *PERSON_FIELDS, OTHERS_HARMED}
    return not claim.superseded and claim.field in known


# Courts


@dataclass(frozen=True, slots=True)
class Justice:
    """A court outcome that may be shown. `year` is that of its source."""

    text: str = ""
    impunity: str = ""
    year: int | None = None
    open: bool = False
    withheld: bool = False


def public_justice(case: Case, withheld: WithheldWords) -> Justice | None:
    """Return what is known of the court outcome, with its year; None if nothing is known.

    While proceedings are open, only that is shown; `cases.page` adds the convictions so far. No
    name is shown, not even of a person who was finally convicted, although the policy would allow
    it.
    """
    outcome = rules.disclosed_justice(
        {entry.field: entry.value for entry in case.accepted.all() if entry.victim_id is None},
        withheld,
        known_open=is_marked_open(case),
        reviewed=case.origin == Origin.COMPILED,
    )
    if outcome is None:
        return None
    hidden = outcome["text"] == rules.TEXT_WITHHELD
    return Justice(
        text="" if hidden else outcome["text"] or "",
        impunity=outcome["impunity"] or "",
        year=outcome["as_of"],
        open=outcome["proceedings_open"],
        withheld=hidden,
    )


def public_judgement_year(case: Case, justice: Mapping[str, Any] | None) -> int | None:
    """Return the year of the latest judgement, if the court outcome of the case is shown."""
    entries = {entry.field: entry for entry in case.accepted.all() if entry.victim_id is None}
    entry = entries.get("judicial_year")
    if entry is None or entry.basis == Basis.RULE:
        return None
    return rules.disclosed_judgement_year(entry.value, justice)


def _accepted(case: Case, field: str) -> Any:
    for entry in case.accepted.all():
        if entry.field == field and entry.victim_id is None:
            return entry.value_in_force
    return None


# Sources


@dataclass(frozen=True, slots=True)
class Source:
    """A source that may be shown. `protected` says which parts may not: title, address or both.

    Then `title` is a neutral one, and `url` is empty.
    """

    publisher: str
    title: str
    url: str
    date: str
    language: str
    captured: str
    sha256: str
    protected: str = ""


def public_source(report: Report, withheld: WithheldWords) -> Source:
    """Return what is shown of a source: never its text, and no part that spells a name."""
    shown = rules.disclosed_source(cited(report), withheld)
    return Source(**{name: value or "" for name, value in shown.items()})
