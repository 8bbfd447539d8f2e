"""What the public may see. The rules of docs/publication-policy.md, and nowhere else.

Every public page is made of what these functions let through: templates never touch a
model. The functions only read; a case should be fetched by `queries.with_everything`, so
that they find its people, accounts and claims without asking the database again.

Deny by default: what no rule lets through is not shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.db.models import Q

from vigil.casefile.models import Account, Case, Claim, Origin, Report, Stage, Victim, Visibility
from vigil.casefile.persons import same_person
from vigil.publication.names import Withheld

OF_AGE = 18
"""Nobody who was younger, or whom any report has as younger, is named."""

CASE_FIELDS = (
    "event",
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

PERSON_FIELDS = ("names", "age", "gender", "occupation", "target_category", "outcome", "role")
"""Fields of a person that may be shown, for a person who may be named."""

SHOWN_APART = frozenset({"judicial_outcome", "impunity"})
"""Fields of `CASE_FIELDS` that are only shown through `public_justice`."""

FINENESS = ("country", "admin1", "admin2", "town", "neighbourhood", "exact")
"""Precision of a place, coarsest first. `unknown` counts as coarser than all."""

HOME = frozenset({"home"})
"""Kinds of place that are somebody's home: by the codebook, with its door, yard and pavement."""
UNSURE_PLACES = frozenset({"", "unknown", "other"})
"""Kinds of place that may have been a home."""
QUARTER = re.compile(r"([^()]+) \([^()]+\)")

QUOTED_WORDS = 25
"""Most words quoted from one source."""

PUBLIC_VERBS = (
    "load_open_case_file",
    "enter",
    "open",
    "reopen",
    "coded",
    "adjudicate",
    "verify",
    "publish",
    "contest",
    "settle",
    "merge",
    "split",
    "undo",
)
"""Decisions whose kind and day are public. Who took them and why stays at the desk."""


def is_public(case: Case) -> bool:
    """Say whether a case has a public page: verified, published, not merged into another."""
    return (
        case.stage == Stage.VERIFIED
        and case.visibility == Visibility.PUBLISHED
        and case.superseded_by_id is None
    )


# People


def is_minor(victim: Victim) -> bool:
    """Say whether the person was, or may have been, under 18. An unknown age is no sign of it."""
    ages = [age for age in (victim.age_low, victim.age_high) if age is not None]
    return bool(ages) and min(ages) < OF_AGE


def may_be_named(victim: Victim) -> bool:
    """Say whether the person may be named: killed, and of age.

    Survivors, people in prevented attempts, the missing and those of unknown fate are not
    named: no agreement to be named can be recorded yet, so none is assumed.
    """
    return victim.outcome == "killed" and not is_minor(victim)


def nameable(prefix: str = "") -> Q:
    """Return the rule of `may_be_named` as a condition on rows, for search and lists."""
    return (
        Q(**{f"{prefix}outcome": "killed"})
        & (Q(**{f"{prefix}age_low": None}) | Q(**{f"{prefix}age_low__gte": OF_AGE}))
        & (Q(**{f"{prefix}age_high": None}) | Q(**{f"{prefix}age_high__gte": OF_AGE}))
    )


def public_names(victim: Victim) -> list[str]:
    """Return all spellings of a name that may be shown, the accepted one first; else none."""
    if not may_be_named(victim):
        return []
    spellings = [victim.name, *(entry.name for entry in victim.names.all())]
    return [name for name in dict.fromkeys(spellings) if name]


def public_name(victim: Victim) -> str:
    """Return the name of a person if it may be shown, else an empty text."""
    return next(iter(public_names(victim)), "")


@dataclass(frozen=True, slots=True)
class Age:
    """An age that may be shown: years, a range where reports differ, or only `minor`."""

    low: int | None = None
    high: int | None = None
    minor: bool = False


