"""What holds for every page: languages, headers, no request to another host."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.utils.timezone import now
from django.views.defaults import server_error

from each import each
from factories import UserFactory
from vigil.trust.models import Role

SOURCE = Path(settings.ROOT) / "src" / "vigil"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
STYLES = sorted(SOURCE.glob("*/static/**/*.css"))
SCRIPTS = sorted(SOURCE.glob("*/static/**/*.js"))

FETCHING = r"<(?:script|img|link|iframe|source|video|audio|embed|object)\b[^>]*"


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@each("path", TEMPLATES, name)
def test_no_template_loads_anything_from_another_host(path: Path) -> None:
    """Links may lead out; what a browser fetches by itself must not."""
    text = path.read_text(encoding="utf-8")
    fetched = re.findall(
        r"""<(?:script|img|link|iframe|source|video|audio|embed|object)\b[^>]*""", text
    )
    for tag in fetched:
        assert not re.search(r"""=\s*["']?\s*(?:https?:)?//""", tag), tag


@each("path", TEMPLATES, name)
def test_no_template_has_styles_or_scripts_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        data = "application/json" in script or "application/ld+json" in script  # never run
        assert "src=" in script or data, script


@each("path", [*STYLES, *SCRIPTS], name)
def test_no_style_or_script_asks_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""(?:url\(|@import|fetch\()\s*["']?(?:https?:)?//""", text)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/cases/", "/about/", "/account/login/", "/nowhere"])
def test_headers(client: Client, page: str) -> None:
    response = client.get(page)
    policy = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy.pop("img-src") == "'self' data:"
    assert {*policy.values()} <= {"'self'", "'none'"}, "no other host, whatever it is asked for"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "language", "direction"),
    [
        ("/cases/", "en", "ltr"),
        ("/es/cases/", "es", "ltr"),
        ("/fr/cases/", "fr", "ltr"),
        ("/pt/cases/", "pt", "ltr"),
        ("/ar/cases/", "ar", "rtl"),
    ],
)
def test_the_address_says_the_language(
    client: Client, page: str, language: str, direction: str
) -> None:
    response = client.get(page, headers={"accept-language": "de"})
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()


@pytest.mark.django_db
def test_the_language_menu_leads_to_the_same_page(client: Client) -> None:
    body = client.get("/cases/?country=MEX").content.decode()
    for code in ("es", "fr", "pt", "ar"):
        assert f'<a href="/{code}/cases/?country=MEX" lang="{code}"' in body
    assert '<a href="/cases/?country=MEX" lang="en" hreflang="en" aria-current="true">' in body


@pytest.mark.django_db
def test_no_link_of_the_frame_is_dead(client: Client) -> None:
    body = client.get("/about/").content.decode()
    links = set(re.findall(r'href="(/[^"#]*)', body))
    assert len(links) > 8
    for link in links:
        if link.startswith(settings.STATIC_URL):
            assert finders.find(link.removeprefix(settings.STATIC_URL)), link
        else:
            assert client.get(link).status_code == 200, link


@pytest.mark.django_db
def test_each_page_has_one_main_one_heading_and_a_way_past_the_menu(client: Client) -> None:
    for page in ("/", "/cases/", "/about/", "/about/policy/", "/account/login/", "/nowhere"):
        body = client.get(page).content.decode()
        assert body.count("<main") == 1, page
        assert body.count("<h1") == 1, page
        assert '<a class="skip" href="#content">' in body, page


@pytest.mark.django_db
def test_not_found_is_calm_and_in_the_language(client: Client) -> None:
    response = client.get("/es/nowhere/")
    assert response.status_code == 404
    assert '<html lang="es"' in response.content.decode()


def test_an_error_page_needs_no_database(rf: RequestFactory) -> None:
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {})
    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([], "You hold no role now."),
        ([Role.AUDITOR, Role.CODER], "You hold: Auditor, Coder."),
    ],
)
def test_who_is_refused_finds_the_way_back_and_may_sign_out(
    client: Client, roles: list[Role], said: str
) -> None:
    client.force_login(UserFactory(roles=roles))
    response = client.get("/desk/people/")
    page = response.content.decode()
    assert response.status_code == 403
    assert said in page
    assert "Sign out" in page
    assert ('href="/desk/cases/"' in page) is bool(roles)
    assert ("Back to the queue" in page) is bool(roles)


@pytest.mark.django_db
def test_an_administrator_reads_how_to_add_the_role_that_a_page_takes(client: Client) -> None:
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    client.force_login(by)
    page = client.get("/desk/programme/").content.decode()
    assert f"vigil person {by.email} --role programme_host" in page
    second = UserFactory(display_name="Second", roles=[Role.ADMINISTRATOR], last_login=now())
    page = client.get("/desk/programme/").content.decode()
    assert f'href="/desk/people/{by.pk}/"' in page
    assert "vigil person" not in page
    assert str(second) in client.get(f"/desk/people/{by.pk}/").content.decode()
