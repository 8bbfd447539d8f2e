"""Questions: what each kind needs, codes of the lists, order; and seeds, sealed until the end."""

import json
from typing import Any

import pytest

from outlook.factories_panels import DUE, Kind, chair, draft, question
from vigil.outlook.models import Panel
from vigil.outlook.questions import verbs as question_verbs
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db
BANDS = [
    {"low": 1, "high": 5, "text": "Little of it."},
    {"low": 5.5, "high": 10, "text": "Much of it."},
]


@pytest.mark.parametrize("kind", Kind.values)
def test_a_question_of_every_kind_can_be_asked(kind: str) -> None:
    panel = draft(())
    asked = question(panel, kind)
    assert (asked.kind, asked.position) == (kind, 1)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (Kind.SCORE, {"text": ""}, "text"),
        (Kind.SCORE, {"bands": [{"low": 1, "high": 5, "text": "a"}]}, "bands"),
        (Kind.SCORE, {"bands": [BANDS[0], {"low": 7, "high": 10, "text": "b"}]}, "bands"),
        (Kind.SCORE, {"bands": [{"low": 1, "high": 10, "text": " "}]}, "bands"),
        (Kind.SCORE, {"bands": "1-10"}, "bands"),
        (Kind.SCORE, {"guidance": [""]}, "guidance"),
        (Kind.SCORE, {"is_seed": True}, "is_seed"),
        (Kind.PROBABILITY, {"horizon": None}, "horizon"),
        (Kind.PROBABILITY, {"bands": BANDS}, "bands"),
        (Kind.TRAJECTORY, {"horizon": None}, "horizon"),
        (Kind.QUANTITY, {"form": ""}, "form"),
        (Kind.QUANTITY, {"unit": ""}, "unit"),
        (Kind.QUANTITY, {"lower": 5.0, "upper": 5.0}, "upper"),
        (Kind.QUANTITY, {"upper": float("inf")}, "upper"),
        (Kind.QUANTITY, {"lower": -1.0, "log_scale": True}, "log_scale"),
        (Kind.DRIVERS, {"rows": []}, "rows"),
        (Kind.DRIVERS, {"rows": ["climate", "climate"]}, "rows"),
        (Kind.DRIVERS, {"columns": []}, "columns"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(
    kind: str, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unfit) as refused:
        question(draft(()), kind, **values)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "values",
    [{"market": "moonshine"}, {"actor": "pirates"}, {"block": "luck"}, {"place": "XX"}],
)
def test_codes_that_no_list_has_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(NotPossible):
        question(draft(()), Kind.SCORE, **values)
    with pytest.raises(NotPossible, match="luck"):
        question(draft(()), Kind.DRIVERS, rows=["luck"])


@pytest.mark.parametrize("place", ["COL", "005"])
def test_a_place_is_a_country_or_a_region(place: str) -> None:
    asked = question(draft(()), Kind.SCORE, place=place, bands=BANDS)
    assert (asked.place, asked.bands) == (place, BANDS)


def test_questions_are_moved_and_taken_out() -> None:
    panel = draft((Kind.SCORE, Kind.TRAJECTORY, Kind.DRIVERS))
    first, second, third = panel.questions.all()
    question_verbs.move_question(third, 1, by=panel.chair)
    assert list(panel.questions.all()) == [third, first, second]
    question_verbs.remove_question(first, by=panel.chair)
    assert [(one.pk, one.position) for one in panel.questions.all()] == [
        (third.pk, 1),
        (second.pk, 2),
    ]
    with pytest.raises(NotAllowed):
        question_verbs.move_question(second, 1, by=chair())


def test_what_is_true_of_a_seed_is_sealed_and_read_by_its_chair_alone() -> None:
    panel = draft()
    asked = question(panel, Kind.QUANTITY, is_seed=True, realisation=8675309.0)
    assert question_verbs.has_realisation(asked)
    assert question_verbs.read_realisation(asked, by=panel.chair, why="to check") == 8675309.0
    with pytest.raises(NotPossible):
        question_verbs.read_realisation(asked, by=panel.chair, why="")
    with pytest.raises(NotAllowed):
        question_verbs.read_realisation(asked, by=chair(), why="curious")
    kept = json.dumps(list(Decision.objects.values("after", "before")), default=str)
    assert "8675309" not in kept + repr(asked.__dict__)
    assert b"8675309" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())


def test_a_truth_that_cannot_be_is_refused() -> None:
    panel = draft()
    event = question(panel, Kind.PROBABILITY, is_seed=True)
    amount = question(panel, Kind.QUANTITY, is_seed=True)
    for asked, value in ((event, 0.5), (amount, -1.0), (amount, float("nan"))):
        with pytest.raises(Unfit):
            question_verbs.set_realisation(asked, value, by=panel.chair)
    question_verbs.set_realisation(event, 1, by=panel.chair)
    with pytest.raises(NotPossible):
        question_verbs.set_realisation(panel.questions.first(), 5, by=panel.chair)  # type: ignore[arg-type]


def test_a_question_that_is_no_seed_any_more_keeps_no_truth() -> None:
    panel = draft()
    asked = question(panel, Kind.PROBABILITY, is_seed=True, realisation=1)
    question_verbs.edit_question(asked, {"is_seed": False, "horizon": DUE}, by=panel.chair)
    assert not question_verbs.has_realisation(asked)


def test_what_says_a_withdrawn_name_does_not_come_back_in_a_copy() -> None:
    panel = draft()
    question(panel)
    Panel.objects.filter(pk=panel.pk).update(withheld=[7])
    panel.questions.filter(position=2).update(withheld=[8])
    copy = question_verbs.copy_panel(panel, by=panel.chair)
    assert copy.withheld == [7]
    assert [one.withheld for one in copy.questions.all()] == [[], [8]]


def test_what_came_true_is_no_larger_than_anybody_can_answer() -> None:
    asked = question(draft(()), Kind.QUANTITY, is_seed=True, lower=None)
    for value in (1e101, -1e308):
        with pytest.raises(Unfit, match="too large"):
            question_verbs.set_realisation(asked, value, by=asked.panel.chair)
