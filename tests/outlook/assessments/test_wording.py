"""The words of a cell in the language of an expert."""

import pytest

from outlook import factories_assessments as factories
from vigil.outlook.assessments import country_sets
from vigil.outlook.assessments.wording import term_wording
from vigil.outlook.models import AssessedTerm, Question

BANDS = [{"low": 1, "high": 5, "text": "little"}, {"low": 5.5, "high": 10, "text": "much"}]
SAID = {"text": "¿Cómo está en {place}?", "guidance": ["¿Quién?"], "bands": ["poco", "mucho"]}


@pytest.mark.django_db
def test_a_cell_is_read_in_a_translation_of_its_term_or_as_it_was_written() -> None:
    made = factories.assessment()
    AssessedTerm.objects.filter(code="cocaine").update(translations={"es": SAID})
    Question.objects.filter(market="cocaine").update(bands=BANDS)
    rows = Question.objects.select_related("panel", "term__assessment")
    cell = rows.get(market="cocaine", place="PER")
    spanish = term_wording(cell, "es-MX")
    assert (spanish.language, spanish.text, spanish.guidance) == (
        "es", "¿Cómo está en Perú?", ["¿Quién?"],
    )  # fmt: skip
    assert [(one["low"], one["text"]) for one in spanish.bands] == [(1, "poco"), (5.5, "mucho")]
    for language in ("en", "fr"):
        found = term_wording(cell, language)
        assert (found.language, found.text, found.bands) == ("en", cell.text, BANDS)
    other = rows.get(block="law_enforcement", place="PER")
    assert term_wording(other, "es").text == other.text
    assert made.language == "en"


def test_ready_divisions_have_every_member_of_the_united_nations_once() -> None:
    for split, regions in (("nine", 9), ("parts", 22), ("continents", 5)):
        names = country_sets.names_of_split(split, "en")
        found = country_sets.regions_named(names, members=True)
        codes = [code for region in found for code in region.countries]
        assert (len(found), len(codes), set(codes)) == (regions, 193, country_sets.MEMBERS)