def public_age(victim: Victim) -> Age:
    """Return the age of a named person; of a minor only that; of a survivor nothing."""
    if is_minor(victim):
        return Age(minor=True)
    if not may_be_named(victim):
        return Age()
    return Age(victim.age_low, victim.age_high)


def public_occupation(victim: Victim, withheld: Withheld) -> str:
    """Return the calling of a person who may be named: of others it could tell who they are."""
    return withheld.let_through(victim.occupation) if may_be_named(victim) else ""


# Places


@dataclass(frozen=True, slots=True)
class Place:
    """A place as finely as it may be shown. `coarsened` says that more is known."""

    name: str
    admin1: str
    country: str
    coarsened: bool = False


def place_ceiling(case: Case) -> str:
    """Return the finest precision at which the place may be shown.

    `admin1` where nobody was killed: those in the case live, or may live. `town` for a
    killing at or near a home; `neighbourhood` where the kind of place is not known, since
    it may have been a home. Otherwise `exact`: a court, a road, a newsroom.
    """
    if not any(victim.outcome == "killed" for victim in case.victims.all()):
        return "admin1"
    kind = _place_type(case)
    if kind in HOME:
        return "town"
    return "neighbourhood" if kind in UNSURE_PLACES else "exact"


def public_place(case: Case) -> Place:
    """Return where it happened, no finer than `place_ceiling`.

    A place known more finely falls back to its town where the value tells it apart, else to
    its second-order division, else to the first.
    """
    ceiling = _fineness(place_ceiling(case))
    if _fineness(case.place_precision) <= ceiling:
        return Place(case.place_name, case.admin1, case.country)
    name = _coarser_name(case) if ceiling >= _fineness("town") else ""
    return Place(name, case.admin1, case.country, coarsened=True)


def _coarser_name(case: Case) -> str:
    # The open case file writes a quarter as "Town (quarter)"; elsewhere the order is not known.
    quarter = QUARTER.fullmatch(case.place_name)
    if quarter and case.origin == Origin.COMPILED and case.place_precision == "neighbourhood":
        return quarter[1]
    value = _accepted(case, "place")
    return str(value.get("admin2") or "") if isinstance(value, dict) else ""


def _fineness(precision: str) -> int:
    return FINENESS.index(precision) if precision in FINENESS else -1


def _place_type(case: Case) -> str:
    value = _accepted(case, "place_type")
    return value if isinstance(value, str) else ""


# Texts


def withheld_in(case: Case) -> Withheld:
    """Collect what no text about this case may say.

    Names of perpetrators in any account, of people in the case who may not be named, of
    anybody else whom a report names as a victim, and places finer than may be shown. The
    names of those who may be named are exempt, so that a namesake does not erase the dead.
    """
    victims = list(case.victims.all())
    shown = [name for victim in victims for name in public_names(victim)]
    hidden = [name for v in victims if not may_be_named(v) for name in _all_names(v)]
    hidden += [str(name) for name in case.compiled.get("withhold", [])]
    for account in accounts_of(case):
        hidden += _names_withheld(account, shown)
    place = public_place(case)
    places = [part for part in (place.name, place.admin1) if part]
    return Withheld(hidden, shown=shown, places=places, finer=_finer_places(case))


def _all_names(victim: Victim) -> list[str]:
    return [victim.name, *(entry.name for entry in victim.names.all())]


def _names_withheld(account: Account, shown: list[str]) -> Iterable[str]:
    for read in account.record.get("perpetrators", []):
        yield str(read.get("name") or "")
    for read in account.record.get("victims", []):
        yield from _strangers([read.get("name"), *(read.get("names") or [])], shown)
    for claim in account.claims.all():
        if claim.field == "perpetrators":
            yield str(claim.value.get("name") or "") if isinstance(claim.value, dict) else ""
        elif claim.field == "names" and isinstance(claim.value, list):
            yield from _strangers(claim.value, shown)


