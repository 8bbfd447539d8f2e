"""Who looks after a case, notes and kept views, on the screens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.conftest import make_account, make_candidate, signed_in
from vigil.casefile.models import Case, SavedView
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


def test_a_note_and_who_looks_after_it_stand_on_the_case(
    at_desk: Client, adjudicator: User, candidate: Case
) -> None:
    at = f"/desk/cases/{candidate.pk}/triage/"
    at_desk.post(at, {"act": "note", "text": "Same car as in May, @Ben Adjudicator"})
    at_desk.post(at, {"act": "assign", "to": adjudicator.pk})
    html = at_desk.get(f"/desk/cases/{candidate.pk}/").content.decode()
    assert "Same car as in May" in html
    assert "Ben Adjudicator looks after it." in html
    theirs = signed_in(adjudicator)
    assert "Notes that call me" in theirs.get("/desk/").content.decode()
    here = f"/desk/cases/{candidate.pk}/here/"
    assert at_desk.post(here).json() == {"here": ""}
    assert theirs.post(here).json() == {"here": "Ana Coder looks at this case too."}
    assert "Notes that call me" not in theirs.get("/desk/").content.decode()


def test_ones_own_case_is_handed_over_with_a_note(
    at_desk: Client, coder: User, adjudicator: User, candidate: Case
) -> None:
    at = f"/desk/cases/{candidate.pk}/triage/"
    over = {"act": "hand_over", "to": adjudicator.pk, "note": "I need somebody else for this"}
    assert "Hand it over" not in at_desk.get(f"/desk/cases/{candidate.pk}/").content.decode()
    assert at_desk.post(at, over).status_code == 409
    at_desk.post(at, {"act": "assign", "to": coder.pk})
    assert "Hand it over" in at_desk.get(f"/desk/cases/{candidate.pk}/").content.decode()
    assert at_desk.post(at, over).status_code == 302
    page = at_desk.get(f"/desk/cases/{candidate.pk}/").content.decode()
    assert "Ben Adjudicator looks after it." in page
    assert "→</span> <bdi>Ben Adjudicator</bdi>" in page
    theirs = signed_in(adjudicator).get("/desk/").content.decode()
    assert "I need somebody else for this" in theirs


def test_what_is_put_off_leaves_the_queue_until_its_day(at_desk: Client, candidate: Case) -> None:
    day = timezone.localdate() + timedelta(days=3)
    at_desk.post(
        f"/desk/cases/{candidate.pk}/triage/", {"act": "put_off", "until": day.isoformat()}
    )
    assert candidate not in [row.case for row in at_desk.get("/desk/").context["rows"]]
    later = at_desk.get("/desk/?whose=later").context["rows"]
    assert [row.case for row in later] == [candidate]


def test_several_are_given_to_one_person(at_desk: Client, coder: User) -> None:
    cases = [make_candidate(make_account(f"Number {n} Muestra")) for n in range(2)]
    at_desk.post("/desk/assign/", {"case": [cases[0].pk], "to": coder.pk})
    mine = at_desk.get("/desk/?whose=mine").context["rows"]
    assert [row.case for row in mine] == [cases[0]]
    nobody = at_desk.get("/desk/?whose=nobody").context["rows"]
    assert [row.case for row in nobody] == [cases[1]]
    assert at_desk.post("/desk/undo/").status_code == 302
    assert not at_desk.get("/desk/?whose=mine").context["rows"]
    assert at_desk.post("/desk/undo/").status_code == 422


def test_what_was_typed_comes_back_with_what_is_wrong(at_desk: Client, candidate: Case) -> None:
    answer = at_desk.post(f"/desk/cases/{candidate.pk}/triage/", {"act": "note", "text": ""})
    assert answer.status_code == 422


def test_a_view_of_the_queue_is_kept_and_forgotten(at_desk: Client, coder: User) -> None:
    at_desk.post("/desk/views/?country=COL", {"name": "Colombia"})
    assert SavedView.objects.get(person=coder).query == "?country=COL"
    assert 'href="/desk/?country=COL">Colombia' in at_desk.get("/desk/").content.decode()
    at_desk.post("/desk/views/", {"forget": "Colombia"})
    assert not SavedView.objects.exists()
