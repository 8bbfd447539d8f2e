"""An officer builds a call on the screen: every act without a script, nothing typed is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.conftest import signed_in
from fund import factories
from vigil.fund.calls import verbs as calls
from vigil.fund.models import Call

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in(factories.officer())


def post(client: Client, at: str, status: int = 302, **data: Any) -> Any:
    answer = client.post(f"/desk/fund/calls/{at}", data)
    assert answer.status_code == status, answer.content.decode()
    return answer


def test_a_call_is_built_of_nothing_step_by_step(desk: Client) -> None:
    post(desk, "new/", source="", slug="radio")
    page = desk.get("/desk/fund/calls/radio/").content.decode()
    assert "The form has no field." in page
    post(desk, "radio/", 409, act="publish")
    post(desk, "radio/texts/", title="Radio", summary="For radios.")
    add = {"act": "add", "required": "on"}
    post(desk, "radio/form/", **add, kind="text", label="Name of your group")
    post(desk, "radio/form/", **add, kind="choice", label="Is there danger?", more="No\nYes")
    post(desk, "radio/form/", **add, kind="part", label="Safety")
    post(desk, "radio/form/", **add, kind="long", label="What would help?")
    answer = post(desk, "radio/form/", 409, **add, kind="choice", label="Colour?", more="Red")
    assert "two options" in answer.content.decode()
    assert "Colour?" in answer.content.decode()
    post(desk, "radio/form/name_of_your_group/", label="Name", required="on", identity="on")
    post(desk, "radio/form/safety/", label="Safety", when="is_there_danger=yes")
    answer = post(desk, "radio/form/", 409, act="remove", key="is_there_danger")
    assert "change the condition" in answer.content.decode()
    post(desk, "radio/form/", 409, act="up", key="safety")
    post(desk, "radio/conditions/", act="keep", label="It is peaceful.")
    post(desk, "radio/rubric/", act="keep", label="Need", points="5", weight="2")
    post(desk, "radio/rubric/", act="keep", key="need", label="Real need", points="4", weight="2")
    post(desk, "radio/rubric/", act="copy", key="need")
    call = Call.objects.get()
    assert [one["key"] for one in call.form] == [
        *("name_of_your_group", "is_there_danger", "safety", "what_would_help"),
    ]
    assert [one["points"] for one in call.rubric] == [4, 4]
    post(desk, "radio/", act="publish")
    call.refresh_from_db()
    assert (call.state, call.form_versions.count()) == ("published", 1)


def test_gaps_are_counted_shown_and_confirmed(desk: Client) -> None:
    post(desk, "new/", source="template:grant")
    call = Call.objects.get()
    post(desk, f"{call.slug}/form/", act="add", kind="text", label="What else?")
    at = f"{call.slug}/translations/?language=es&only=gaps"
    page = desk.get(f"/desk/fund/calls/{at}")
    assert list(page.context["form"].fields) == ["form.what_else.label"]
    answer = post(desk, f"{call.slug}/", 409, act="publish")
    assert "español: 1" in answer.content.decode()
    post(desk, at, **{"form.what_else.label": "¿Qué más?"})
    call.refresh_from_db()
    assert call.form[-1]["label"]["es"] == "¿Qué más?"
    assert "español:" not in post(desk, f"{call.slug}/", 409, act="publish").content.decode()
    post(desk, f"{call.slug}/", act="publish", with_gaps="on")
    post(desk, "new/", source=f"call:{call.slug}", slug="again")
    assert Call.objects.get(slug="again").form == call.form


def test_the_preview_asks_what_the_answers_ask_and_keeps_nothing(desk: Client) -> None:
    post(desk, "new/", source="template:grant", slug="small")
    page = desk.get("/ar/desk/fund/calls/small/preview/").content.decode()
    assert "من يتقدم بالطلب" in page
    sent = {"do": "continue", "step": "part_safety", "asked": "risks danger", "risks": "x"}
    page = post(desk, "small/preview/", 200, **sent, danger="yes").content.decode()
    assert "What would protect you" in page
    sent |= {"do": "send", "step": "part_consent", "protection": "A lock", "danger": "no"}
    page = post(desk, "small/preview/", 200, **sent).content.decode()
    assert "will not be sent" in page
    assert "could not be sent" in page
    assert not Call.objects.get().applications.exists()


def test_the_form_goes_out_and_in_as_files(desk: Client) -> None:
    post(desk, "new/", source="template:network", slug="one")
    post(desk, "new/", source="", slug="two")
    for kind in ("json", "xlsx"):
        content = desk.get(f"/desk/fund/calls/one/form.{kind}").content
        file = SimpleUploadedFile(f"form.{kind}", content)
        post(desk, "two/form/", act="take", file=file, sure="on")
        assert Call.objects.get(slug="two").form == calls.example_call("network")["form"]
    for wrong in (b"PK\x03\x04 broken", b"{"):
        file = SimpleUploadedFile("form.xlsx", wrong)
        answer = desk.post(
            "/desk/fund/calls/two/form/", {"act": "take", "file": file, "sure": "on"}
        )
        assert answer.status_code in (409, 422)


def test_basics_that_are_refused_stay_as_typed(desk: Client) -> None:
    post(desk, "new/", source="template:grant", slug="radio")
    values = {
        "slug": "radio",
        "kind": "grant",
        "access": "open",
        "languages": "en",
        "opens_at": "2026-01-01T10:00",
        "closes_at": "2026-02-01T10:00",
        "zone": "America/Bogota",
        "currency": "USD",
        "most": "5000",
        "reviewers": "2",
    }
    answer = post(desk, "radio/basics/", 422, **{**values, "zone": "Mars/Base"})
    assert "Mars/Base" in answer.content.decode()
    answer = post(desk, "radio/basics/", 409, **values, reviews_due_on="2020-01-01")
    assert "2020-01-01" in answer.content.decode()
    post(desk, "radio/basics/", **values)
    made = Call.objects.get()
    assert (made.most_minor, made.opens_at.isoformat()) == (500_000, "2026-01-01T15:00:00+00:00")
