"""Conflicts of interest: stated once, for every panel, now and later; ended without a trace."""

import pytest

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs import conflicts
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import Answer, Assessment, Conflict, Question, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role, Sealed, User
from vigil.trust.people.role_grants import give_role

pytestmark = pytest.mark.django_db


def closed(seat: Seat) -> set[tuple[str, str]]:
    """Return the cells that are closed to an expert."""
    return set(seat.recused.values_list("place", "term__code"))


def world() -> tuple[Assessment, Seat, Seat]:
    """Make an assessment, and one expert who sits in two regions."""
    made = factories.assessment()
    andes, balkans = made.panels.order_by("region")
    one = factories.seat(andes)
    return made, one, factories.seat(balkans, user=one.user)


def test_a_conflict_closes_every_cell_that_it_touches_in_every_panel_now_and_later() -> None:
    made, one, other = world()
    conflicts.state_conflict(made, one.user, by=made.director, terms=["cocaine"], words="Shares.")
    assert closed(one) == {(place, "cocaine") for place in ("COL", "ECU", "PER")}
    assert closed(other) == {(place, "cocaine") for place in ("ALB", "SRB")}
    conflicts.state_conflict(
        made, one.user, by=one.user, places=["COL"], terms=["arms_trafficking"]
    )
    assert ("COL", "arms_trafficking") in closed(one)
    assert ("ECU", "arms_trafficking") not in closed(one)
    assert Decision.objects.filter(verb="state_conflict").count() == 2
    assert Sealed.objects.filter(subject_kind=conflicts.CONFLICT).count() == 1
    other.delete()
    balkans = made.panels.get(region="Balkans")
    later = inviting_and_seating.invite(balkans, one.user, by=balkans.chair)
    assert closed(later) == {(place, "cocaine") for place in ("ALB", "SRB")}


def test_cells_that_are_made_later_are_closed_before_anybody_answers() -> None:
    made, one, _other = world()
    conflicts.state_conflict(made, one.user, by=made.director, places=["COL"])
    panel = one.panel
    new = Question.objects.create(
        panel=panel, position=99, kind="score", text="?", place="COL", term=made.terms.first()
    )
    panels.plan(panel)
    setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(), by=panel.chair)
    assert new in one.recused.all()


def test_the_same_conflict_is_one_and_needs_something_of_the_assessment() -> None:
    made, one, _other = world()
    for _n in range(2):
        conflicts.state_conflict(made, one.user, by=one.user, places=["COL"])
    assert Conflict.objects.count() == 1
    with pytest.raises(Unfit, match="Choose"):
        conflicts.state_conflict(made, one.user, by=one.user)
    with pytest.raises(Unfit, match="NOR"):
        conflicts.state_conflict(made, one.user, by=one.user, places=["NOR"])
    stranger = panels.expert()
    with pytest.raises(NotAllowed):
        conflicts.state_conflict(made, one.user, by=stranger, places=["COL"])
    with pytest.raises(NotAllowed):
        conflicts.state_conflict(made, stranger, by=stranger, places=["COL"])


def test_what_was_handed_in_in_an_open_round_does_not_count_and_closed_rounds_stand() -> None:
    made, one, _other = world()
    panel = one.panel
    panels.plan(panel, kind="estimate")
    setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(), by=panel.chair)
    panels.answer_all(one)
    conflicts.state_conflict(made, one.user, by=made.director, places=["COL"])
    handed = Answer.objects.filter(seat=one, handed__gt=0)
    assert set(handed.values_list("question__place", flat=True)) == {"ECU", "PER"}
    rounds.close_round(panel.rounds.get(), by=panel.chair)
    conflicts.state_conflict(made, one.user, by=made.director, places=["PER"])
    assert set(handed.values_list("question__place", flat=True)) == {"ECU", "PER"}


def test_ending_one_reopens_only_what_no_other_touches_and_nobody_closed_by_hand() -> None:
    made, one, _other = world()
    by_hand = one.panel.questions.get(place="COL", term__code="law_enforcement")
    inviting_and_seating.recuse(one, by_hand, by=one.panel.chair)
    place = conflicts.state_conflict(made, one.user, by=made.director, places=["COL"])
    term = conflicts.state_conflict(made, one.user, by=made.director, terms=["cocaine"])
    with pytest.raises(NotPossible, match="End the conflict"):
        inviting_and_seating.unrecuse(
            one, one.panel.questions.get(place="COL", term__code="cocaine"), by=one.panel.chair
        )
    with pytest.raises(NotAllowed):
        conflicts.end_conflict(place, by=one.user)
    conflicts.end_conflict(place, by=made.director)
    assert closed(one) == {
        ("COL", "law_enforcement"), ("COL", "cocaine"), ("ECU", "cocaine"), ("PER", "cocaine"),
    }  # fmt: skip
    conflicts.end_conflict(term, by=one.panel.chair)
    assert closed(one) == {("COL", "law_enforcement")}
    with pytest.raises(NotPossible):
        conflicts.end_conflict(term, by=made.director)


def test_a_director_who_answers_does_not_end_their_own_conflict() -> None:
    made, _one, _other = world()
    give_role(made.director, Role.PANEL_EXPERT, by=None)
    own = factories.seat(
        made.panels.get(region="Andes"), user=User.objects.get(pk=made.director_id)
    )
    found = conflicts.state_conflict(made, own.user, by=own.user, places=["COL"])
    with pytest.raises(NotAllowed, match="their own"):
        conflicts.end_conflict(found, by=own.user)
    assert ("COL", "cocaine") in closed(own)
    conflicts.end_conflict(found, by=own.panel.chair)
    assert not closed(own)


def test_words_are_opened_by_the_director_and_the_leads_alone() -> None:
    made, one, _other = world()
    found = conflicts.state_conflict(
        made, one.user, by=one.user, places=["COL"], words="A cousin in the port."
    )
    assert conflicts.read_words(found, by=one.panel.chair, why="asked") == "A cousin in the port."
    for who in (one.user, panels.chair()):
        with pytest.raises(NotAllowed):
            conflicts.read_words(found, by=who, why="curious")
