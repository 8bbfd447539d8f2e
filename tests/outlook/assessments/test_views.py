"""Screens of an assessment: of its director, and of the lead of a region."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from vigil.outlook.models import AssessedPlace, Assessment, Question

pytestmark = pytest.mark.django_db


def read(client: Client, name: str, *names: object, **asked: str) -> str:
    """Return a page of the chair's desk."""
    return client.get(reverse(f"desk_outlook:{name}", args=names), asked).content.decode()


def test_a_director_sees_what_comes_next(client: Client) -> None:
    made = factories.assessment()
    client.force_login(made.director)
    page = read(client, "assessment", made.uid)
    assert "15 questions" in page
    assert (
        page.index("3 terms") < page.index("5 countries") < page.index("2 of 2 regions have a lead")
    )
    panels.expert()
    other = Assessment.objects.create(title="Empty", director=made.director)
    page = read(client, "assessment", other.uid)
    assert page.index('class="next"') < page.index("0 terms") < page.index("0 countries")
    assert "Empty" in read(client, "assessments")


def test_a_lead_reads_the_assessment_and_changes_nothing(client: Client) -> None:
    made = factories.assessment()
    andes, balkans = made.panels.order_by("region")
    client.force_login(andes.chair)
    page = read(client, "assessment", made.uid)
    assert andes.uid in page
    assert balkans.uid not in page
    assert "<form" not in page.partition("<main")[2]
    at = reverse("desk_outlook:assessment_terms", args=[made.uid])
    assert client.post(at, {"act": "add_all"}).status_code == 403
    client.force_login(panels.chair())
    assert client.get(at).status_code == 404
    assert made.title not in read(client, "assessments")


def test_a_region_shows_the_questions_of_one_country(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = factories.assessment()
    andes = made.panels.get(region="Andes")
    panels.question(andes, text="Only here?")
    client.force_login(andes.chair)
    page = read(client, "panel", andes.uid, place="PER")
    assert page.count("in PER?") == 3
    assert "in COL?" not in page
    assert "Only here?" in page
    cell = Question.objects.get(place="PER", market="cocaine")
    assert "See the term" in read(client, "question", cell.uid)
    with django_assert_max_num_queries(26):
        read(client, "panel", andes.uid)
    client.force_login(made.director)
    with django_assert_max_num_queries(22):
        read(client, "assessment", made.uid)
    assert AssessedPlace.objects.count() == 5


def test_a_term_is_translated_on_its_page(client: Client) -> None:
    made = factories.assessment()
    client.force_login(made.director)
    at = reverse("desk_outlook:assessment_term", args=[made.uid, 1])
    sent = {
        "act": "edit",
        "text": "Is it in {place}?",
        "guidance": "One?\nTwo?",
        "text (es)": "¿Está?",
    }
    refused = client.post(at, sent)
    assert refused.status_code == 409
    assert "¿Está?" in refused.content.decode()
    sent |= {"text (es)": "¿Está en {place}?", "guidance (es)": "¿Uno?\n¿Dos?"}
    assert client.post(at, sent).status_code == 302
    term = made.terms.get(position=1)
    assert (term.guidance, term.translations) == (
        ["One?", "Two?"],
        {"es": {"text": "¿Está en {place}?", "guidance": ["¿Uno?", "¿Dos?"]}},
    )


def test_the_world_is_split_in_nine(client: Client) -> None:
    made = Assessment.objects.create(title="World", director=panels.chair())
    client.force_login(made.director)
    at = reverse("desk_outlook:assessment_regions", args=[made.uid])
    form = client.get(at, {"split": "nine"}).context["forms"]["split"]
    sent = {name: field.initial for name, field in form.fields.items()} | {"act": "split"}
    assert client.post(at, sent).status_code == 302
    assert (made.panels.count(), made.places.count()) == (9, 193)
