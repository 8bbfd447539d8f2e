"""Public cells of an assessment: the right numbers, and each by the rules of public results."""

import random
import statistics
from collections.abc import Mapping, Sequence

import pytest
from django.test import Client

from outlook import factories_assessments as assessments
from vigil.outlook.models import FEWEST, Assessment, Panel, Pooled, Question
from vigil.outlook.results.agreement_sets import sets_of_cells, sets_of_panel
from vigil.outlook.results.assessment_cells import cells_of_assessment, cells_of_panel
from vigil.outlook.results.public import published

pytestmark = pytest.mark.django_db
Scores = Mapping[int, Sequence[float]]


def halves(dice: random.Random, n: int) -> list[float]:
    return [dice.randint(2, 20) / 2 for _n in range(n)]


def random_scores(panel: Panel, dice: random.Random, most: int = 6) -> dict[int, list[float]]:
    """Draw for each cell how many experts answered it, and what."""
    keys = panel.questions.values_list("pk", flat=True)
    return {key: halves(dice, dice.randint(0, most)) for key in keys}


def page(address: str, status: int = 200) -> str:
    answer = Client().get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("seed", "smallest"),
    [
        (0, 3),
        *(
            pytest.param(seed, smallest, marks=pytest.mark.tail("the first draw, daily"))
            for seed in (1, 2, 3)
            for smallest in (3, 4, 5)
        ),
    ],
)
def test_every_cell_of_a_random_assessment_is_what_is_computed_independently(
    seed: int, smallest: int
) -> None:
    """Medians and quartiles of the answers, for exactly the cells that enough experts answered."""
    dice = random.Random(seed)
    made = assessments.assessment()
    said: dict[int, list[float]] = {}
    for panel in made.panels.all():
        scores = random_scores(panel, dice)
        said |= scores
        assessments.final_region(panel, scores, smallest=smallest, smallest_why="Few know.")
    cells = {one.question: one for one in cells_of_assessment(made)}
    assert set(cells) == {key for key, each in said.items() if len(each) >= smallest}
    for key, one in cells.items():
        asked = Question.objects.select_related("term").get(pk=key)
        assert asked.term is not None
        assert (one.place, one.list, one.code) == (asked.place, asked.term.list, asked.term.code)
        assert one.n == len(said[key])
        assert one.value == statistics.median(said[key])
        if one.n < FEWEST:
            assert (one.low, one.high) == (None, None)
        else:
            ordered = sorted(said[key])  # of five and six, the second from below and from above
            assert (one.low, one.high) == (ordered[1], ordered[-2])


@pytest.fixture
def regions() -> Assessment:
    """Make an assessment of which one region is final; one of its cells has four answers."""
    made = assessments.assessment()
    panel = made.panels.get(region="Andes")
    dice = random.Random(7)
    scores = {key: halves(dice, 6) for key in panel.questions.values_list("pk", flat=True)}
    few = panel.questions.get(place="PER", term__code="cocaine").pk
    other = panel.questions.get(place="PER", term__code="arms_trafficking").pk
    scores[few], scores[other] = scores[few][:4], scores[other][:5]
    assessments.final_region(panel, scores)
    return made


def test_only_final_regions_are_read(regions: Assessment) -> None:
    assert {one.place for one in cells_of_assessment(regions)} == {"COL", "ECU", "PER"}
    panel = regions.panels.get(region="Andes")
    assert cells_of_panel(regions.panels.get(region="Balkans")) == []
    assert len(cells_of_panel(panel)) == 8
    for change in ({"withheld": [1]}, {"state": Panel.State.CLOSED, "withheld": []}):
        Panel.objects.filter(pk=panel.pk).update(**change)
        assert cells_of_assessment(regions) == []
        page(f"/outlook/results/assessments/{regions.uid}/", 404)
        page(f"/outlook/results/{panel.uid}/countries/COL/", 404)


def test_a_withheld_question_and_a_cell_of_one_heavy_expert_are_left_out(
    regions: Assessment,
) -> None:
    panel = regions.panels.get(region="Andes")
    panel.questions.filter(place="COL", term__code="cocaine").update(withheld=[3])
    heavy = panel.questions.get(place="ECU", term__code="cocaine")
    Pooled.objects.filter(question=heavy).update(heaviest=0.6)
    left = {(one.place, one.code) for one in cells_of_assessment(regions)}
    assert not left & {("COL", "cocaine"), ("ECU", "cocaine")}
    assert len(left) == 6
    assert "cocaine trade" not in page(f"/outlook/results/{panel.uid}/countries/COL/").casefold()


def test_pages_say_how_many_answered_each_cell_and_the_range_in_their_head(
    regions: Assessment,
) -> None:
    panel = regions.panels.get(region="Andes")
    for address in (
        f"/outlook/results/{panel.uid}/countries/PER/",
        f"/outlook/results/assessments/{regions.uid}/countries/PER/",
    ):
        text = page(address)
        assert "5 to 6 experts answered each question." in text
        assert "Too few experts answered 1 question for a result." in text
        assert text.count('<td class="number">5</td>') == 1
        assert text.count('<td class="number">6</td>') == 1
    text = page(f"/outlook/results/assessments/{regions.uid}/terms/cocaine/")
    assert "6 experts answered." in text
    assert "Too few experts answered 1 question" in text
    page(f"/outlook/results/assessments/{regions.uid}/countries/SRB/", 404)
    page(f"/outlook/results/assessments/{regions.uid}/terms/nothing/", 404)


def test_the_page_of_a_region_is_one_map_and_leads_to_countries_and_terms(
    regions: Assessment,
) -> None:
    panel = regions.panels.get(region="Andes")
    text = page(f"/outlook/results/{panel.uid}/")
    assert text.count("<svg") >= 1
    assert f"/outlook/results/{panel.uid}/countries/COL/" in text
    assert f"/outlook/results/{panel.uid}/terms/cocaine/" in text
    assert text.count("Agreement over the 6 questions on markets: alpha") == 1
    assert text.count("Agreement over the 3 questions on resilience: alpha") == 1
    whole = page(f"/outlook/results/assessments/{regions.uid}/")
    assert "The results of 1 of 2 regions are final." in whole
    assert "Balkans" in whole
    assert "countries/SRB/" not in whole


def test_agreement_is_computed_over_each_list_alone(regions: Assessment) -> None:
    panel = regions.panels.get(region="Andes")
    rows = Pooled.objects.filter(panel=panel).select_related("question__term")
    alphas: dict[str, set[float]] = {}
    for one in rows:
        assert one.question.term is not None
        assert one.agreement is not None
        alphas.setdefault(one.question.term.list, set()).add(one.agreement["alpha"])
    assert [len(each) for each in alphas.values()] == [1, 1]
    assert alphas["markets"] != alphas["resilience"]
    told = published(panel)
    assert told is not None
    by_cells = sets_of_cells(panel, cells_of_panel(panel))
    assert [one.sentence for one in by_cells] == [one.sentence for one in sets_of_panel(told)]


def test_hundreds_of_cells_are_read_by_as_many_queries_as_few(
    regions: Assessment, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    panel = regions.panels.get(region="Andes")
    for address, most in (
        (f"/outlook/results/{panel.uid}/", 32),
        (f"/outlook/results/{panel.uid}/countries/COL/", 25),
        (f"/outlook/results/assessments/{regions.uid}/", 20),
        (f"/outlook/results/assessments/{regions.uid}/terms/cocaine/", 20),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            page(address)
