"""One whole case for programs: its record, the sources of each value, and the decisions."""

from collections.abc import Iterator, Sequence
from typing import Any

from vigil.casefile.models import Case
from vigil.publication.cases.claims import ReadPassage, SourceStatement, ValueSources
from vigil.publication.cases.history import PublicStep, steps_of
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.policy import disclosure
from vigil.publication.record.entries import address_of, entry_of


def case_answer(case: Case, site: str) -> dict[str, Any]:
    """Return a whole public case. Fetch it with `cases.queries.with_everything`."""
    steps = list(steps_of(case))
    page = case_page_of(case, steps)
    record = case.public.record.record
    return {
        **entry_of(case.public, site),
        "formerly": record["formerly"],
        "record": record,
        "claims": list(_claims(page)),
        "quotes": list(_quotes(page)),
        "steps": [_step(step) for step in steps],
        "related": list(_related(case, site)),
    }


def _claims(page: CasePage) -> Iterator[dict[str, Any]]:
    for row in (*page.rows, *([page.link] if page.link else [])):
        yield _claim(row.field, None, row.sources)
    if page.justice is not None:
        yield _claim("judicial_outcome", None, page.justice_sources)
        yield _claim("impunity", None, page.impunity_sources)
    for number, person in enumerate(page.people):
        for backed in person.fields:
            yield _claim(backed.field, number, backed.sources)


def _claim(field: str, person: int | None, sources: ValueSources) -> dict[str, Any]:
    return {
        "field": field,
        "person": person,
        "says": _statements(sources.says),
        "other_precision": _statements(sources.other_precision),
        "otherwise": _statements(sources.otherwise),
        "coded_by_us": str(sources.coded) or None,
        "decided": [step.number for step in sources.decided],
    }


def _statements(sayings: Sequence[SourceStatement]) -> list[dict[str, Any]]:
    return [
        {
            "source": saying.number,
            "words": list(saying.words),
            "read": [_passage(read) for read in saying.read],
        }
        for saying in sayings
    ]


def _passage(read: ReadPassage) -> dict[str, Any]:
    return {
        "on": read.read_on,
        "by": "editor" if read.by_editor else "compilers",
        "value": str(read.value) or None,
        "words": read.words or None,
        "where": read.where or None,
        "note": read.note or None,
    }


def _quotes(page: CasePage) -> Iterator[dict[str, Any]]:
    for source in page.quoted:
        yield {
            "source": source.number,
            "text": "".join(piece.text for piece in source.pieces),
            "marked": [piece.text for piece in source.pieces if piece.marked],
        }


def _step(step: PublicStep) -> dict[str, Any]:
    return {"step": step.verb, "day": step.on, "what": step.what, "role": step.who}


def _related(case: Case, site: str) -> Iterator[dict[str, str]]:
    pairs = [(relation, relation.other, "to") for relation in case.relations.all()]
    pairs += [(relation, relation.case, "from") for relation in case.related_from.all()]
    for relation, other, direction in pairs:
        if disclosure.is_public(other) and other.public_id:
            yield {
                "id": other.public_id,
                "url": site + address_of(other.public_id),
                "kind": relation.kind,
                "direction": direction,
            }
