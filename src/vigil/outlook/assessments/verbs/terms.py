"""Set the terms of an assessment, and how they are asked, until its first region opens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.comparing import breaks_of, terms_of
from vigil.outlook.assessments.default_wording import default_term
from vigil.outlook.assessments.preconditions import (
    ASSESSMENT,
    directed,
    require_no_region_open,
    require_public_words,
)
from vigil.outlook.assessments.specs import ASKED, KINDS, PLACE, Key, TermSpec, by_key
from vigil.outlook.assessments.verbs.cells import SUBJECT, make_cells
from vigil.outlook.assessments.wording import place_name
from vigil.outlook.models import AssessedTerm, Assessment, Question, Seat
from vigil.outlook.questions import term_lists
from vigil.outlook.questions.verbs import LONGEST, with_values
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MOST_TERMS: Final = 200
MOST_GUIDING: Final = 20
"""Most guiding questions of a term."""


@transaction.atomic
def set_terms(assessment: Assessment, specs: Sequence[TermSpec], *, by: User) -> Assessment:
    """Give an assessment exactly these terms, in this order, and its draft panels their cells.

    A term that is there already (by list, code and kind) keeps its cells, with its new words.
    Raises NotAllowed; NotPossible (a region is open; experts are assigned to a term that would go;
    words that name somebody whom the public is not shown); Unfit, naming the field.
    """
    assessment = directed(assessment, by=by)
    require_no_region_open(assessment)
    for spec in specs:
        check_term(spec)
    if len(by_key(specs)) != len(specs):
        raise Unfit(_("The same term is there twice with the same kind of question."), "")
    if len(specs) > MOST_TERMS:
        raise Unfit(_("An assessment has %(n)d terms at most.") % {"n": MOST_TERMS}, "")
    require_public_words(text for spec in specs for text in words_of(spec))
    before = len(terms_of(assessment))
    _save(assessment, specs)
    assessment.taxonomies = _versions(specs)
    assessment.breaks = breaks_of(assessment)
    assessment.save(update_fields=["taxonomies", "breaks"])
    after = {"terms": len(specs)}
    record("set_terms", ASSESSMENT, assessment.uid, by=by, before={"terms": before}, after=after)
    make_cells(assessment, by=by)
    return assessment


@transaction.atomic
def add_terms(
    assessment: Assessment, codes: Mapping[str, Iterable[str]], *, by: User
) -> Assessment:
    """Add terms of lists as scores with the usual words. Those that are there stay as they are.

    Raises as `set_terms`, and NotPossible (a code is not in its list).
    """
    assessment = directed(assessment, by=by)
    there = terms_of(assessment)
    asked = {(one.list, one.code) for one in there}
    added = []
    for name, some in codes.items():
        wanted = list(some)
        term_lists.require_known_codes(name, wanted)
        added += [
            default_term(name, code, assessment.language)
            for code in wanted
            if (name, code) not in asked
        ]
    return set_terms(assessment, in_list_order([*there, *added]), by=by)


@transaction.atomic
def edit_term(term: AssessedTerm, spec: TermSpec, *, by: User) -> Assessment:
    """Change how a term is asked, in all its cells. Raises as `set_terms`."""
    assessment = directed(term.assessment, by=by)
    specs = [spec if one.key == spec.key else one for one in terms_of(assessment)]
    return set_terms(assessment, specs, by=by)


@transaction.atomic
def remove_terms(assessment: Assessment, keys: Iterable[Key], *, by: User) -> Assessment:
    """Remove terms with their cells. Raises as `set_terms`."""
    assessment = directed(assessment, by=by)
    gone = set(keys)
    return set_terms(
        assessment, [one for one in terms_of(assessment) if one.key not in gone], by=by
    )


def in_list_order(specs: Iterable[TermSpec]) -> list[TermSpec]:
    """Return terms as their lists order them: markets, actors, resilience."""
    order = {
        (name, code): (place, at)
        for place, name in enumerate(SUBJECT)
        for at, code in enumerate(term_lists.LISTS[name]().terms)
    }
    return sorted(specs, key=lambda one: order.get((one.list, one.code), (len(SUBJECT), 0)))


def check_term(spec: TermSpec) -> None:
    """Check a term as the cells that it makes. Raises NotPossible, Unfit naming the field."""
    if spec.list not in SUBJECT:
        raise Unfit(_("Choose the list: markets, actors or resilience."), "list")
    if spec.kind not in KINDS:
        raise Unfit(_("A term is asked as a score, quantity, probability or trajectory."), "kind")
    term_lists.require_known_codes(spec.list, [spec.code])
    if PLACE not in spec.text:
        raise Unfit(_("Write {place} where the name of the country belongs."), "text")
    if len(spec.guidance) > MOST_GUIDING:
        raise Unfit(
            _("A term has %(n)d guiding questions at most.") % {"n": MOST_GUIDING}, "guidance"
        )
    values = {name: value for name, value in spec.values.items() if name != "translations"}
    values["text"] = _longest(spec.text, "en")
    with_values(Question(), {"kind": spec.kind, **values, SUBJECT[spec.list]: spec.code})
    for language, said in spec.translations.items():
        _check_translation(spec, language, said)


def _check_translation(spec: TermSpec, language: str, said: Mapping[str, Any]) -> None:
    text = said.get("text", "")
    field = f"text ({language})"
    if PLACE not in text:
        raise Unfit(_("Write {place} where the name of the country belongs."), field)
    if len(_longest(text, language)) > LONGEST:
        raise Unfit(_("This is longer than %(n)d characters.") % {"n": LONGEST}, field)
    for name, original in (("guidance", spec.guidance), ("bands", spec.bands)):
        texts = said.get(name) or []
        if texts and (len(texts) != len(original) or not all(texts)):
            raise Unfit(
                _("Translate all %(n)d of them, or none.") % {"n": len(original)},
                f"{name} ({language})",
            )
        if any(len(one) > LONGEST for one in texts):
            raise Unfit(
                _("This is longer than %(n)d characters.") % {"n": LONGEST}, f"{name} ({language})"
            )


def _longest(text: str, language: str) -> str:
    """Return a question with the longest name of a country, so that every cell is short enough."""
    if len(text) < LONGEST // 2:
        return text
    return text.replace(PLACE, max((place_name(one, language) for one in COUNTRIES), key=len))


def words_of(spec: TermSpec) -> list[str]:
    """Return all texts of a term that somebody reads, in every language."""
    found = [spec.text, spec.unit, *spec.guidance, *(str(one["text"]) for one in spec.bands)]
    for said in spec.translations.values():
        found += [said.get("text", ""), said.get("unit", "")]
        found += [*said.get("guidance", ()), *said.get("bands", ())]
    return [text for text in found if text]


def _save(assessment: Assessment, specs: Sequence[TermSpec]) -> None:
    there = {(row.list, row.code, row.kind): row for row in assessment.terms.all()}
    gone = [row for key, row in there.items() if key not in by_key(specs)]
    _remove(assessment, gone)
    new, kept = [], []
    for position, spec in enumerate(specs, 1):
        row = there.get(spec.key)
        (new if row is None else kept).append(_filled(row, assessment, spec, position))
    AssessedTerm.objects.bulk_create(new)
    AssessedTerm.objects.bulk_update(kept, ["position", *ASKED])


def _filled(
    row: AssessedTerm | None, assessment: Assessment, spec: TermSpec, position: int
) -> AssessedTerm:
    row = row or AssessedTerm(assessment=assessment, list=spec.list, code=spec.code, kind=spec.kind)
    row.position = position
    for name, value in spec.values.items():
        setattr(row, name, value)
    return row


def _remove(assessment: Assessment, gone: Sequence[AssessedTerm]) -> None:
    codes = {row.code for row in gone}
    if not codes:
        return
    rows = Seat.objects.filter(panel__assessment=assessment).exclude(terms=[])
    assigned = {code for terms in rows.values_list("terms", flat=True) for code in terms}
    if taken := sorted(codes & assigned):
        raise NotPossible(
            _("Experts are assigned to these terms. Change their seats first: %(codes)s.")
            % {"codes": ", ".join(taken)}
        )
    Question.objects.filter(term__in=gone).delete()
    AssessedTerm.objects.filter(pk__in=[row.pk for row in gone]).delete()


def _versions(specs: Sequence[TermSpec]) -> dict[str, str]:
    used = {spec.list for spec in specs}
    return {name: version for name, version in term_lists.versions().items() if name in used}


LOG: Final = LogWords(
    verbs={
        "set_terms": pgettext_lazy("decision", "set the terms of an assessment"),
    },
    kinds={
        "assessment": pgettext_lazy("decision", "assessment"),
    },
    parts={
        "terms": pgettext_lazy("decision", "terms"),
    },
)
