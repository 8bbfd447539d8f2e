"""Setting up an assessment: terms, regions, cells, and the next edition."""

import msgspec
import pytest
from django.utils import timezone

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.comparing import terms_of
from vigil.outlook.assessments.specs import RegionSpec, TermSpec, spec_of
from vigil.outlook.assessments.verbs import cells, regions, setting_up, terms
from vigil.outlook.models import Assessment, Panel, Question
from vigil.outlook.panels.verbs.setting_up import asked_breaks, edit_panel
from vigil.outlook.questions import verbs as question_verbs
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit

pytestmark = pytest.mark.django_db
ANDES = RegionSpec("Andes", ("COL", "ECU", "PER"))
BALKANS = RegionSpec("Balkans", ("ALB", "SRB"))
CODES = {"markets": ["cocaine", "arms_trafficking"], "resilience": ["law_enforcement"]}


@pytest.fixture
def made() -> Assessment:
    """Return an assessment of three terms in five countries and two regions."""
    director = panels.chair()
    found = setting_up.make_assessment("Markets of the world", by=director, edition="2027")
    found = terms.add_terms(found, CODES, by=director)
    return regions.set_regions(found, [ANDES, BALKANS], by=director)


def asked(assessment: Assessment) -> list[tuple[str, int, str, str]]:
    """Return region, position, country and code of every cell."""
    rows = Question.objects.filter(panel__assessment=assessment, term__isnull=False)
    rows = rows.order_by("panel__region", "position")
    return list(rows.values_list("panel__region", "position", "place", "term__code"))


def test_each_region_has_a_panel_with_a_cell_for_each_country_and_term(made: Assessment) -> None:
    assert asked(made)[:4] == [
        ("Andes", 1, "COL", "arms_trafficking"),
        ("Andes", 2, "COL", "cocaine"),
        ("Andes", 3, "COL", "law_enforcement"),
        ("Andes", 4, "ECU", "arms_trafficking"),
    ]
    assert len(asked(made)) == 15
    cell = Question.objects.get(place="SRB", market="cocaine")
    assert cell.text.startswith("Cocaine trade in Serbia: ")
    assert (cell.kind, len(cell.guidance), cell.bands[-1]["high"]) == ("score", 4, 10)
    assert cell.panel.title == "Markets of the world: Balkans"


def test_cells_that_are_there_stay_when_terms_and_countries_change(made: Assessment) -> None:
    director = made.director
    kept = Question.objects.get(place="PER", market="cocaine")
    seed = panels.question(kept.panel, "quantity", is_seed=True)
    terms.add_terms(made, {"actors": ["mafia_style_groups"]}, by=director)
    terms.remove_terms(made, [("markets", "arms_trafficking", "score")], by=director)
    regions.set_regions(
        made, [RegionSpec("Andes", ("BOL", "PER")), RegionSpec("Balkans", ("ALB",))], by=director
    )
    assert [(place, code) for _r, _n, place, code in asked(made)] == [
        (place, code)
        for place in ("BOL", "PER", "ALB")
        for code in ("cocaine", "mafia_style_groups", "law_enforcement")
    ]
    now = Question.objects.get(pk=kept.pk)
    assert (now.position, now.uid) == (4, kept.uid)
    seed.refresh_from_db()
    assert seed.position == 7, "questions that are no cells come last"
    before = asked(made)
    assert cells.make_cells(made, by=director) == 9
    assert asked(made) == before


def changed(assessment: Assessment, code: str, **values: object) -> TermSpec:
    """Return a term with other values, in its own language alone."""
    spec = spec_of(assessment.terms.get(code=code))
    return msgspec.structs.replace(spec, **{"translations": {}, **values})


def begin(panel: Panel) -> None:
    """Let a panel have been opened."""
    panel.state, panel.opened_at = Panel.State.OPEN, timezone.now()
    panel.save()


def test_a_changed_term_changes_its_cells_in_every_country(made: Assessment) -> None:
    term = made.terms.get(code="cocaine")
    spec = changed(made, "cocaine", text="How is it in {place}?", bands=(), guidance=("Who?",))
    terms.edit_term(term, spec, by=made.director)
    rows = Question.objects.filter(term=term).order_by("place")
    assert list(rows.values_list("text", "guidance", "bands")) == [
        (f"How is it in {name}?", ["Who?"], [])
        for name in ("Albania", "Colombia", "Ecuador", "Peru", "Serbia")
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "How is it?"}, "text"),
        ({"bands": ({"low": 1.0, "high": 5.0, "text": "little"},)}, "bands"),
        ({"kind": "drivers"}, "kind"),
        ({"translations": {"es": {"text": "Sin lugar"}}}, "text (es)"),
        ({"translations": {"es": {"text": "{place}", "guidance": ["una"]}}}, "guidance (es)"),
    ],
)
def test_a_term_that_cannot_be_asked_is_refused_at_its_field(
    values: dict[str, object], field: str
) -> None:
    usual = TermSpec("markets", "cocaine", text="How is it in {place}?", guidance=("Who?", "How?"))
    with pytest.raises(Unfit) as refused:
        terms.check_term(msgspec.structs.replace(usual, **values))
    assert refused.value.field == field


