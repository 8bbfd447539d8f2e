"""What is monitored, at the desk."""

from datetime import date, timedelta

import pytest
from django.test import Client

from days import today
from desk.conftest import signed_in
from vigil.casefile.coverage.verbs import note_collection
from vigil.casefile.models import Monitoring
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db
ASKED = {"outlet": "El Día", "countries": ["MEX", "COL"], "since": "2024-03-01", "language": "es"}


@pytest.fixture
def client(adjudicator: User) -> Client:
    return signed_in(adjudicator)


@pytest.fixture
def row(client: Client) -> Monitoring:
    assert client.post("/desk/coverage/", ASKED).status_code == 302
    return Monitoring.objects.get()


def test_an_outlet_is_entered_and_listed(client: Client, row: Monitoring) -> None:
    assert (row.outlet.name, row.countries, row.since) == (
        "El Día",
        ["COL", "MEX"],
        date(2024, 3, 1),
    )
    page = client.get("/desk/coverage/").content.decode()
    for said in ("El Día", "Colombia, Mexico", "Spanish", "2024-03-01", "ongoing"):
        assert said in page


def test_what_is_missing_or_cannot_be_is_said(client: Client, row: Monitoring) -> None:
    missing = client.post("/desk/coverage/", {"outlet": "El Día"})
    assert missing.status_code == 422
    again = client.post("/desk/coverage/", ASKED)
    assert again.status_code == 409
    assert "is recorded as monitored in this time already" in again.content.decode()
    assert Monitoring.objects.count() == 1


def test_it_is_ended_with_a_reason(client: Client, row: Monitoring) -> None:
    at = f"/desk/coverage/{row.pk}/"
    assert client.post(at, {"act": "end", "end-until": "2024-05-01"}).status_code == 422
    done = {"act": "end", "end-until": "2024-05-01", "end-why": "paper closed"}
    assert client.post(at, done).status_code == 302
    row.refresh_from_db()
    assert row.until == date(2024, 5, 1)
    page = client.get(at).content.decode()
    assert "end the monitoring · “<bdi>paper closed</bdi>”" in page
    assert "End monitoring" not in page
    assert client.post(at, done).status_code == 409


def test_it_is_corrected_from_what_is_recorded(client: Client, row: Monitoring) -> None:
    at = f"/desk/coverage/{row.pk}/"
    assert 'value="2024-03-01"' in client.get(at).content.decode()
    asked = {"act": "correct", "correct-countries": ["MEX"], "correct-since": "2024-03-09"}
    asked |= {"correct-language": "es", "correct-why": "typing error"}
    assert client.post(at, asked).status_code == 302
    row.refresh_from_db()
    assert (row.countries, row.since) == (["MEX"], date(2024, 3, 9))


def test_it_is_taken_back_and_leaves_the_list(client: Client, row: Monitoring) -> None:
    at = f"/desk/coverage/{row.pk}/"
    asked = {"act": "take_back", "take_back-why": "never read"}
    assert client.post(at, asked).status_code == 302
    assert "El Día</a>" not in client.get("/desk/coverage/").content.decode()
    assert "Removed: this entry does not count" in client.get(at).content.decode()
    assert client.post(at, asked).status_code == 409


@pytest.mark.parametrize("act", ["", "delete"])
def test_an_act_that_is_none_is_refused(client: Client, row: Monitoring, act: str) -> None:
    assert client.post(f"/desk/coverage/{row.pk}/", {"act": act}).status_code == 422


def test_others_see_it_and_are_offered_nothing(row: Monitoring, coder: User) -> None:
    client = signed_in(coder)
    for at in ("/desk/coverage/", f"/desk/coverage/{row.pk}/"):
        page = client.get(at).content.decode()
        assert "El Día" in page
        assert 'name="since"' not in page
        assert 'name="act"' not in page
        assert client.post(at, {"act": "take_back", "take_back-why": "x"}).status_code == 403
    assert client.post(at, {"act": "end"}).status_code == 403  # whatever it lacks
    Monitoring.objects.update(taken_back=True)
    assert client.post(at, {"act": "take_back", "take_back-why": "x"}).status_code == 403
    Monitoring.objects.update(taken_back=False)


def test_a_role_for_another_country_is_refused(row: Monitoring, adjudicator: User) -> None:
    adjudicator.grants.update(countries=["ITA"])
    client = signed_in(adjudicator)
    at = f"/desk/coverage/{row.pk}/"
    assert 'name="act"' not in client.get(at).content.decode()
    assert client.post(at, {"act": "take_back", "take_back-why": "x"}).status_code == 403
    assert client.post("/desk/coverage/", ASKED | {"outlet": "Another"}).status_code == 403
    assert not Decision.objects.filter(verb="take_back_monitoring").exists()


def test_what_a_run_entered_is_the_installations(client: Client) -> None:
    note_collection("El Día", "MEX", "es", today() - timedelta(days=90))
    page = client.get("/desk/coverage/").content.decode()
    assert "the installation" in page
    assert "(not collected since)" in page
