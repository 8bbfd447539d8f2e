"""Make the line of a case in a release. What may be public: see `disclosure`."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from vigil.casefile.cases.compiled_texts import is_marked_open
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.disclosure.disclosed_case import DisclosedCase, names_of
from vigil.casefile.disclosure.policy import (
    FIELDS_WRITTEN_SEPARATELY,
    TEXT_WITHHELD,
    disclosed_justice,
    disclosed_source,
    disclosed_value,
    is_minor,
)
from vigil.casefile.disclosure.sources import cited, sources_in_order
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    CaseAccount,
    CaseRelation,
    Origin,
    Victim,
)
from vigil.casefile.verification.queries import is_confirmed
from vigil.reading import codebook

CONFIRMED = "confirmed"
"""The basis of compiled values that two people of this installation confirmed."""


def cases_to_release() -> QuerySet[Case]:
    """Return the public cases whose values people decided, with all rows that their lines need.

    Values that the machine computed are not released. A case with no other values is left out.
    """
    settled = AcceptedValue.objects.filter(case=OuterRef("pk")).exclude(basis=Basis.RULE)
    return with_all_rows(public_cases().filter(Exists(settled)).order_by("pk"))


def with_all_rows(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch all rows that the line of a case needs, in a fixed number of queries."""
    memberships = CaseAccount.objects.select_related(
        "account__report__outlet", "account__report__protection"
    ).prefetch_related("account__claims", "account__report__accounts__claims")
    relations = CaseRelation.objects.select_related("other", "case")
    return cases.prefetch_related(
        "victims__names",
        "victims__accepted",
        "accepted",
        "adjudications",
        "codings",
        "reviews",
        "superseded__codings",
        "superseded__adjudications",
        "split_from__codings",
        "split_from__adjudications",
        Prefetch("memberships", queryset=memberships),
        Prefetch("relations", queryset=relations),
        Prefetch("related_from", queryset=relations),
    )


def case_line(case: Case, released: Mapping[int, str], *, lasting: bool = False) -> dict[str, Any]:
    """Return the line of a case. `released` maps keys of cases of the same release to their ids.

    Use `lasting` for files that are handed out for good (see `DisclosedCase`).
    """
    disclosed = DisclosedCase(case, lasting=lasting)
    sources = _sources(disclosed)
    numbers = {key: n for n, (_, keys) in enumerate(sources, 1) for key in keys}
    values = _values(disclosed)
    lacks = _no_value(case.no_value, values)
    return {
        "id": case.public_id,
        "formerly": sorted(_absorbed(case)),
        "basis": basis_of(case),
        "codebook": _codebook_version(case),
        "contested": case.contested,
        "headline": in_headline(values),
        "values": values,
        **({"no_value": lacks} if lacks else {}),
        "support": _support(disclosed, values, numbers),
        "coded_by_us": _coded_by_us(disclosed, values),
        "place": disclosed.place,
        "justice": justice_of(disclosed),
        "victims": [_victim(disclosed, victim, numbers) for victim in disclosed.victims],
        "sources": [source for source, _ in sources],
        "related": _related(case, released),
        "summary": _sentences(disclosed, "summary"),
        "disagreements": _sentences(disclosed, "disagreements"),
    }


def in_headline(values: Mapping[str, Any]) -> bool:
    """Say whether a verified case with these values is in the headline count."""
    where = codebook.current().inclusion.headline.where
    return all(values.get(field) in wanted for field, wanted in where.items())


def basis_of(case: Case) -> str:
    """Return where the values of a case come from: compiled, confirmed, imported or adjudicated.

    `confirmed` are compiled values that two people of this installation confirmed.
    """
    bases = {row.basis for row in case.accepted.all()}
    if Basis.COMPILED in bases and is_confirmed(case):
        return CONFIRMED
    return next((str(b) for b in (Basis.COMPILED, Basis.IMPORTED) if b in bases), "adjudicated")


def _is_compiled(case: Case) -> bool:
    return any(row.basis == Basis.COMPILED for row in case.accepted.all())


def _codebook_version(case: Case) -> str:
    if not _is_compiled(case):
        for adjudication in case.adjudications.all():  # newest first
            if adjudication.verified_at:
                return adjudication.codebook_version
    return codebook.current().version


def _absorbed(case: Case) -> Iterator[str]:
    for other in case.superseded.all():
        if other.public_id:
            yield other.public_id
        yield from _absorbed(other)


def _values(disclosed: DisclosedCase) -> dict[str, Any]:
    fields = [
        f
        for f in codebook.current().at("case")
        if f.public and f.id not in FIELDS_WRITTEN_SEPARATELY
    ]
    values = {
        f.id: disclosed_value(f, disclosed.values.get(f.id), disclosed.withheld) for f in fields
    }
    # A link to organised crime is never published without its basis.
    if disclosed.values.get("organised_crime_basis") and values["organised_crime_basis"] is None:
        values["organised_crime_basis"] = TEXT_WITHHELD
    return {name: value for name, value in values.items() if value is not None}


