"""People and roles at the desk: what administrators see, and what they take away at once."""

import pytest
from django.test import Client

from desk.conftest import signed_in
from factories import UserFactory
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return UserFactory(display_name="Mae Chief", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def at_desk(chief: User) -> Client:
    return signed_in(chief)


def test_the_list_shows_who_holds_what(at_desk: Client) -> None:
    ana = UserFactory(display_name="Ana Coder")
    RoleGrant.objects.create(user=ana, role=Role.CODER, countries=["COL"], languages=["es"])
    UserFactory(display_name="Ben Member")
    UserFactory(display_name="", is_active=False, email="closed-1@account.invalid")

    def names(query: str) -> set[str]:
        page = at_desk.get(f"/desk/people/{query}").content.decode()
        return {one for one in ("Mae Chief", "Ana Coder", "Ben Member", "closed-1") if one in page}

    assert names("") == {"Mae Chief", "Ana Coder"}
    assert names("?show=coder") == {"Mae Chief", "Ana Coder"}  # who looks stands in the head
    assert names("?show=none") == {"Mae Chief", "Ben Member"}
    assert names("?show=closed") == {"Mae Chief", "closed-1"}
    assert names("?q=ana") == {"Mae Chief", "Ana Coder"}
    page = at_desk.get("/desk/people/").content.decode()
    assert "Colombia" in page
    assert "Spanish" in page


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.CODER])
    theirs = signed_in(ana)
    assert theirs.get("/desk/").status_code == 200
    at = f"/desk/people/{ana.pk}/"
    refused = at_desk.post(f"{at}revoke/", {"role": "coder", "why": ""})
    assert refused.status_code == 422
    assert theirs.get("/desk/").status_code == 200
    done = at_desk.post(f"{at}revoke/", {"role": "coder", "why": "left the team"}, follow=True)
    assert "It takes effect at once." in done.content.decode()
    assert "left the team" in done.content.decode()
    assert theirs.get("/desk/").status_code == 403
    assert Decision.objects.get(verb="revoke_role").why == "left the team"


def test_limits_are_changed_and_what_was_typed_stays_when_refused(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.CODER])
    at = f"/desk/people/{ana.pk}/limit/"
    sent = {"role": "coder", "countries": ["COL", "MEX"], "languages": "es, pt", "why": "moved"}
    assert at_desk.post(at, sent).status_code == 302
    grant = ana.grants.get()
    assert (grant.countries, grant.languages) == (["COL", "MEX"], ["es", "pt"])
    refused = at_desk.post(at, sent | {"languages": "spanish", "why": "typed by hand"})
    assert refused.status_code == 409
    assert 'value="typed by hand"' in refused.content.decode()
    assert at_desk.post(at, {"role": "coder", "why": "all of it"}).status_code == 302
    grant.refresh_from_db()
    assert (grant.countries, grant.languages) == ([], [])


def test_administrators_confirm_that_they_lose_access_and_the_last_one_stays(
    at_desk: Client, chief: User
) -> None:
    at, sent = f"/desk/people/{chief.pk}/revoke/", {"role": "administrator", "why": "handed over"}
    never = UserFactory(roles=[Role.ADMINISTRATOR])
    asked = at_desk.post(at, sent)
    assert asked.status_code == 422
    assert "I lose access to this page" in asked.content.decode()
    sent["gives_up_access"] = "on"
    refused = at_desk.post(at, sent)
    assert refused.status_code == 409
    assert "last administrator" in refused.content.decode()
    signed_in(never)
    assert at_desk.post(at, sent).headers["Location"] == "/desk/"
    assert at_desk.get("/desk/people/").status_code == 403


def test_a_closed_account_is_signed_out_and_shows_no_name(at_desk: Client, chief: User) -> None:
    ana = UserFactory(display_name="Ana Coder", roles=[Role.CODER, Role.AUDITOR])
    theirs, at = signed_in(ana), f"/desk/people/{ana.pk}/"
    assert at_desk.post(f"/desk/people/{chief.pk}/close/", {"why": "x"}).status_code == 409
    done = at_desk.post(f"{at}close/", {"why": "left the team"}, follow=True).content.decode()
    assert "The account is closed." in done
    assert "Ana Coder" not in done
    assert theirs.get("/desk/").status_code == 302
    verbs = Decision.objects.filter(target_key=str(ana.pk)).values_list("verb", flat=True)
    assert sorted(verbs) == ["close_account", "revoke_role", "revoke_role"]
