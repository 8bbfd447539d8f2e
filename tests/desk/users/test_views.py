"""People and roles at the desk: what administrators see, and what they take away at once."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from factories import UserFactory
from vigil.trust.models import Decision, Role, RoleGrant, User

pytestmark = pytest.mark.django_db
LOCAL_MEMORY = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


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
    gone = UserFactory(display_name="", is_active=False, email="closed-1@account.invalid")
    closed = f"Closed account {gone.pk}"

    def names(query: str) -> set[str]:
        page = at_desk.get(f"/desk/people/{query}").content.decode()
        assert "account.invalid" not in page
        return {one for one in ("Mae Chief", "Ana Coder", "Ben Member", closed) if one in page}

    assert names("") == {"Mae Chief", "Ana Coder"}
    assert names("?show=coder") == {"Mae Chief", "Ana Coder"}  # who looks stands in the head
    assert names("?show=none") == {"Mae Chief", "Ben Member"}
    assert names("?show=closed") == {"Mae Chief", closed}
    assert names("?show=all") == {"Mae Chief", "Ana Coder", "Ben Member", closed}
    assert names("?q=ben&show=") == {"Mae Chief", "Ben Member"}
    assert names("?q=ben&show=coder") == {"Mae Chief"}
    assert names("?q=closed") == {"Mae Chief"}
    assert names("?q=ana") == {"Mae Chief", "Ana Coder"}
    page = at_desk.get("/desk/people/").content.decode()
    assert "Colombia" in page
    assert "Spanish" in page
    assert "no limits" not in page
    RoleGrant.objects.update(countries=[], languages=[])
    assert "no limits" in at_desk.get("/desk/people/").content.decode()


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.CODER])
    theirs = signed_in(ana)
    assert theirs.get("/desk/").status_code == 200
    at = f"/desk/people/{ana.pk}/"
    refused = at_desk.post(f"{at}revoke/", {"role": "coder", "why": ""})
    assert refused.status_code == 422
    assert theirs.get("/desk/").status_code == 200
    done = at_desk.post(f"{at}revoke/", {"role": "coder", "why": "left the team"}, follow=True)
    assert "This takes effect at once." in done.content.decode()
    assert "left the team" in done.content.decode()
    assert theirs.get("/desk/").status_code == 403
    assert Decision.objects.get(verb="revoke_role").why == "left the team"


def test_limits_are_changed_and_what_was_typed_stays_when_refused(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.CODER])
    at = f"/desk/people/{ana.pk}/limit/"
    sent = {"role": "coder", "countries": ["COL", "MEX"], "languages": ["es", "pt"], "why": "moved"}
    assert at_desk.post(at, sent).status_code == 302
    grant = ana.grants.get()
    assert (grant.countries, grant.languages) == (["COL", "MEX"], ["es", "pt"])
    refused = at_desk.post(at, sent | {"why": "typed by hand"})
    assert refused.status_code == 409
    assert 'value="typed by hand"' in refused.content.decode()
    assert at_desk.post(at, sent | {"languages": ["spanish"]}).status_code == 422
    assert at_desk.post(at, {"role": "coder", "why": "all of it"}).status_code == 302
    grant.refresh_from_db()
    assert (grant.countries, grant.languages) == ([], [])


def test_administrators_confirm_that_they_lose_access_and_the_last_one_stays(
    at_desk: Client, chief: User
) -> None:
    at, sent = f"/desk/people/{chief.pk}/revoke/", {"role": "administrator", "why": "handed over"}
    never = UserFactory(roles=[Role.ADMINISTRATOR], last_login=None)
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
    assert at_desk.get(at).content.decode().count(f"Closed account {ana.pk}") > 1


def ticked(page: str) -> list[str]:
    """Return what of the lists of limits is ticked, and stands first."""
    boxes = re.findall(
        r'<input type="checkbox" name="(?:countries|languages)" value="(\w+)"([^>]*)', page
    )
    return [value for value, more in boxes if "checked" in more]


def test_limits_are_chosen_by_name_and_only_where_they_have_an_effect(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.AUDITOR])
    limited = {"countries": ["MEX"], "languages": ["de"]}
    RoleGrant.objects.create(user=ana, role=Role.CODER, **limited)
    at = f"/desk/people/{ana.pk}/"
    page = at_desk.get(at).content.decode()
    assert page.count("Change limits…") == 1
    assert ticked(page) == ["MEX", "de"]
    for language in ("Arabic", "Portuguese", "German"):
        assert f"{language}</label>" in page
    refused = at_desk.post(f"{at}limit/", {"role": "coder", "countries": ["COL"], "why": ""})
    assert ticked(refused.content.decode()) == ["COL"]


def test_the_page_of_a_person_marks_its_tab_and_every_form_can_be_left(at_desk: Client) -> None:
    ana = UserFactory(roles=[Role.CODER])
    page = at_desk.get(f"/desk/people/{ana.pk}/").content.decode()
    assert re.search(r'href="/desk/people/"\s+aria-current="page"', page)
    assert page.count(">Cancel</a>") == page.count('<form method="post" action="/desk/people/') == 4


def test_a_reset_that_nobody_could_finish_here_names_the_command(
    at_desk: Client, settings: Settings
) -> None:
    ana = UserFactory(roles=[Role.CODER])

    def page() -> str:
        return at_desk.get(f"/desk/people/{ana.pk}/").content.decode()

    form, command = f'action="/desk/people/{ana.pk}/reset/"', f"vigil person {ana.email} --reset"
    assert "No mail server is set up" in page()
    settings.MAILERS = dict.fromkeys(("default", "outbox"), LOCAL_MEMORY)
    assert "There is no second administrator" in page()
    assert (command in page(), form in page()) == (True, False)
    UserFactory(roles=[Role.ADMINISTRATOR])
    assert (command in page(), form in page()) == (False, True)


def test_the_log_leads_to_the_account_for_those_who_may_see_it(at_desk: Client) -> None:
    ana = UserFactory(display_name="Ana Coder", roles=[Role.CODER])
    at_desk.post(f"/desk/people/{ana.pk}/revoke/", {"role": "coder", "why": "left the team"})
    link = f'<a href="/desk/people/{ana.pk}/"><bdi>Ana Coder</bdi></a>'
    assert link in at_desk.get("/desk/decisions/").content.decode()
    log = signed_in(UserFactory(roles=[Role.AUDITOR])).get("/desk/decisions/").content.decode()
    assert "left the team" in log
    assert "Ana Coder" not in log
    at_desk.post(f"/desk/people/{ana.pk}/close/", {"why": "left the team"})
    log = at_desk.get("/desk/decisions/").content.decode()
    assert "close the account" in log
    assert f"<bdi>Closed account {ana.pk}</bdi></a>" in log


def test_cells_of_tables_keep_their_space_on_the_side_where_the_text_ends() -> None:
    path = finders.find("vigil/vigil.css")
    assert path
    rule = re.search(r"\nth,\ntd \{(.*?)\}", Path(path).read_text(), re.DOTALL)
    assert rule
    assert "padding-inline: 0 .8rem" in rule[1]
