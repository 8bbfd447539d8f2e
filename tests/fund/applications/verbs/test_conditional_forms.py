"""Versions of a form, hidden answers, and steps: what an applicant meets behind their link."""

from typing import Any

import pytest
from django.test import Client

from fund.applicants import begun, old_ticket, open_call
from fund.factories import officer
from vigil.fund.applications.verbs import saving_drafts, storing_files
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.versions import form_of
from vigil.fund.models import Application
from vigil.trust.public_forms import tickets

pytestmark = pytest.mark.django_db
WHO = {"key": "who", "kind": "text", "label": {"en": "Name"}, "required": True, "identity": True}
OPTIONS = [{"key": key, "label": {"en": key.title()}} for key in ("no", "yes")]
FORM: list[dict[str, Any]] = [
    WHO,
    {"key": "danger", "kind": "choice", "label": {"en": "In danger?"}, "options": OPTIONS},
    {
        "key": "now",
        "kind": "part",
        "label": {"en": "What helps now"},
        "when": [{"field": "danger", "is": ["yes"]}],
    },
    {"key": "helps", "kind": "long", "label": {"en": "What would help?"}, "required": True},
    {"key": "last", "kind": "part", "label": {"en": "To agree to"}},
    {
        "key": "agree",
        "kind": "consent",
        "label": {"en": "I agree"},
        "text": {"en": "We keep it."},
        "required": True,
    },
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(tickets, "SHORTEST", tickets.SHORTEST * 0)


class Applicant:
    """Somebody who fills in the form as a browser shows it."""

    def __init__(self) -> None:
        self.call = open_call(form=FORM, eligibility=[])
        made = begun(self.call)
        self.application, self.client = made.application, Client()
        self.at = f"/mine/{made.token}/{made.application.uid}/"
        self.mine = f"/mine/{made.token}/"
        self.page = self.client.get(self.at)

    def press(self, name: str, value: str, **typed: Any) -> str:
        """Fill in what the page shows, and press a button."""
        shown = self.page.context
        held = {
            "ticket": old_ticket(),
            "asked": shown["asked"],
            "step": shown["step"].key,
            "version": shown["page"].application.version,
            "form": shown["page"].version.number,
        }
        self.page = self.client.post(self.at, {**held, **typed, name: value})
        self.application.refresh_from_db()
        return self.page.content.decode() if self.page.status_code != 302 else ""

    @property
    def step(self) -> str:
        return str(self.page.context["step"].key)


def test_a_part_is_shown_by_an_answer_and_dropped_by_another_and_they_are_told() -> None:
    one = Applicant()
    assert "What helps now" not in one.page.content.decode()
    one.press("do", "continue", who="Ana", danger="yes")
    assert one.step == "now"
    one.press("do", "continue", helps="A lock for the door.")
    assert one.step == "last"
    one.press("go", "")
    page = one.press("do", "continue", who="Ana", danger="no")
    assert one.step == "last"
    assert "What would help?" in page
    assert "will not be sent" in page
    assert saving_drafts.draft_of(one.application)["helps"]  # kept until it is sent
    one.press("do", "send", agree="yes")
    assert one.application.state == Application.State.SUBMITTED
    assert one.application.dropped == ["helps"]
    mine = one.client.get(one.mine).content.decode()
    assert "What would help?" in mine
    kept = storing_files.sealing.read(
        one.application.party, "application", one.application.uid, "answers", by=officer(), why="x"
    )
    assert "lock" not in kept
    assert '"danger": "no"' in kept


def test_what_is_missing_on_another_step_is_named_with_a_way_there() -> None:
    one = Applicant()
    one.press("do", "continue", danger="yes")
    one.press("go", "last")
    page = one.press("do", "send")
    assert one.page.status_code == 422
    assert 'value="now"' in page
    assert one.application.state == Application.State.DRAFT
    assert {key for key, *_rest in one.page.context["wrong"]} == {"who", "helps", "agree"}


def test_a_changed_form_is_told_and_nothing_that_was_written_is_lost() -> None:
    one = Applicant()
    one.press("do", "save", who="Ana", danger="yes")
    one.press("go", "last", who="Ana", danger="yes")
    one.press("do", "save", agree="yes")
    changed = [
        WHO,
        {"key": "why", "kind": "text", "label": {"en": "Why now?"}},
        FORM[4],
        {**FORM[5], "text": {"en": "We keep it for a year."}},
    ]
    calls.edit_call(one.call, by=officer(), form=changed)
    page = one.press("do", "send", agree="yes")  # the form on the screen is the old one
    assert one.page.status_code == 409
    assert one.application.state == Application.State.DRAFT
    assert one.application.form_version is not None
    assert one.application.form_version.number == 1
    for words in ("was changed", "Why now?", "In danger?", "Yes"):
        assert words in page
    one.press("go", "last", who="Ana")
    assert one.application.form_version.number == 2
    page = one.press("do", "send")  # the text of the consent is another: they agree anew
    assert "Read this" in page
    one.press("do", "send", agree="yes")
    assert one.application.state == Application.State.SUBMITTED
    calls.edit_call(one.call, by=officer(), form=FORM)
    one.application.refresh_from_db()
    assert [field["key"] for field in form_of(one.application)] == ["who", "why", "last", "agree"]


def test_two_windows_overwrite_nothing_on_a_step_either() -> None:
    one = Applicant()
    first = one.page
    one.press("do", "continue", who="Ana", danger="no")
    one.page = first
    page = one.press("do", "continue", who="Berta", danger="no")
    assert one.page.status_code == 409
    assert "Ana" in page
    assert "Berta" in page
