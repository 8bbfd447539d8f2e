"""Load the open case file: documented killings that every installation starts from."""

import hashlib
from importlib.resources import files
from itertools import batched
from typing import Any, Final

import msgspec
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.index_columns import COMPILED_RECORD as READER
from vigil.casefile.cases.numbers import public_id
from vigil.casefile.cases.verbs.entering import record_of
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import (
    Account,
    Basis,
    Case,
    CaseAccount,
    MembershipBasis,
    Origin,
    Outlet,
    Report,
    Stage,
    Visibility,
)
from vigil.casefile.reports.records import CITED, account_data
from vigil.casefile.reports.verbs.admitting import outlet_of
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
NO_WORDS = "The sources cited for the case; which words of which source was not recorded."
PERSON_FIELDS = ("gender", "occupation", "target_category", "role", "outcome")


def load() -> int:
    """Load the cases of the open case file that are missing, and return how many.

    Several cases are loaded in one transaction; their public rows are made together at its end. A
    case that is there already is not changed, even if people have changed it since.
    """
    known = set(Case.objects.filter(origin=Origin.COMPILED).values_list("public_id", flat=True))
    new = [line for line in shipped_cases() if public_id(line["public_number"]) not in known]
    for some in batched(new, CASES_A_TRANSACTION):
        with case_changes():
            for line in some:
                _load_one(line)
    return len(new)


def shipped_cases() -> list[dict[str, Any]]:
    """Return the shipped cases as they are in the file, oldest first."""
    data = files("vigil.casefile.open_case_file").joinpath("cases.jsonl").read_bytes()
    return [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]


def _load_one(line: dict[str, Any]) -> None:
    values = values_of(line)
    now = timezone.now()
    case = Case.objects.create(
        public_id=public_id(line["public_number"]),
        stage=Stage.VERIFIED,
        visibility=Visibility.PUBLISHED,
        origin=Origin.COMPILED,
        opened_at=now,
        compiled={
            name: line[name]
            for name in ("id", "summary", "disagreements", "sensitivity", "confidence", "judicial")
        },
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
    for criterion in ("specific_target", "contract_or_reward"):
        if event[criterion] in ("yes", "no"):
            event[f"{criterion}_evidence"] = NO_WORDS
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
    key = account_key(report.key, "title", 0, len(report.title))
    return Account.objects.create(report=report, key=key, reader=CITED)


def _cite(case: Case, account: Account) -> None:
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.COMPILED)


LOG: Final = LogWords(
    verbs={
        "load_open_case_file": pgettext_lazy("decision", "load the open case file"),
    },
    reasons={
        "Compiled from published sources; not double-coded by this installation.": pgettext_lazy(
            "decision", "Compiled from published sources; not double-coded by this installation."
        ),
    },
)
