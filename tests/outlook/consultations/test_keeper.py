"""Withdrawing somebody takes them out of consultations, whether they spoke or are spoken of."""

import pytest

from factories import adjudicator
from outlook import factories_consultations as factories
from vigil.outlook.consultations import queries
from vigil.outlook.consultations.keeper import ConsultationKeeper
from vigil.outlook.consultations.verbs import editing, speakers_and_consent
from vigil.outlook.models import Standing, Statement
from vigil.outlook.recommendations.verbs import recommendations as recommendation_verbs
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Sealed, Withdrawal
from vigil.trust.rooms.keepers import Holding
from vigil.trust.vault.verbs.own_keys import is_destroyed
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]
NAME = "Xiomara Quetzalcanary"


def held() -> list[Holding]:
    return ConsultationKeeper().find([NAME])


def take_out() -> Withdrawal:
    """Withdraw everything that every room holds under the name."""
    return withdraw([NAME], by=adjudicator(), why="she asked")


def test_who_spoke_is_found_by_their_name_and_taken_out() -> None:
    row = factories.published(rule="by_name")
    one = row.statements.all()[0]
    speakers_and_consent.say_speaker(one, NAME, "", by=row.chair)
    assert [(h.kind, h.key) for h in held()] == [("statement", one.uid)]
    take_out()
    one.refresh_from_db()
    assert (one.text, one.speaker_digest) == ("", "")
    assert one.withdrawn_at is not None
    assert is_destroyed(one.subject)
    assert not Sealed.objects.filter(subject_key__in=[one.uid, row.uid]).exists()
    assert queries.statement(one.uid) == queries.PublicStatement(one.uid, withdrawn=True)
    assert held() == []


def test_every_text_that_says_the_name_is_found_and_nothing_says_it_afterwards() -> None:
    by = factories.chair()
    row = factories.published(by, notes=f"{NAME} was killed there.\n\nTwo.\n\nThree.")
    editing.edit_consultation(row, by=by, title=f"After {NAME.upper()}")
    tried = factories.response(
        by,
        state=Standing.PUBLISHED,
        sources=[{"what": f"Report on {NAME}", "url": "", "grade": "told"}],
    )
    advised = factories.recommendation(
        by, state=Standing.PUBLISHED, tried=[tried], text=f"Find who killed {NAME}."
    )
    other = factories.recommendation(by, state=Standing.PUBLISHED, tried=[factories.response(by)])
    today = other.as_of
    assert today is not None
    recommendation_verbs.follow_up(
        other, "open", f"{NAME} asked.", "", by=by, on=today, look_on=None
    )
    kinds = ["statement", "consultation_title", "response", "recommendation", "follow_up"]
    assert [one.kind for one in held()] == kinds
    assert ConsultationKeeper().still_shows([NAME]) != []
    take_out()
    assert held() == []
    assert ConsultationKeeper().still_shows([NAME]) == []
    for model in (type(row), Statement, type(tried), type(advised)):
        assert NAME.lower() not in str(list(model.objects.values())).lower()
    shown = queries.recommendation(other.uid)
    assert shown is not None
    assert shown.follow_ups == ()
    assert queries.withdrawn([tried.uid, advised.uid]) == {tried.uid, advised.uid}


def test_a_title_or_a_follow_up_that_was_left_is_told_of() -> None:
    by = factories.chair()
    row = factories.published(by)
    advised = factories.recommendation(by, state=Standing.PUBLISHED, tried=[factories.response(by)])
    today = advised.as_of
    assert today is not None
    assert ConsultationKeeper().still_shows([NAME]) == []
    recommendation_verbs.follow_up(
        advised, "open", f"{NAME} asked.", "", by=by, on=today, look_on=None
    )
    assert ConsultationKeeper().still_shows([NAME]) != []
    advised.follow_ups.all().delete()
    editing.edit_consultation(row, by=by, title=f"After {NAME}")
    assert ConsultationKeeper().still_shows([NAME]) != []


def test_others_stay() -> None:
    row = factories.published()
    speakers_and_consent.say_speaker(row.statements.all()[0], "Somebody Else", "", by=row.chair)
    assert held() == []
    with pytest.raises(NotPossible):
        take_out()
    assert row.statements.filter(withdrawn_at=None).count() == 3


def test_nothing_comes_back_and_that_is_said() -> None:
    row = factories.published()
    speakers_and_consent.say_speaker(row.statements.all()[0], NAME, "", by=row.chair)
    done = take_out()
    said = ConsultationKeeper().lift(done, adjudicator())
    assert len(said) == 1
    assert NAME not in said[0]