def test_an_open_region_keeps_terms_and_its_countries(made: Assessment) -> None:
    begin(made.panels.get(region="Andes"))
    with pytest.raises(NotPossible, match="Andes"):
        terms.add_terms(made, {"actors": ["foreign_actors"]}, by=made.director)
    with pytest.raises(NotPossible, match="Andes"):
        regions.put_region(made, RegionSpec("Balkans", ("ALB", "PER")), by=made.director)
    regions.put_region(made, RegionSpec("Balkans", ("ALB", "MNE")), by=made.director)
    assert {place for _region, _n, place, _code in asked(made)} == {
        "COL", "ECU", "PER", "ALB", "MNE",
    }  # fmt: skip


def test_a_region_keeps_its_panel_under_another_name(made: Assessment) -> None:
    kept = made.panels.get(region="Andes")
    renamed = RegionSpec("Andean countries", ANDES.countries)
    regions.set_regions(made, [renamed, BALKANS], by=made.director)
    now = Panel.objects.get(pk=kept.pk)
    assert (now.region, now.title) == ("Andean countries", f"{made.title}: Andean countries")


def test_what_experts_were_given_is_not_taken_from_under_them(made: Assessment) -> None:
    andes = made.panels.get(region="Andes")
    factories.seat(andes, ["PER"], ["cocaine"])
    with pytest.raises(NotPossible, match="PER"):
        regions.put_region(made, RegionSpec("Andes", ("COL",)), by=made.director)
    with pytest.raises(NotPossible, match="cocaine"):
        terms.remove_terms(made, [("markets", "cocaine", "score")], by=made.director)
    factories.seat(made.panels.get(region="Balkans"))
    with pytest.raises(NotPossible, match="Balkans"):
        regions.remove_region(made, "Balkans", by=made.director)


def test_a_lead_needs_the_role_and_chairs_the_panel(made: Assessment) -> None:
    andes, lead = made.panels.get(region="Andes"), panels.chair()
    assert andes.chair == made.director
    with pytest.raises(Unfit, match="panel chair"):
        regions.set_lead(andes, panels.expert(), by=made.director)
    regions.set_lead(andes, lead, by=made.director)
    assert Panel.objects.get(pk=andes.pk).chair == lead
    with pytest.raises(NotAllowed):
        terms.add_terms(made, {"actors": ["foreign_actors"]}, by=lead)


def test_a_cell_and_the_settings_of_a_region_change_with_the_assessment(made: Assessment) -> None:
    andes = made.panels.get(region="Andes")
    cell = andes.questions.first()
    assert cell is not None
    for refused in (
        lambda: question_verbs.edit_question(cell, {"text": "Other?"}, by=made.director),
        lambda: question_verbs.remove_question(cell, by=made.director),
        lambda: question_verbs.move_question(cell, 3, by=made.director),
        lambda: question_verbs.copy_panel(andes, by=made.director),
        lambda: edit_panel(andes, {"smallest": 7}, by=made.director),
    ):
        with pytest.raises(NotPossible, match="assessment"):
            refused()
    setting_up.edit_assessment(made, {"smallest": 7, "title": "Crime"}, by=made.director)
    assert set(made.panels.values_list("title", "smallest")) == {
        ("Crime: Andes", 7),
        ("Crime: Balkans", 7),
    }
    with pytest.raises(Unfit) as said:
        setting_up.edit_assessment(made, {"language": "es"}, by=made.director)
    assert said.value.field == "language"


def test_the_next_edition_follows_and_marks_what_changed(made: Assessment) -> None:
    director, lead = made.director, panels.chair()
    regions.set_lead(made.panels.get(region="Andes"), lead, by=director)
    begin(made.panels.get(region="Andes"))
    copy = setting_up.copy_assessment(made, "2029", by=director)
    assert (copy.follows, copy.edition, copy.breaks) == (made, "2029", [])
    assert [row[2:] for row in asked(copy)] == [row[2:] for row in asked(made)]
    andes, balkans = copy.panels.order_by("region")
    assert (andes.chair, andes.follows) == (lead, made.panels.get(region="Andes"))
    assert (balkans.chair, balkans.follows) == (director, None), "that one was never opened"
    other = changed(copy, "cocaine", bands=(), text="How much of it is in {place}?")
    kept = [other, *(one for one in terms_of(copy) if one.code == "law_enforcement")]
    terms.set_terms(copy, kept, by=director)
    regions.set_regions(
        copy,
        [RegionSpec("Andes", ("COL", "PER", "SRB")), RegionSpec("Balkans", ("ALB", "MNE"))],
        by=director,
    )
    copy.refresh_from_db()
    assert [tuple(one.values()) for one in copy.breaks] == [
        ("markets", "cocaine", "bands"),
        ("markets", "cocaine", "wording"),
        ("markets", "arms_trafficking", "gone"),
        ("places", "ECU", "gone"),
        ("places", "MNE", "new"),
        ("places", "SRB", "moved"),
    ]
    found = asked_breaks(Panel.objects.get(pk=andes.pk))
    assert [(one["code"], one["change"]) for one in found] == [
        ("cocaine", "bands"),
        ("cocaine", "wording"),
        ("SRB", "moved"),
    ]
