"""Load the open case file: documented killings that every installation starts from.

An installation that has the cases of an older file is brought up to date: it gets the claims of the
sources, and the values that nobody there has changed.
"""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from itertools import batched
from typing import Any, Final
from uuid import UUID

import msgspec
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.compiled_texts import CORRECTED
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.index_columns import COMPILED_RECORD as READER
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.numbers import public_id
from vigil.casefile.cases.verbs.entering import record_of
from vigil.casefile.coding.verbs.supporting import rewrite_support
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import (
    Account,
    Basis,
    Case,
    CaseAccount,
    Claim,
    MembershipBasis,
    Origin,
    Outlet,
    Report,
    Stage,
    Victim,
    Visibility,
)
from vigil.casefile.open_case_file.claims import (
    READ_ON,
    ClaimsOfCase,
    ShippedClaim,
    read_claims,
    shipped_claims_file,
)
from vigil.casefile.people.name_matching import surely_same
from vigil.casefile.reports.records import CITED, account_data
from vigil.casefile.reports.verbs.admitting import outlet_of
from vigil.casefile.reports.verbs.protecting import set_protected
from vigil.reading.records import account_key
from vigil.trust.rooms.log_words import LogWords

CASES_A_TRANSACTION = 25
"""Number of cases that are loaded in one transaction."""
KINDS = {"encyclopaedia": Outlet.Kind.REFERENCE, "copy-or-aggregator": Outlet.Kind.REFERENCE}
EVENT_FIELDS = (
    "event",
    "method",
    "place_type",
    "why_targeted",
    "served",
    "specific_target",
    "contract_or_reward",
)
FROM_FACTS = "Coded from the facts of the case, as its sources give them."
COMPILED_PARTS = (
    *("id", "summary", "disagreements", "sensitivity", "confidence", "judicial", "coded_by_us"),
)
"""Parts of a line that are kept with the case as they are."""
EDITION = "edition"
"""Where a case keeps the digest of the line and the claims that it was made from."""
NO_CLAIMS = ClaimsOfCase()
PERSON_FIELDS = ("gender", "occupation", "target_category", "role", "outcome")


def load() -> int:
    """Load the cases of the open case file that are missing, and return how many.

    Several cases are loaded in one transaction; their public rows are made together at its end.
    Cases of an older file are brought up to date (`_bring_up_to_date`).
    """
    lines = shipped_cases()
    claims = read_claims(shipped_claims_file(), _lines_of_file())
    known = dict(Case.objects.filter(origin=Origin.COMPILED).values_list("public_id", "compiled"))
    new = [line for line in lines if public_id(line["public_number"]) not in known]
    old = [line for line in lines if _is_older(line, claims, known)]
    for some in batched([*new, *old], CASES_A_TRANSACTION):
        with case_changes():
            for line in some:
                of_case = claims.get(line["id"], NO_CLAIMS)
                if public_id(line["public_number"]) in known:
                    _bring_up_to_date(line, of_case)
                else:
                    _load_one(line, of_case)
    _protect_sources(line for line in lines if public_id(line["public_number"]) in known)
    return len(new)


def _is_older(
    line: dict[str, Any], claims: dict[str, ClaimsOfCase], known: dict[str | None, dict[str, Any]]
) -> bool:
    """Say whether a case is there, from an older edition of its line or its claims."""
    compiled = known.get(public_id(line["public_number"]))
    of_case = claims.get(line["id"], NO_CLAIMS)
    return compiled is not None and compiled.get(EDITION) != edition_of(line, of_case)


def edition_of(line: dict[str, Any], claims: ClaimsOfCase) -> str:
    """Return a digest of a line and its claims."""
    return hashlib.sha256(msgspec.json.encode(line, order="sorted") + claims.raw).hexdigest()[:16]


def _protect_sources(lines: Iterable[dict[str, Any]]) -> None:
    """Protect sources of cases that were loaded before the file marked them.

    A source about which people decided stays as they decided.
    """
    for line in lines:
        marked = {s["url"]: s["protected"] for s in line["sources"] if s.get("protected")}
        key = f"{READER}:{line['id']}/"
        new = Report.objects.filter(key__startswith=key, url__in=marked, protection=None)
        if not marked or not new:
            continue
        with case_changes():
            for report in new:
                set_protected(report, marked[report.url])


def shipped_cases() -> list[dict[str, Any]]:
    """Return the shipped cases as they are in the file, oldest first."""
    return _lines_of_file()


def _lines_of_file() -> list[dict[str, Any]]:
    data = files("vigil.casefile.open_case_file").joinpath("cases.jsonl").read_bytes()
    return [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]


