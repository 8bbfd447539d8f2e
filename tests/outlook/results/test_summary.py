"""The page of a panel: a summary first, no surer than a judgement, and nothing repeated."""

import json

import pytest
from django.test import Client

from desk.conftest import signed_in
from outlook import factories_panels as panels
from outlook.results.verbs.test_finalising_and_scoring import seeded
from vigil.outlook.answers.verbs import answering
from vigil.outlook.models import Panel, Pooled, Question
from vigil.outlook.results.rounding import shown_number, shown_numbers

pytestmark = pytest.mark.django_db
Kind = Question.Kind


def page(panel: Panel) -> str:
    answer = Client().get(f"/outlook/results/{panel.uid}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        (Kind.QUANTITY, 229.9, 230),
        (Kind.QUANTITY, 12345.6, 12000),
        (Kind.QUANTITY, 0.01234, 0.012),
        (Kind.SCORE, 6.25, 6.25),
        (Kind.SCORE, 6.286, 6.3),
        (Kind.TRAJECTORY, -1, -1),
        (Kind.PROBABILITY, 0.123, 0.12),
        (Kind.PROBABILITY, 0.999, 0.999),
    ],
)
def test_a_number_has_no_more_digits_than_a_judgement(
    kind: str, number: float, shown: float
) -> None:
    assert shown_number(kind, number) == shown


def test_quantiles_keep_the_digits_that_tell_them_apart() -> None:
    near = {"q05": 101.2, "q50": 102.3, "q95": 103.4}
    assert shown_numbers(Kind.QUANTITY, near) == {"q05": 101, "q50": 102, "q95": 103}


def test_a_quantity_stands_with_its_unit_and_two_digits() -> None:
    panel, row, seats = panels.running((Kind.QUANTITY,), 6, "final")
    for n, one in enumerate(seats):
        value = {"q05": 100 + n, "q50": 230 + (n == 5), "q95": 900}
        panels.answer(one, panel.questions.get(), value)
        answering.hand_in(one, by=one.user)
    panels.close_round(row, by=panel.chair)
    text = page(panels.finalise(Panel.objects.get(pk=panel.pk), by=panel.chair))
    assert "<bdi>230 killings a year</bdi>" in text
    assert "<bdi>100 to 900 killings a year</bdi>" in text
    assert "230." not in text


def test_where_fewer_answered_a_question_the_head_says_from_and_to() -> None:
    panel, row, seats = panels.running((Kind.SCORE, Kind.SCORE, Kind.SCORE), 6, "final")
    for n, one in enumerate(seats):
        for asked in panel.questions.all():
            if n or asked.position != 2:
                panels.answer(one, asked, {"score": 4 + n / 2})
        answering.hand_in(one, by=one.user)
    panels.close_round(row, by=panel.chair)
    panel = panels.finalise(Panel.objects.get(pk=panel.pk), by=panel.chair)
    text = page(panel)
    assert "5 to 6 experts answered each question." in text
    assert text.count('<td class="number">5</td>') == 2  # in the summary, and in its detail
    assert text.count("Agreement over the 3 scores: alpha") == 1
    assert text.count("Alpha is 1 if") == 1
    sent = json.loads(Client().get(f"/api/v1/outlook/panels/{panel.uid}").content)
    assert [one["set"] for one in sent["agreements"]] == ["score"]
    assert {one["set"] for one in sent["questions"]} == {"score"}
    assert not any("agreement" in r for one in sent["questions"] for r in one["results"])
    rows = Client().get(f"/outlook/results/{panel.uid}.csv").content.decode().splitlines()
    heads = rows[0].split(",")
    alphas = [row.split(",")[heads.index("alpha")] for row in rows[1:]]
    assert [bool(alpha) for alpha in alphas] == [True, False, False]


def test_a_small_panel_says_that_weights_end_on_few_and_the_chair_how_heavy() -> None:
    panel, _seats = seeded()
    said = "weights by seed questions usually end on one person"
    assert said in page(panel)
    own = signed_in(panel.chair).get(f"/desk/outlook/panels/{panel.uid}/results/").content.decode()
    assert said in own
    assert "The heaviest expert has" in own
    assert "The heaviest expert has" not in page(panel)
    heaviest = Pooled.objects.filter(method="linear_weighted").first()
    assert heaviest is not None
    assert heaviest.heaviest is not None
    assert f"{round(heaviest.heaviest * 100)}%" in own
    equal, _row, _seats = panels.played(kind="final")
    assert said not in page(panels.finalise(equal, by=equal.chair))
