"""Seats by country, leads and second readers; one expert replaced by another, blindly."""

import pytest

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.assessments.people.verbs import importing, seating
from vigil.outlook.models import Answer, Enrolment, Panel, Seat, SecondReader
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.preconditions import asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Letter

pytestmark = pytest.mark.django_db


def opened(panel: Panel, seats: list[Seat]) -> None:
    """Open a panel and its first round, in which these experts hand in."""
    panels.plan(panel)
    setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(panel.rounds.get(), by=panel.chair)
    for seat in panels.fresh(seats):
        for asked in asked_of(seat):
            panels.answer(seat, asked, {"score": 7.5}, reasons="Canary of the old one.")
        panels.answering.hand_in(seat, by=seat.user)


def test_who_takes_over_sees_nothing_of_what_the_other_answered() -> None:
    made = factories.assessment()
    panel = made.panels.get(region="Andes")
    seats = [factories.seat(panel, places=["COL"]), *(factories.seat(panel) for _n in range(5))]
    opened(panel, seats)
    panels.close_round(panel.rounds.get(), by=panel.chair)
    user = panels.expert()
    new = seating.replace_expert(seats[0], user, by=made.director)
    old = Seat.objects.get(pk=seats[0].pk)
    assert (old.state, new.state, new.places) == ("withdrawn", "invited", ["COL"])
    assert new.handle != old.handle
    assert new.replaces == old
    assert Answer.objects.filter(seat=old, handed__gt=0).count() == 3
    new = panels.inviting_and_seating.accept(new, by=user)
    panels.plan(panel, kind="second")
    asked = list(asked_of(new))
    for one in panel_queries.opened_answers(new, asked, by=user):
        assert one.earlier is None
        assert one.draft.value == {}
    own = panels.inviting_and_seating.remove_answers(old, by=old.user)
    assert own.removed


def test_only_chair_and_director_replace_and_only_by_who_was_not_there() -> None:
    made = factories.assessment()
    one, other = (factories.seat(made.panels.get(region="Andes")) for _n in range(2))
    for who in (one.user, made.panels.get(region="Balkans").chair):
        with pytest.raises(NotAllowed):
            seating.replace_expert(one, panels.expert(), by=who)
    with pytest.raises(NotPossible, match="invited to this panel"):
        seating.replace_expert(one, other.user, by=made.director)
    with pytest.raises(NotPossible, match="leads a panel"):
        seating.replace_expert(one, panels.expert_and_chair(one.panel), by=made.director)


def test_countries_are_set_and_what_is_outside_does_not_count_in_an_open_round() -> None:
    made = factories.assessment()
    seat = factories.seat(made.panels.get(region="Andes"), places=["COL", "ECU"])
    opened(seat.panel, [seat])
    seating.set_cells(seat, ["ECU"], ["cocaine"], by=made.director)
    handed = Answer.objects.filter(seat=seat, handed__gt=0)
    assert [(one.question.place, one.question.market) for one in handed] == [("ECU", "cocaine")]
    added = seating.add_places(panels.fresh([seat])[0], ["PER"], by=seat.panel.chair)
    assert added.places == ["ECU", "PER"]
    with pytest.raises(Unfit, match="ALB"):
        seating.set_cells(seat, ["ALB"], [], by=made.director)
    with pytest.raises(NotAllowed):
        seating.set_cells(seat, ["PER"], [], by=seat.user)


def test_who_is_enrolled_is_seated_once_with_one_letter_for_all_regions() -> None:
    made = factories.assessment()
    andes, balkans = made.panels.order_by("region")
    user = panels.expert()
    row = Enrolment.objects.create(
        assessment=made,
        user=user,
        seats={
            str(andes.pk): {"places": ["COL"], "terms": []},
            str(balkans.pk): {"places": [], "terms": ["cocaine"]},
        },
        conflict_places=["ALB"],
    )
    for _n in range(2):
        assert seating.place(row)
    assert [(one.places, one.terms) for one in Seat.objects.order_by("panel__region")] == [
        (["COL"], []), ([], ["cocaine"]),
    ]  # fmt: skip
    assert Letter.objects.filter(to_user=user).count() == 1
    assert Seat.objects.get(panel=balkans).recused.count() == 3
    importing.enrol_account(made, andes, panels.expert(), ["PER"], by=made.director)
    with pytest.raises(NotPossible, match="leads a panel"):
        importing.enrol_account(
            made, andes, panels.expert_and_chair(andes), ["PER"], by=made.director
        )


def test_second_readers_and_leads_have_no_seat_there() -> None:
    made = factories.assessment()
    panel, reader, lead = made.panels.get(region="Andes"), panels.expert(), panels.chair()
    whole = {str(panel.pk): {"places": [], "terms": []}}
    for user, role in ((reader, "second"), (lead, "lead")):
        row = Enrolment.objects.create(assessment=made, user=user, role=role, seats=whole)
        assert seating.place(row)
    panel.refresh_from_db()
    assert panel.chair == lead
    assert reader.has_perm("outlook.read_second", panel)
    assert lead.has_perm("outlook.read_second", panel)
    assert not reader.has_perm("outlook.read_second", made.panels.get(region="Balkans"))
    assert not panels.expert().has_perm("outlook.read_second", panel)
    with pytest.raises(NotPossible, match="second reader"):
        panels.inviting_and_seating.invite(panel, reader, by=lead)
    taken = factories.seat(panel).user
    row = Enrolment.objects.create(assessment=made, user=taken, role="second", seats=whole)
    assert not seating.place(row)
    row.refresh_from_db()
    assert "Andes" in row.trouble
    seating.drop_second_reader(SecondReader.objects.get(), by=made.director)
    assert not reader.has_perm("outlook.read_second", panel)