def _load_one(line: dict[str, Any], claims: ClaimsOfCase) -> None:
    values = values_of(line)
    now = timezone.now()
    case = Case.objects.create(
        public_id=public_id(line["public_number"]),
        stage=Stage.VERIFIED,
        visibility=Visibility.PUBLISHED,
        origin=Origin.COMPILED,
        opened_at=now,
        compiled=_compiled(line, claims),
    )
    _cite(case, _record_account(case, line, values))
    for number, source in enumerate(line["sources"]):
        _cite(case, _source_account(line, number, source))
    decision = record_on_case(
        "load_open_case_file",
        case,
        by=None,
        after={"stage": Stage.VERIFIED, "visibility": Visibility.PUBLISHED, "from": line["id"]},
        why="Compiled from published sources; not double-coded by this installation.",
    )
    write_values(case, values, basis=Basis.COMPILED, decision=decision)
    _write_claims(case, line, claims)


def _compiled(line: dict[str, Any], claims: ClaimsOfCase) -> dict[str, Any]:
    parts = {name: line[name] for name in COMPILED_PARTS if name in line}
    return {**parts, EDITION: edition_of(line, claims)}


def _bring_up_to_date(line: dict[str, Any], claims: ClaimsOfCase) -> None:
    """Give a case of an older file the claims on it, and the values if nobody has changed them.

    What people decided stays: values, accounts that were moved, visibility, withdrawn names.
    """
    case = Case.objects.select_for_update().get(public_id=public_id(line["public_number"]))
    if case.superseded_by_id is not None or case.stage == Stage.REJECTED:
        return
    corrected = case.accepted.exclude(basis=Basis.COMPILED).exists()
    untouched = not corrected and CORRECTED not in case.compiled
    case.compiled = (
        _compiled(line, claims)
        if untouched
        else {**case.compiled, EDITION: edition_of(line, claims)}
    )
    case.save(update_fields=["compiled", "updated_at"])
    _cite_missing(case, line, untouched=untouched)
    decision = record_on_case("update_open_case_file", case, by=None, after={"from": line["id"]})
    if untouched:
        write_values(case, values_of(line), basis=Basis.COMPILED, decision=decision)
    _write_claims(case, line, claims)


def _cite_missing(case: Case, line: dict[str, Any], *, untouched: bool) -> None:
    """Add the sources that an older file did not have; in an untouched case, drop those it lost.

    A report is never edited: a source that is described anew gets a new report.
    """
    prefix = f"{READER}:{line['id']}/"
    reports = Report.objects.filter(key__startswith=prefix).select_related("outlet")
    held = list(Account.objects.filter(report__in=reports, superseded=False).order_by("pk"))
    shipped = {_described(source): source for source in line["sources"]}
    same = {_described_report(account.report) for account in held}
    there = {account.report.url for account in held}
    number = max((int(r.key.removeprefix(prefix)) for r in reports), default=0)
    for described, source in shipped.items():
        if described not in same and (untouched or source["url"] not in there):
            _cite(case, _source_account(line, number, source))
            number += 1
    if untouched:
        gone = [a.pk for a in held if _described_report(a.report) not in shipped]
        mine = CaseAccount.objects.filter(case=case, account__in=gone)
        pks = list(mine.values_list("account_id", flat=True))
        mine.delete()
        Account.objects.filter(pk__in=pks).update(superseded=True)


def _described(source: dict[str, Any]) -> tuple[str, ...]:
    kept = (source["url"], source["title"], source["publisher"], source.get("date"))
    return tuple(str(part or "") for part in kept)


def _described_report(report: Report) -> tuple[str, ...]:
    publisher = report.outlet.name if report.outlet else ""
    return (report.url, report.title, publisher, report.published)


# Claims


def _write_claims(case: Case, line: dict[str, Any], claims: ClaimsOfCase) -> None:
    """Write what the sources of a case say into their accounts, anew if it was there."""
    accounts = {
        account.report.url: account
        for account in Account.objects.filter(
            membership__case=case, reader=CITED, superseded=False
        ).select_related("report")
    }
    Claim.objects.filter(account__in=accounts.values(), reader=READER).delete()
    accepted, people = values_of(line), _people_by_index(case, line)
    Claim.objects.bulk_create(
        row
        for claim in claims.claims
        if claim.url in accounts
        for row in _rows_of(claim, accounts[claim.url], accepted, people)
    )
    rewrite_support(case)
    rewrite_index_columns(case)


def _people_by_index(case: Case, line: dict[str, Any]) -> dict[int, UUID]:
    """Return the uid of each person of a line who is in the case. People may have changed them."""
    victims = list(case.victims.prefetch_related("names"))
    found: dict[int, UUID] = {}
    for index, person in enumerate(line["victims"]):
        names = _victim(person).get("names", [])
        same = [v for v in victims if surely_same(names, _spellings(v))]
        at_place = [v for v in same if v.position == index]
        if at_place or len(same) == 1:
            found[index] = (at_place or same)[0].uid
    return found


def _spellings(victim: Victim) -> list[str]:
    return [victim.name, *(entry.name for entry in victim.names.all())]


