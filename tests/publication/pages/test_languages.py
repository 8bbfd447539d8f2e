"""Every public page in every language: it answers, and says nothing in English."""

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django.fixtures import Settings

from publication import many
from publication.planted import KILLED
from publication.public_pages import FORM, LONG, PAGES, publish_everything
from speaking import IN_TURN, left_in_english, never_translated
from vigil.publication.urls import urlpatterns
from witness.testimony_factories import old_ticket

NAMES = {
    *("Vigil", "SHA-256", "BibTeX", "CSL-JSON", "RIS", "CSV", "GeoJSON", "XLSX", "OpenAPI", "Atom"),
    *("The Ejemplo Herald", "The Example Gazette", "El Diario Ejemplo", "Report number"),
    *(KILLED, LONG, *many.NAMES, *(division for _country, division, *_rest in many.WHERE)),
} - {""}
"""The same in every language: what is called so; outlets, people and places of this record."""


FILES = {
    *("cases_csv", "cases_csv_metadata", "cases_geojson", "cases_xlsx", "cases_atom", "cite"),
    "case_card",
    "people_csv",
    "map_points",
    *("figure_csv", "figure_json", "figure_svg", "figure_card", "figure_square"),
    "figure_cite",
}
"""Addresses that answer with a file."""


def test_every_public_page_is_listed() -> None:
    listed = {resolve(at.partition("?")[0]).url_name for at, said in PAGES.items() if said != 404}
    assert {one.name for one in urlpatterns} - FILES - listed == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", IN_TURN)
def test_each_page_in_each_language(language: str, client: Client, settings: Settings) -> None:
    settings.VIGIL_CONTACT = "desk@vigil.example"
    publish_everything()
    found = {}
    for at, status in PAGES.items():
        page = client.get(f"/{language}{at}", follow=True)
        assert page.status_code == status, at
        html = page.content.decode()
        found[at] = left_in_english(html, language)
        if language == "ar":
            found[at] |= never_translated(html, client.get(at, follow=True).content.decode(), NAMES)
    assert {at: left for at, left in found.items() if left} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", IN_TURN)
@pytest.mark.parametrize("sent", [{}, {"wants": "x", "case": "7", "text": "y" * 9_000}])
def test_what_the_form_refuses_is_said(language: str, sent: dict[str, str], client: Client) -> None:
    page = client.post(f"/{language}{FORM}", {**sent, "ticket": old_ticket()})
    assert page.status_code == 422
    assert left_in_english(page.content.decode(), language) == set()
