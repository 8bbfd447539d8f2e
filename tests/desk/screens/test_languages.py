"""Every page of the desk in every language: it answers, and says nothing in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from desk.conftest import signed_in
from desk.whole import (
    FILES,
    PAGES,
    Whole,
    coded_twice,
    is_of_the_desk,
    whole_desk,
)
from factories import UserFactory
from routes.table import ROUTES
from speaking import IN_TURN, left_in_english, never_translated
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.trust.models import Role, Upload, User
from vigil.trust.vault.keys import make_missing

NAMES = {
    *("Vigil", "SHA-256", "Enter", "UTC", "Ana Coder", "Ben Coder", "Eva Coder"),
    "The Example Gazette",
    *("Report number", "Tomás Example Prueba", "El Día", "I nostri casi", "Sheet1"),
    *("Carta giudiziaria", "Lista di prova", ".xlsx", ".csv", "XLSX", "CSV"),
}
"""The same in every language: what is called so, and whom these tests made."""


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Whole]:
    """Make the whole desk once, under the keys that each test has too."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            for name, folder in (("VIGIL_KEYS", "keys"), ("DATA", "data")):
                patch.setattr(settings, name, tmp_path_factory.getbasetemp() / folder)
            make_missing()
            made = whole_desk()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def everyone(whole: Whole) -> User:
    """Return somebody who may see every page of the desk."""
    return User.objects.get(pk=whole.everyone.pk)


@pytest.mark.turns
@pytest.mark.parametrize("language", IN_TURN)
def test_each_page_in_each_language(language: str, whole: Whole) -> None:
    client = signed_in(whole.everyone)
    assert set(whole.pages) == set(PAGES) - FILES
    found = {}
    for at in (at for addresses in whole.pages.values() for at in addresses):
        page = client.get(f"/{language}{at}", follow=True)
        assert page.status_code == 200, at
        found[at] = left_in_english(page.content.decode(), language)
        if language == "ar":
            same = client.get(at, follow=True).content.decode()
            found[at] |= never_translated(page.content.decode(), same, NAMES)
    assert {at: left for at, left in found.items() if left} == {}


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("fascicolo", content)


def refused(whole: Whole) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is sent to each form of the desk and refused there, and where it is sent."""
    document = Upload.objects.latest("pk").uid
    for route in (r for r, row in ROUTES.items() if is_of_the_desk(r) and row.posts):
        thing, pk, act = route.partition("<int:pk>/")
        act = act.replace("<slug:uid>", document)
        things = {"/".join(at.split("/")[:4]) for at in whole.pages.get(thing + pk, ()) if pk}
        yield from ((f"{at}/{act}", {}) for at in sorted(things))
        if not pk:
            yield f"/{route}", {}
    case = f"/desk/cases/{whole.opened.pk}/"
    for content in (b"", b"<html>", b"%PDF-1.7 nothing else", b"\xff\xd8\xff\xe0 torn"):
        yield f"{case}documents/", {"what": "x", "file": file(content)}
    for content in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"a\n", b"a;a\n1;2\n", b"\x00"):
        yield "/desk/sheets/", {"name": "x", "file": file(content)}
    for mapping in whole.pages["desk/sheets/<int:pk>/mapping/"]:
        yield mapping, {"part-1": "event", "part-2": "event", "key": ["1"]}
    for names, do in (("Ana Ríos Quintero", "look"), ("Eva", "withdraw"), ("nobody", "look")):
        yield "/desk/withdraw/", {"names": names, "do": do}
    for monitored in whole.pages["desk/coverage/<int:pk>/"]:
        yield monitored, {"act": "end", "end-until": "2020-01-01", "end-why": "x"}
        yield monitored, {"act": "end", "end-until": "never"}
        yield monitored, {"act": "correct", "correct-countries": ["XXX"]}
    yield "/desk/add/link/", {"url": "ftp://nowhere", "link-url": "ftp://nowhere"}


@pytest.mark.turns
@pytest.mark.parametrize("language", IN_TURN)
def test_what_the_desk_refuses_is_said_in_each_language(language: str, whole: Whole) -> None:
    client = signed_in(whole.everyone)
    found = []
    for at, data in refused(whole):
        page = client.post(f"/{language}{at}", data, follow=True)
        assert page.status_code < 500, at
        if page.headers["Content-Type"].startswith("text/html") and page.content:
            found.append((at, data, left_in_english(page.content.decode(), language)))
    assert len(found) > 80
    assert [one for one in found if one[2]] == []


@pytest.mark.parametrize("language", IN_TURN)
def test_a_case_on_its_way_in_each_language(language: str, everyone: User) -> None:
    other = UserFactory(roles=[Role.CODER], display_name="Ben Coder")
    case, client = coded_twice(everyone, other), signed_in(everyone)
    desk = f"/{language}/desk/cases/{case.pk}/"
    page = client.get(f"{desk}adjudication/")
    assert left_in_english(page.content.decode(), language) == set()
    refused = client.post(f"{desk}adjudication/", {})
    assert left_in_english(refused.content.decode(), language) == set()
    values = case.codings.get(coder=other).values
    adjudicate(case, values, {"method": "by rule 2"}, by=everyone)
    for path in (desk, f"/{language}/desk/", f"/{language}/desk/decisions/"):
        assert left_in_english(client.get(path).content.decode(), language) == set()
    verified = client.post(f"{desk}verify/", {"verify-one": case.adjudications.get().pk})
    assert verified.status_code == 409
    assert left_in_english(verified.content.decode(), language) == set()


@pytest.mark.parametrize("language", IN_TURN)
def test_what_the_codebook_refuses_is_said_in_each_language(
    language: str, everyone: User, whole: Whole
) -> None:
    sent = {"persons": "1", "do": "submit", "case-date_of_attack": "yesterday", "p0-age": "400"}
    response = signed_in(everyone).post(f"/{language}/desk/cases/{whole.opened.pk}/coding/", sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert "yesterday" in html
    assert "is not a date" not in html
    assert left_in_english(html, language) == set()


def test_english_left_in_a_page_is_found() -> None:
    shell = '<html lang="fr" dir="ltr"><p>{}</p></html>'
    for text in ("Queue", "Say why this is not a case.", "3 of the cases that meet the rest."):
        assert left_in_english(shell.format(text), "fr") == {text}, text
    assert not left_in_english(shell.format('<b lang="en">Queue</b>'), "fr")


def test_a_text_that_no_catalogue_holds_is_found() -> None:
    page = '<html lang="{}" dir="{}"><p>{}<bdi>Queue</bdi></p></html>'
    for text, found in (("Left unmarked", {"Left unmarked"}), ("Vigil", set())):
        both = page.format("ar", "rtl", text), page.format("en", "ltr", text)
        assert never_translated(*both, {"Vigil"}) == found


@pytest.mark.parametrize("language", IN_TURN)
def test_signing_in_and_out_stays_in_the_language(language: str, everyone: User) -> None:
    client = Client()
    html = client.get(f"/{language}/desk/", follow=True).content.decode()
    assert left_in_english(html, language) == set()
    sent = {"login": everyone.email, "password": "a long pass phrase"}
    into = client.post(f"/{language}/account/login/", sent)
    assert into.headers["Location"] == f"/{language}/account/2fa/"  # their role needs a factor
    out = client.post(f"/{language}/account/logout/")
    assert out.headers["Location"] == f"/{language}/"
