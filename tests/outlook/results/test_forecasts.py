"""What is expected of days to come: paths of quantities on a panel, and of scores of a country."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from outlook import factories_panels as panels
from outlook.factories_editions import an_edition
from vigil.outlook.answers.verbs import answering
from vigil.outlook.index_editions.queries import panel_values
from vigil.outlook.models import Panel, Question
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.results import figures as result_figures
from vigil.outlook.results import forecasts, quantity_ranges
from vigil.outlook.results.public import PublicPanel, published
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.outlook.sources.kinds import CitedState, read_source, state_of

pytestmark = pytest.mark.django_db
Kind = Question.Kind
ABOUT = {"market": "cocaine", "place": "COL"}
OF_SCORE = {"unit": "score", "lower": 1.0, "upper": 10.0}
DAYS = [date(2032, 6, 1), date(2030, 6, 1), date(2035, 6, 1)]


def played(*asked: dict[str, Any], experts: int = 6, language: str = "en") -> Panel:
    """Play a panel on these questions until it is closed."""
    panel = panels.draft((), language=language)
    for one in asked:
        panels.question(panel, **{"kind": Kind.QUANTITY, **one})
    row = panels.plan(panel, "final")
    seats = [panels.seat(panel) for _n in range(experts)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    for n, seat in enumerate(panels.fresh(seats)):
        for question in panel.questions.all():
            answering.save_answer(seat, question, value(question, n), by=seat.user)
        answering.hand_in(seat, by=seat.user)
    panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panel


def value(question: Question, n: int) -> dict[str, Any]:
    """Answer within the bounds of a score."""
    if question.kind == Kind.QUANTITY and question.upper is not None:
        return {"q05": 3 + n / 10, "q50": 5 + n / 10, "q95": 8 + n / 10}
    return panels.value_of(question, n)


def final(*asked: dict[str, Any], **values: Any) -> Panel:
    """Play a panel to its end."""
    panel = played(*asked, **values)
    return panels.finalise(panel, by=panel.chair)


def told_of(panel: Panel) -> PublicPanel:
    told = published(Panel.objects.get(pk=panel.pk))
    assert told is not None
    return told


def three_days(**values: Any) -> list[dict[str, Any]]:
    return [{**ABOUT, "horizon": day, **values} for day in DAYS]


@pytest.fixture(scope="module")
def of_three_days(shared_world: None) -> Panel:
    """Play a panel on what is asked for three days, and on one other thing."""
    return final(*three_days(), {**ABOUT, "unit": "tonnes", "text": "How much is it?"})


def test_the_same_asked_for_several_days_is_a_path_in_their_order(of_three_days: Panel) -> None:
    told = told_of(of_three_days)
    [path] = forecasts.series_of_panel(told)
    assert [one.question.position for one in path.questions] == [2, 1, 3]
    figure = forecasts.figure_of(told, path)
    assert figure.key in {one.key for one in result_figures.figures_of(told)}
    assert [row.label for row in figure.rows] == ["1 June 2030", "1 June 2032", "1 June 2035"]
    pooled = next(r for r in path.questions[0].results if r.method == "linear").value
    _value, n, median, low, high = (cell.value for cell in figure.rows[0].cells)
    assert n == "6"
    assert [float(median), float(low), float(high)] == pytest.approx(
        [pooled["q50"], pooled["q05"], pooled["q95"]],
        abs=0.5,  # two digits
    )
    assert "cocaine trade" in figure.title
    assert "killings a year" in figure.title


def test_what_is_not_the_same_on_other_days_is_no_path() -> None:
    def about(place: str) -> list[dict[str, Any]]:
        return three_days(place=place)

    one_day, two_of_one_day = about("MEX")[:1], [about("ITA")[0]] * 2
    of_nothing = [{"horizon": day} for day in DAYS[:2]]
    of_no_day = [{**ABOUT, "horizon": None}] * 2
    of_other_units = [{**one, "unit": f"unit {n}"} for n, one in enumerate(about("TUR")[:2])]
    asked = [*one_day, *two_of_one_day, *of_nothing, *of_no_day, *of_other_units]
    assert forecasts.series_of_panel(told_of(final(*asked, experts=5))) == []


def test_of_too_few_experts_there_is_no_path_and_no_range() -> None:
    told = told_of(final(*three_days(), experts=4))
    assert result_figures.figures_of(told) == []


def test_quantities_of_one_unit_stand_side_by_side_and_a_lone_one_by_each_method(
    of_three_days: Panel,
) -> None:
    told = told_of(of_three_days)
    by_unit, alone = result_figures.figures_of(told)[:2]
    assert by_unit.title == "Quantities, in killings a year"
    assert [row.label[:2] for row in by_unit.rows] == ["1.", "2.", "3."]
    assert alone.title == "How much is it?"
    assert len(alone.rows) == 3
    assert "mean of each quantile" in alone.said[2]


@pytest.mark.parametrize(
    ("lower", "upper", "scale"),
    [(1.0, 10.0, (2, 9)), (1.0, 8.5, (2, 9)), (None, 8.0, (2, 8)), (3.0, None, (3, 9))],
)
def test_a_scale_has_room_around_what_is_drawn_and_ends_at_natural_bounds(
    lower: float | None, upper: float | None, scale: tuple[int, int]
) -> None:
    question = Question(lower=lower, upper=upper)
    assert quantity_ranges.scale_around([3.0, 8.0], [question]) == scale
    # Where one of them has no bound, there is none.
    assert quantity_ranges.scale_around([3.0, 8.0], [question, Question()]) == (2, 9)
    assert quantity_ranges.scale_around([-4.0, 6.0], [Question()]) == (-5, 7)
    assert quantity_ranges.scale_around([0.5, 0.6], [Question()]) == (0, 1)


def test_a_report_may_place_a_path_and_it_changes_with_its_numbers(of_three_days: Panel) -> None:
    panel = of_three_days
    question = panel.questions.get(position=1)
    now = read_source("pooled", question.uid, {})
    assert now is not None
    assert list(now.figures) == ["range", "path", "methods"]
    drawn = now.figures["path"]()
    assert len(drawn.rows) == 3
    assert drawn.printed
    for row in panel.questions.get(position=3).pooled.all():
        row.value = {**row.value, "q50": row.value["q50"] + 1}
        row.save()
    assert state_of(read_source("pooled", question.uid, {}), now.seen) == CitedState.CHANGED


def test_a_report_may_place_how_often_it_came_true_once_it_is_known() -> None:
    panel, _row, _seats = panels.played((Kind.PROBABILITY,), kind="final")
    panel = panels.finalise(panel, by=panel.chair)
    question = panel.questions.get()
    before = read_source("pooled", question.uid, {})
    assert before is not None
    assert list(before.figures) == ["methods"]
    finalising_and_scoring.resolve_question(
        question, 1, date(2026, 1, 2), "The register.", by=panel.chair
    )
    now = read_source("pooled", question.uid, {})
    assert now is not None
    assert list(now.figures) == ["calibration", "methods"]
    assert "100% of 1 came true" in now.figures["calibration"]().alt
    assert state_of(now, before.seen) == CitedState.CHANGED


def test_the_chair_sees_paths_before_readers_do() -> None:
    panel = played(*three_days())
    leading = Client()
    leading.force_login(panel.chair)
    at = f"/desk/outlook/panels/{panel.uid}/results/"
    page = leading.get(at).content.decode()
    assert 'id="path-2"' in page
    assert "As readers will see it" in page
    assert Client().get(f"/outlook/results/{panel.uid}/").status_code == 404
    panels.finalise(panel, by=panel.chair)
    assert 'id="path-2"' in Client().get(f"/outlook/results/{panel.uid}/").content.decode()
    assert "As readers will see it" not in leading.get(at).content.decode()


# Scores of a country


def a_score(day: date | None, **values: Any) -> dict[str, Any]:
    return {"kind": Kind.SCORE, **ABOUT, "horizon": day, **values}


def test_a_score_of_a_day_to_come_is_expected_and_not_judged_of_today() -> None:
    final(a_score(DAYS[0]), a_score(None, market="heroin"))
    expected = forecasts.expected_of("COL")["cocaine"]
    [one] = expected.ahead
    # How far six experts lie apart says nothing of how likely a value is: no band is drawn.
    assert (one.median, one.inner, one.outer, one.n) == (5.25, None, None, 6)
    assert one.apart == (4.5, 6.0)
    assert set(panel_values("COL")) == {"heroin"}
    assert forecasts.expected_of("TUR") == {}


def test_a_quantity_that_is_a_score_goes_before_and_a_path_is_in_order() -> None:
    final(a_score(DAYS[0]), *three_days(**OF_SCORE))
    expected = forecasts.expected_of("COL")["cocaine"]
    assert expected.method == "linear"
    assert [int(one.at) for one in expected.ahead] == [2030, 2032, 2035]
    assert all(one.outer and not one.inner for one in expected.ahead)


def test_what_is_no_score_of_one_term_is_not_expected() -> None:
    odd: list[dict[str, Any]] = [
        {"unit": "laboratories"},
        {"upper": 12.0},
        {"market": ""},
        {"actor": "mafia_style_groups"},
    ]
    final(*({**three_days(**OF_SCORE)[0], **one} for one in odd))
    assert forecasts.expected_of("COL") == {}


def test_a_unit_may_be_called_a_score_in_the_language_of_the_panel() -> None:
    with override("es"):
        called = gettext("Score")
    assert called != "Score"
    final(*three_days(**OF_SCORE | {"unit": called}), language="es")
    assert "cocaine" in forecasts.expected_of("COL")


def test_of_what_is_not_final_withheld_or_of_too_few_nothing_is_expected() -> None:
    played(a_score(DAYS[0]))
    final(a_score(DAYS[0]), experts=4)
    Panel.objects.filter(pk=final(a_score(DAYS[0])).pk).update(withheld=[1])
    assert forecasts.expected_of("COL") == {}


def test_the_newest_panel_says_what_is_expected() -> None:
    final(a_score(DAYS[0]))
    newest = final(a_score(DAYS[1]))
    expected = forecasts.expected_of("COL")["cocaine"]
    assert expected.panel == newest
    assert [int(one.at) for one in expected.ahead] == [2030]


def test_the_page_of_a_country_draws_what_is_expected_after_what_was_published() -> None:
    for year in ("2021", "2023"):
        an_edition(year)
    at = "/outlook/index/COL/?term=cocaine"
    before = Client().get(at).content.decode()
    source = read_source("index", "COL:cocaine", {})
    final(*three_days(**OF_SCORE))
    page = Client().get(at).content.decode()
    assert "Expected for" not in before
    assert page.count("Expected for") == 3
    assert 'class="band"' in page
    assert "What is expected: panel “Cocaine in ports”" in page
    assert "Expected for" not in Client().get("/outlook/index/COL/").content.decode()
    file = Client().get("/outlook/index/COL.csv").content.decode("utf-8-sig")
    rows = [one for one in csv.DictReader(io.StringIO(file)) if one["is"] == "expected"]
    assert [(one["term"], one["time"], one["between"], one["n"]) for one in rows] == [
        ("cocaine", "2030.41", "0.9", "6"),
        ("cocaine", "2032.42", "0.9", "6"),
        ("cocaine", "2035.41", "0.9", "6"),
    ]
    assert all(float(one["low"]) < float(one["value"]) < float(one["high"]) for one in rows)
    now = read_source("index", "COL:cocaine", {})
    assert now is not None
    assert source is not None
    assert state_of(now, source.seen) == CitedState.CHANGED
    assert "nine tenths" in now.figures["trajectory"]().alt