def _strangers(names: Iterable[Any], shown: list[str]) -> Iterable[str]:
    for name in names:
        if name and not same_person([str(name)], shown):
            yield str(name)


def _finer_places(case: Case) -> list[str]:
    """Name the places in the accounts that are finer than may be shown."""
    ceiling = _fineness(place_ceiling(case))
    values = [(case.place_name, case.place_precision)]
    for account in accounts_of(case):
        for claim in account.claims.all():
            if claim.field == "place" and isinstance(claim.value, dict):
                values.append((claim.value.get("name") or "", claim.value.get("precision") or ""))
                if ceiling < _fineness("admin2"):
                    values.append((claim.value.get("admin2") or "", "admin2"))
    return [name for name, precision in values if name and _fineness(precision) > ceiling]


def accounts_of(case: Case) -> list[Account]:
    """Return the accounts that people hold to tell of this case: not those only suggested."""
    return [
        membership.account
        for membership in case.memberships.all()
        if not membership.suggested and not membership.account.superseded
    ]


def quotable(case: Case) -> bool:
    """Say whether sources may be quoted: not where everyone in the case may be alive."""
    return place_ceiling(case) != "admin1"


def public_claim(claim: Claim) -> bool:
    """Say whether a claim's words may be quoted at all, before their names are looked at."""
    return not claim.superseded and claim.field in {*CASE_FIELDS, *PERSON_FIELDS}


# Courts


@dataclass(frozen=True, slots=True)
class Justice:
    """The court outcome as it may be shown. `year` is when it was last checked."""

    text: str = ""
    impunity: str = ""
    year: int | None = None
    open: bool = False
    withheld: bool = False


def public_justice(case: Case, withheld: Withheld) -> Justice | None:
    """Return what is known of justice, always with its year; None if nothing is.

    While proceedings are open only that is shown. No name is let through, a finally
    convicted person's neither: the rule would allow it here, and nothing needs it.
    """
    outcome = _accepted(case, "judicial_outcome")
    impunity = str(_accepted(case, "impunity") or "")
    text = str((outcome.get("text") if isinstance(outcome, dict) else outcome) or "")
    year = _checked_in(case, outcome)
    if not text and impunity in ("", "no_information"):
        return None
    if impunity == "proceedings_open" or _says_open(outcome):
        return Justice(year=year, open=True)
    allowed = withheld.let_through(text)
    return Justice(allowed, impunity, year, withheld=bool(text) and not allowed)


def _says_open(outcome: Any) -> bool:
    return isinstance(outcome, dict) and bool(outcome.get("proceedings_open"))


def _checked_in(case: Case, outcome: Any) -> int | None:
    """Return the year in which the court outcome was last checked."""
    said = [_accepted(case, "judicial_as_of"), _accepted(case, "impunity_as_of")]
    dates = [value.get("value") if isinstance(value, dict) else value for value in said]
    if isinstance(outcome, dict):
        dates.append(outcome.get("as_of"))
    years = [int(str(value)[:4]) for value in dates if str(value or "")[:4].isdigit()]
    return years[0] if years else None


def _accepted(case: Case, field: str) -> Any:
    for entry in case.accepted.all():
        if entry.field == field and entry.victim_id is None:
            return entry.value
    return None


# Sources


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it may be shown. `url` is empty where the address itself spells a name."""

    publisher: str
    title: str
    published: str
    language: str
    url: str
    captured: date | None
    sha256: str


def public_source(report: Report, withheld: Withheld) -> Source:
    """Return what is shown of a source: never its text, and its title only if it names nobody."""
    url = report.url if report.url.startswith(("http://", "https://")) else ""
    return Source(
        publisher=report.outlet.name if report.outlet else "",
        title=withheld.let_through(report.title),
        published=report.published,
        language=report.language,
        url="" if withheld.spells_name(unquote(url)) else url,
        captured=report.fetched_at.date() if report.fetched_at and report.raw_sha256 else None,
        sha256=report.raw_sha256,
    )
