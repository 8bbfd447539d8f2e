"""Compare the terms and regions of an assessment with others.

The same comparison says what a sheet would change, and what changed since the edition before.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from vigil.outlook.assessments.specs import RegionSpec, TermSpec, by_key, spec_of
from vigil.outlook.models import Assessment, Panel

PLACES: Final = "places"
"""The list of a change that is about a country."""


class ChangeKind(StrEnum):
    """What changed about a term or a country."""

    NEW = "new"
    GONE = "gone"
    BANDS = "bands"
    """The thresholds of its scores, or the form, unit, bounds or day of its answers."""
    WORDING = "wording"
    """The question or its guidance."""
    TRANSLATION = "translation"
    """Only a translation: no break, but shown before a sheet is imported."""
    MOVED = "moved"
    """A country went to another region."""


class Change(Struct, frozen=True):
    """A change of a term, or of a country (the list is then "places")."""

    list: str
    code: str
    change: ChangeKind
    region: str = ""
    """Of a country: its region afterwards; of one that is gone, before."""


MEASURE: Final = ("bands", "form", "unit", "lower", "upper", "log_scale", "horizon")
WORDS: Final = ("text", "guidance")


def term_changes(before: Sequence[TermSpec], after: Sequence[TermSpec]) -> list[Change]:
    """Return what changed between terms in one language: in the order of the later ones."""
    old = by_key(before)
    new = by_key(after)
    found = []
    for key, term in new.items():
        found += [Change(term.list, term.code, kind) for kind in _of_term(old.get(key), term)]
    gone = [term for key, term in old.items() if key not in new]
    return found + [Change(term.list, term.code, ChangeKind.GONE) for term in gone]


def _of_term(before: TermSpec | None, after: TermSpec) -> Iterator[ChangeKind]:
    if before is None:
        yield ChangeKind.NEW
        return
    if _differ(before, after, MEASURE):
        yield ChangeKind.BANDS
    if _differ(before, after, WORDS):
        yield ChangeKind.WORDING
    if before.translations != after.translations:
        yield ChangeKind.TRANSLATION


def _differ(before: TermSpec, after: TermSpec, names: Sequence[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def region_changes(before: Sequence[RegionSpec], after: Sequence[RegionSpec]) -> list[Change]:
    """Return which countries are new, gone, or in a region of another name; by their codes."""
    old, new = _regions(before), _regions(after)
    found = []
    for code in sorted({*old, *new}):
        if code not in old:
            found.append(Change(PLACES, code, ChangeKind.NEW, new[code]))
        elif code not in new:
            found.append(Change(PLACES, code, ChangeKind.GONE, old[code]))
        elif old[code] != new[code]:
            found.append(Change(PLACES, code, ChangeKind.MOVED, new[code]))
    return found


def _regions(regions: Sequence[RegionSpec]) -> Mapping[str, str]:
    return {code: region.name for region in regions for code in region.countries}


def terms_of(assessment: Assessment) -> list[TermSpec]:
    """Return the terms of an assessment as plain values, in order."""
    return [spec_of(term) for term in assessment.terms.all()]


def regions_of(assessment: Assessment, *, abandoned: bool = False) -> list[RegionSpec]:
    """Return the regions of an assessment as plain values, by name; without their leads.

    With `abandoned`, also those whose panel was abandoned.
    """
    found: dict[str, list[str]] = {}
    rows = assessment.places.order_by("panel__region", "code")
    if not abandoned:
        rows = rows.exclude(panel__state=Panel.State.ABANDONED)
    for region, code in rows.values_list("panel__region", "code"):
        found.setdefault(region, []).append(code)
    return [RegionSpec(name, tuple(codes)) for name, codes in found.items()]


def breaks_of(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what changed since the edition before, as `Assessment.breaks` keeps it.

    Where the language of the assessment is another one, words are compared in the language of the
    edition before, if they are translated. Empty if it follows none.
    """
    earlier = assessment.follows
    if earlier is None:
        return []
    now = [in_language(one, assessment.language, earlier.language) for one in terms_of(assessment)]
    found = term_changes(terms_of(earlier), now)
    found += _place_changes(earlier, assessment)
    return [
        {"list": one.list, "code": one.code, "change": str(one.change)}
        for one in found
        if one.change != ChangeKind.TRANSLATION
    ]


def _place_changes(earlier: Assessment, now: Assessment) -> Iterator[Change]:
    """Yield what changed about countries: a region that follows another keeps its countries."""
    columns = ("code", "panel__region", "panel", "panel__follows")
    before = {row[0]: row for row in earlier.places.values_list(*columns)}
    after = {row[0]: row for row in now.places.values_list(*columns)}
    for code in sorted({*before, *after}):
        if code not in before:
            yield Change(PLACES, code, ChangeKind.NEW, after[code][1])
        elif code not in after:
            yield Change(PLACES, code, ChangeKind.GONE, before[code][1])
        elif before[code][1] != after[code][1] and before[code][2] != after[code][3]:
            yield Change(PLACES, code, ChangeKind.MOVED, after[code][1])


def in_language(term: TermSpec, language: str, wanted: str) -> TermSpec:
    """Return a term with its translation as its words; unchanged if there is none."""
    said = term.translations.get(wanted, {})
    if language == wanted or not said.get("text"):
        return term
    texts = said.get("bands") or [one["text"] for one in term.bands]
    return TermSpec(
        **{name: getattr(term, name) for name in term.__struct_fields__}
        | {
            "text": said["text"],
            "guidance": tuple(said.get("guidance") or term.guidance),
            "bands": tuple(
                {**one, "text": text} for one, text in zip(term.bands, texts, strict=True)
            ),
            "unit": said.get("unit") or term.unit,
        }
    )