def _no_value(held: Mapping[str, str], shown: Container[str]) -> dict[str, str]:
    """Return why public fields have no value, where people stated it."""
    fields = codebook.current().fields
    return {
        name: why
        for name, why in sorted(held.items())
        if name in fields
        and fields[name].public
        and name not in shown
        and (name == "place" or name not in FIELDS_WRITTEN_SEPARATELY)
    }


def _support(
    disclosed: DisclosedCase, values: Mapping[str, Any], numbers: Mapping[str, int]
) -> dict[str, Any]:
    shown = {*values, "place"} & {name for name, support in disclosed.support.items() if support}
    return {name: _backing(disclosed.support[name], numbers) for name in shown}


def _coded_by_us(disclosed: DisclosedCase, values: Mapping[str, Any]) -> dict[str, str]:
    """Return why values of a compiled record were coded so, where no source states them."""
    coded = (disclosed.case.compiled.get("coded_by_us") or {}).get("case") or {}
    rows = [row for row in disclosed.case.accepted.all() if row.victim_id is None]
    return _reasons(disclosed, coded, rows, {*values, "place"})


def _reasons(
    disclosed: DisclosedCase,
    coded: Mapping[str, Any],
    rows: Iterable[AcceptedValue],
    shown: Container[str],
) -> dict[str, str]:
    """Return the reasons that may be public, of values that nobody has replaced."""
    compiled = {row.field for row in rows if row.basis == Basis.COMPILED}
    return {
        field: str(why)
        for field, why in coded.items()
        if field in shown and field in compiled and why and disclosed.withheld.allows(str(why))
    }


def _backing(support: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    keys: Sequence[str] = support.get("accounts") or []
    return {
        **{name: int(support.get(name) or 0) for name in ("reports", "outlets", "against")},
        "sources": sorted({numbers[key] for key in keys if key in numbers}),
    }


def justice_of(disclosed: DisclosedCase) -> dict[str, Any] | None:
    """Return what may be public of the courts."""
    case = disclosed.case
    return disclosed_justice(
        disclosed.values,
        disclosed.withheld,
        known_open=is_marked_open(case),
        reviewed=case.origin == Origin.COMPILED,
    )


def _victim(disclosed: DisclosedCase, victim: Victim, numbers: Mapping[str, int]) -> dict[str, Any]:
    values, fields = disclosed.people[victim.pk], disclosed.public_fields(victim)
    minor = is_minor(disclosed.ages(victim))
    names = _name_list(victim) if fields is None else []
    person: dict[str, Any] = {"named": bool(names), "minor": minor}
    for field in codebook.current().at("victim"):
        if (fields is not None and field.id not in fields) or (minor and field.id == "age"):
            continue
        value = names
        if field.id != "names":
            value = disclosed_value(field, values.get(field.id), disclosed.withheld)
        if value not in (None, []):
            person[field.id] = value
    lacks = _no_value(victim.no_value, person) if names else {}
    if minor:
        lacks.pop("age", None)
    if lacks:
        person["no_value"] = lacks
    if names:
        person |= _behind_person(disclosed, victim, person, numbers)
    return person


def _behind_person(
    disclosed: DisclosedCase,
    victim: Victim,
    person: Mapping[str, Any],
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    """Return which sources state what is shown of a person, and why the rest is coded so."""
    rows = list(victim.accepted.all())
    people = (disclosed.case.compiled.get("coded_by_us") or {}).get("victims") or []
    coded = people[victim.position] if victim.position < len(people) else {}
    return {
        "support": {
            row.field: _backing(row.support, numbers)
            for row in rows
            if row.support and row.field in person
        },
        "coded_by_us": _reasons(disclosed, coded, rows, person),
    }


def _name_list(victim: Victim) -> list[str]:
    return list(dict.fromkeys(name for name in names_of(victim) if name))


def _sources(disclosed: DisclosedCase) -> list[tuple[dict[str, Any], list[str]]]:
    """Return each source once, the oldest first, with the keys of its accounts."""
    return [
        (disclosed_source(cited(accounts[0].report), disclosed.withheld), [a.key for a in accounts])
        for accounts in sources_in_order(disclosed.accounts)
    ]


def _related(case: Case, released: Mapping[int, str]) -> list[dict[str, str]]:
    pairs = [(r.kind, r.other_id, False) for r in case.relations.all()]
    pairs += [(r.kind, r.case_id, True) for r in case.related_from.all()]
    found = [
        {"id": released[other], "kind": kind, "direction": "from" if reverse else "to"}
        for kind, other, reverse in pairs
        if other in released
    ]
    return sorted(found, key=lambda r: (r["id"], r["kind"], r["direction"]))


def _sentences(disclosed: DisclosedCase, part: str) -> list[str]:
    # The sentences describe the compiled values. They may be wrong once the values were replaced.
    if not _is_compiled(disclosed.case):
        return []
    sentences = map(str, disclosed.case.compiled.get(part) or [])
    return [s for s in sentences if s and disclosed.withheld.allows(s)]
