"""Emergencies at the desk: decided and told are two things, each with its clock."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.conftest import signed_in
from fund import factories
from fund.factories import officer
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.models import EmergencyRequest, Party
from vigil.fund.parties.verbs import own_page_links
from vigil.trust.models import Letter

pytestmark = pytest.mark.django_db


def decided(yes: bool, **who: str) -> tuple[EmergencyRequest, str]:
    """Make a request that two have decided; return it and the address of its reader's page."""
    factories.donor()
    request = factories.emergency(factories.party(**who))
    for _n in range(2):
        deciding.give_word(request, yes, "I know them", by=officer())
    request.refresh_from_db()
    return request, f"/mine/{own_page_links.new_link(request.party, by=None)}/"


def read(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, at
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("yes", "answer"), [(True, "was approved"), (False, "could not be granted")]
)
def test_an_officer_lets_the_answer_go_and_only_then_it_is_read(yes: bool, answer: str) -> None:
    request, mine = decided(yes)
    desk, reader, at = signed_in(officer()), Client(), f"/desk/fund/emergencies/{request.uid}/"
    before = read(reader, mine)
    assert "was received" in before
    assert answer not in before
    shown = read(desk, at)
    assert "decided, party not notified" in shown
    assert "Let them know" in shown
    assert "overdue" not in shown
    assert "does not know yet what was decided" in read(desk, "/desk/fund/")
    assert "decided, party not notified" in read(desk, "/desk/fund/emergencies/")
    assert desk.post(at, {"act": "release"}).status_code == 302
    assert answer in read(reader, mine)
    shown = read(desk, at)
    assert "They are told." in shown
    assert "Let them know" not in shown
    again = desk.post(at, {"act": "release"})
    assert (again.status_code, "They were told already" in again.content.decode()) == (409, True)
    assert "does not know yet what was decided" not in read(desk, "/desk/fund/")


def test_before_it_is_decided_nothing_can_be_told() -> None:
    request = factories.emergency()
    desk, at = signed_in(officer()), f"/desk/fund/emergencies/{request.uid}/"
    assert "Let them know" not in read(desk, at)
    answer = desk.post(at, {"act": "release"})
    assert (answer.status_code, "not decided yet" in answer.content.decode()) == (409, True)


def test_the_clock_of_telling_runs_by_itself() -> None:
    request, _mine = decided(False)
    past = timezone.now() - timedelta(hours=50)
    EmergencyRequest.objects.update(
        received_at=past,
        decide_by=past + timedelta(hours=48),
        decided_at=past + timedelta(hours=2),
    )
    desk, at = signed_in(officer()), f"/desk/fund/emergencies/{request.uid}/"
    for screen in (at, "/desk/fund/", "/desk/fund/emergencies/"):
        assert ("late" if screen == "/desk/fund/" else "overdue") in read(desk, screen)
    assert "2\u00a0days" in read(desk, at)  # since it was decided
    desk.post(at, {"act": "release"})
    shown = read(desk, at)
    assert shown.count(">late</span>") == 1  # told late, and decided in time
    assert "overdue" not in shown


def test_the_first_letter_is_sealed_at_the_funds_desk_and_can_be_let_go() -> None:
    by = officer()
    nomination = factories.nomination(
        "contacted", by=by, contact_by=Party.Contact.EMAIL, contact="canary@example.org"
    )
    desk = signed_in(by)
    told = read(desk, "/desk/fund/letters/")
    assert "Sealed: the link to their own page" in told
    assert nomination.party.code in told
    assert "/mine/" not in told
    letter = Letter.objects.get()
    sent = desk.post("/desk/fund/letters/", {"act": "release", "letter": letter.uid})
    assert sent.status_code == 302
    letter.refresh_from_db()
    assert letter.released_by == by