def _rows_of(
    claim: ShippedClaim, account: Account, accepted: dict[str, Any], people: dict[int, UUID]
) -> list[Claim]:
    """Return the rows of one claim: one, or one for each person where it holds for all."""
    indices: list[int | None] = [claim.person]
    if claim.of_person and claim.person is None:
        indices = list(range(len(accepted["victims"])))
    rows = []
    for index in indices:
        if index is not None and index not in people:
            continue
        part = accepted["victims"][index] if claim.of_person and index is not None else None
        value = (accepted["case"] if part is None else part).get(claim.field)
        row = Claim(
            account=account,
            field=claim.field,
            person=index if claim.of_person else None,
            about=None if index is None else people[index],
            value=claim.value,
            reader=READER,
            read_on=READ_ON,
            words=claim.words,
            where=claim.where[:200],
            note=claim.note,
            agrees_with=value if claim.agrees else None,
        )
        rows.append(row)
    return rows


def values_of(line: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a line in the shape of a coding. Unknown values are left out."""
    link = line["organised_crime_link"]
    event: dict[str, Any] = {
        **{field: line.get(field) for field in EVENT_FIELDS},
        "date_of_attack": line["date"],
        "date_of_death": line.get("date_of_death"),
        "place": line["place"],
        "organised_crime_link": link["value"],
        "organised_crime_basis": link["basis"],
        "judicial_outcome": line["judicial"].get("text"),
        "judicial_year": line["judicial"].get("year"),
        "judicial_as_of": _year(line["judicial"].get("as_of")),
        "impunity": line["impunity"],
        "impunity_as_of": _year(line["judicial"].get("as_of")),
    }
    coded = (line.get("coded_by_us") or {}).get("case", {})
    for criterion in ("specific_target", "contract_or_reward"):
        if event[criterion] in ("yes", "no"):
            event[f"{criterion}_evidence"] = coded.get(criterion) or FROM_FACTS
    return {
        "case": {field: value for field, value in event.items() if value not in (None, "", {})},
        "victims": [_victim(victim) for victim in line["victims"]],
    }


def _year(year: int | None) -> dict[str, str] | None:
    return {"value": str(year), "precision": "year"} if year else None


def _victim(victim: dict[str, Any]) -> dict[str, Any]:
    names = [n for n in [victim.get("name"), *(victim.get("names") or [])] if n]
    age = victim.get("age")
    values: dict[str, Any] = {
        "names": list(dict.fromkeys(names)),
        "age": {"low": age, "high": age} if age is not None else None,
        **{field: victim.get(field) for field in PERSON_FIELDS},
    }
    return {field: value for field, value in values.items() if value not in (None, "", [])}


def _record_account(case: Case, line: dict[str, Any], values: dict[str, Any]) -> Account:
    """Make an account of the compiled record itself, so that new reports find their case.

    It is no source.
    """
    key = f"{READER}:{line['id']}"
    report = Report.objects.create(
        key=key,
        title=" ".join(n["name"] for n in line["victims"] if n.get("name")),
        content_sha256=hashlib.sha256(key.encode()).hexdigest(),
        published=line["date"]["value"] or "",
    )
    own = account_key(key, "title", 0, len(report.title))
    return Account.objects.create(
        report=report,
        key=own,
        event=values["case"].get("event", ""),
        reader=READER,
        record=account_data(record_of(values, key, own)),
    )


def _source_account(line: dict[str, Any], number: int, source: dict[str, Any]) -> Account:
    digest = hashlib.sha256(f"{source['url']}\x1f{line['id']}".encode()).hexdigest()
    outlet = outlet_of(source["publisher"], source["url"], language=source.get("language") or "")
    if outlet is not None and source.get("kind") in KINDS and outlet.kind == Outlet.Kind.UNKNOWN:
        outlet.kind = KINDS[source["kind"]]
        outlet.save(update_fields=["kind"])
    report = Report.objects.create(
        key=f"{READER}:{line['id']}/{number + 1}",
        outlet=outlet,
        url=source["url"],
        canonical_url=source["url"],
        title=source["title"],
        published=source.get("date") or "",
        language=source.get("language") or "",
        content_sha256=digest,
    )
    if source.get("protected"):
        set_protected(report, source["protected"])
    key = account_key(report.key, "title", 0, len(report.title))
    return Account.objects.create(report=report, key=key, reader=CITED)


def _cite(case: Case, account: Account) -> None:
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.COMPILED)


LOG: Final = LogWords(
    verbs={
        "load_open_case_file": pgettext_lazy("decision", "load the open case file"),
        "update_open_case_file": pgettext_lazy("decision", "update from the open case file"),
    },
    reasons={
        "Compiled from published sources; not double-coded by this installation.": pgettext_lazy(
            "decision", "Compiled from published sources; not double-coded by this installation."
        ),
    },
)
