"""One's own page behind a link: the last step, the draft, what can be asked for."""

import html
import logging
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from fund.applicants import ANSWERS, begun, old_ticket, open_call, sending
from fund.factories import a_grant, officer, party
from vigil.fund.applications.verbs import saving_drafts, starting, submitting
from vigil.fund.models import Application, Call, Determination, Nomination, Report
from vigil.fund.parties.verbs import own_page_links, registering, sealing
from vigil.fund.reporting import verbs as reporting
from vigil.site.installation.logs import WithoutPersonalData
from vigil.trust.models import Decision, Letter

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path / "data"


class FromOurPage(Client):
    """A browser that sends forms of ours: each holds a ticket."""

    def post(self, path: str, data: Any = None, **extra: Any) -> Any:
        """Send a form, made of the draft as it stands."""
        newest = Application.objects.order_by("-pk").first()
        held = {"ticket": old_ticket(), "version": str(newest.version if newest else 0)}
        return super().post(path, {**held, **(data or {})}, **extra)


@pytest.fixture
def client() -> Client:
    return FromOurPage(enforce_csrf_checks=True)


@pytest.fixture
def made() -> starting.StartedApplication:
    return begun()


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def own(made: starting.StartedApplication) -> str:
    return f"/mine/{made.token}/"


def settings_of(made: starting.StartedApplication) -> str:
    return f"{own(made)}settings/"


def draft(made: starting.StartedApplication) -> str:
    return f"{own(made)}{made.application.uid}/"


def sent(made: starting.StartedApplication) -> Application:
    saving_drafts.save_draft(made.application, ANSWERS)
    return submitting.submit(
        made.application, ANSWERS, confirmed=[True], opened_at=timezone.now(), language="en"
    )


def picture() -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return SimpleUploadedFile("me.png", stream.getvalue())


def test_a_dead_an_unknown_and_a_removed_link_are_the_same_page(
    client: Client, made: starting.StartedApplication
) -> None:
    pages = []
    at, inner = own(made), draft(made)
    assert client.get(at).status_code == 200
    own_page_links.end_link(made.application.party, by=None)
    for where in (at, inner, "/mine/" + "x" * 43 + "/"):
        for ask in (client.get, client.post):
            response = ask(where)
            assert response.status_code == 404
            assert "no-store" in response["Cache-Control"]
            assert not response.cookies
            pages.append(text_of(response).replace(where, "HERE"))
    assert len(set(pages)) == 1


def test_the_link_of_one_opens_nothing_of_another(
    client: Client, made: starting.StartedApplication
) -> None:
    other = begun()
    assert client.get(f"{own(made)}{other.application.uid}/").status_code == 404
    data = {"do": "take-back", "sure": "on", "application": other.application.uid}
    assert client.post(own(made), data).status_code == 404
    other.application.refresh_from_db()
    assert other.application.state == State.DRAFT


def test_written_saved_come_back_and_sent(
    client: Client, made: starting.StartedApplication
) -> None:
    response = client.post(draft(made), {"do": "save", "what": "A radio"})
    assert response.status_code == 200
    assert "Saved." in text_of(response)
    assert "A radio" in text_of(client.get(draft(made)))
    held = old_ticket()
    response = client.post(draft(made), sending(paper=picture(), ticket=held))
    assert (response.status_code, response["Location"]) == (302, own(made))
    page = text_of(client.get(own(made)))
    assert "Received. We read it." in page
    assert made.application.code in page
    assert "With 1 file." in page
    assert ANSWERS["what"] not in page
    # The same once more: nothing changes, and nobody is told of a fault.
    response = client.post(draft(made), sending(ticket=held))
    assert (response.status_code, response["Location"]) == (302, own(made))
    assert Application.objects.get().state == State.SUBMITTED
    # Something else, from a window that was left open, is not taken, and not lost either.
    opened = Decision.objects.filter(verb="open_sealed").count()
    response = client.post(draft(made), sending(what="Written in the other window"))
    assert Decision.objects.filter(verb="open_sealed").count() == opened
    assert response.status_code == 409
    assert "Written in the other window" in text_of(response)
    assert not response.cookies


@pytest.mark.parametrize("do", ["save", "send"])
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": "1.500"}, "can be read in two ways"),
        ({"amount": "99999"}, "At most USD"),
        ({"begins": "2001-02-03"}, "lies before the call"),
        ({"begins": "tomorrow"}, "is no day"),
        ({"what": "x" * 501}, "at most 500 are taken"),
    ],
)
def test_what_cannot_be_taken_says_what_to_do_and_is_saved_as_typed(
    client: Client, made: starting.StartedApplication, do: str, wrong: dict[str, str], says: str
) -> None:
    data = sending(do=do, **wrong)
    response = client.post(draft(made), data)
    assert response.status_code == 422
    assert says in text_of(response)
    ((key, value),) = wrong.items()
    for page in (text_of(response), text_of(client.get(draft(made)))):
        assert value in page
        assert data["who"] in page
    assert saving_drafts.draft_of(made.application)[key] == value


def test_a_currency_that_does_not_exist_keeps_the_text(client: Client) -> None:
    form = [
        {"key": "who", "kind": "text", "label": {"en": "Who"}, "identity": True},
        {"key": "amount", "kind": "money", "label": {"en": "How much"}, "currency": "any"},
    ]
    made = begun(open_call(form=form, eligibility=[], most_minor=None))
    data = {"do": "send", "who": "W", "amount": "500", "amount_currency": "XQQ"}
    response = client.post(draft(made), data)
    assert response.status_code == 422
    assert "is no currency in use" in text_of(response)
    assert 'value="XQQ"' in text_of(client.get(draft(made)))
    client.post(draft(made), {**data, "amount_currency": "nok"})
    assert Application.objects.get().currency == "NOK"


def test_an_executable_by_another_name_is_refused_and_the_text_kept(
    client: Client, made: starting.StartedApplication
) -> None:
    fake = SimpleUploadedFile("report.pdf", b"MZ\x90\x00" + b"\0" * 100, "application/pdf")
    response = client.post(draft(made), sending(paper=fake))
    assert response.status_code == 422
    page = text_of(response)
    assert "whatever its name says" in page
    assert ANSWERS["what"] in page
    assert "report.pdf" not in page
    made.application.refresh_from_db()
    assert made.application.state == State.DRAFT
    assert saving_drafts.draft_of(made.application)["what"] == ANSWERS["what"]


def test_a_file_that_is_much_too_large_is_refused_and_the_text_kept(
    client: Client, made: starting.StartedApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.trust.public_forms.in_memory_uploads.MOST_BYTES", 1_000)
    large = SimpleUploadedFile("film.pdf", b"%PDF" + b"x" * 300_000)
    response = client.post(draft(made), sending(paper=large))
    assert response.status_code == 413
    page = text_of(response)
    assert "Make the file smaller" in page
    assert ANSWERS["what"] in page
    assert saving_drafts.draft_of(made.application)["what"] == ANSWERS["what"]


def test_of_a_form_that_was_cut_the_words_are_kept(
    client: Client, made: starting.StartedApplication
) -> None:
    """As the server hands on what is larger than it receives."""
    large = SimpleUploadedFile("film.pdf", b"%PDF" + b"x" * 50_000)
    body = encode_multipart(BOUNDARY, {**sending(), "paper": large})
    response = Client().generic(
        "POST", draft(made), body[:20_000], MULTIPART_CONTENT, headers={"Vigil-Cut": "1"}
    )
    assert response.status_code == 413
    page = text_of(response)
    assert "Make the file smaller" in page
    assert ANSWERS["what"] in page
    assert not made.application.files.exists()
    assert saving_drafts.draft_of(made.application)["what"] == ANSWERS["what"]


def test_files_stand_after_all_words_in_the_form(
    client: Client, made: starting.StartedApplication
) -> None:
    page = text_of(client.get(draft(made)))
    last = max(page.index(f'name="{name}"') for name in ("who", "with", "confirm", "ticket"))
    assert last < page.index('type="file"')


def test_a_file_is_kept_and_removed(client: Client, made: starting.StartedApplication) -> None:
    client.post(draft(made), {"do": "save", "paper": picture()})
    row = made.application.files.get()
    page = text_of(client.get(draft(made)))
    assert row.uid in page
    assert "me.png" not in page
    client.post(draft(made), {"remove": row.uid, "what": "Still here"})
    assert not made.application.files.filter(removed=False).exists()
    assert "Still here" in text_of(client.get(draft(made)))


def test_who_is_late_is_told_and_loses_nothing(
    client: Client, made: starting.StartedApplication
) -> None:
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=5))
    response = client.post(draft(made), sending())
    assert response.status_code == 409
    assert "This call is closed." in text_of(response)
    assert saving_drafts.draft_of(made.application)["what"] == ANSWERS["what"]


def test_errors_and_labels_are_in_the_readers_language(
    client: Client, made: starting.StartedApplication
) -> None:
    page = text_of(client.get(f"/es{draft(made)}"))
    assert "Qué quiere hacer" in page
    assert re.search(r'lang="en" dir="auto">How much', page)


def test_of_two_windows_the_older_writes_nothing_over_and_both_texts_stand(
    client: Client, made: starting.StartedApplication
) -> None:
    opened = text_of(client.get(draft(made)))
    assert 'name="version" value="0"' in opened
    client.post(draft(made), {"do": "save", "what": "From the first window", "version": "0"})
    older = {"do": "send", "what": "From the second window", "version": "0", "paper": picture()}
    response = client.post(draft(made), older)
    assert response.status_code == 409
    page = text_of(response)
    assert "saved in another window" in page
    assert "From the first window" in page
    assert "From the second window" in page
    assert saving_drafts.draft_of(made.application)["what"] == "From the first window"
    assert made.application.files.count() == 1, "files take nothing's place"
    made.application.refresh_from_db()
    assert made.application.state == State.DRAFT
    # Saved once more from that page, it takes the other's place: the person chose.
    held = re.search(r'name="version" value="(\d+)"', page)
    assert held is not None
    chosen = {"do": "save", "what": "From the second window", "version": held[1]}
    assert client.post(draft(made), chosen).status_code == 200
    assert saving_drafts.draft_of(made.application)["what"] == "From the second window"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_form_that_says_no_version_writes_over_nothing(
    client: Client, made: starting.StartedApplication, version: str
) -> None:
    client.post(draft(made), {"do": "save", "what": "Saved"})
    response = client.post(draft(made), {"do": "save", "what": "Other", "version": version})
    assert response.status_code == 409
    assert saving_drafts.draft_of(made.application)["what"] == "Saved"


def test_the_same_form_saved_twice_is_no_conflict(
    client: Client, made: starting.StartedApplication
) -> None:
    for _n in range(2):
        data = {"do": "save", "what": "A radio", "confirm": "0", "version": "0"}
        assert client.post(draft(made), data).status_code == 200
    assert Application.objects.get().version == 1


def test_ticked_conditions_are_kept_between_saves(
    client: Client, made: starting.StartedApplication
) -> None:
    ticked = r'name="confirm" id="confirm-0" value="0" checked'
    assert not re.search(ticked, text_of(client.get(draft(made))))
    client.post(draft(made), {"do": "save", "what": "A radio", "confirm": ["0", "7"]})
    assert Application.objects.get().confirmed == [0]
    assert re.search(ticked, text_of(client.get(draft(made))))
    assert re.search(ticked, text_of(client.post(draft(made), sending(amount="x"))))
    client.post(draft(made), {"do": "save", "what": "A radio"})
    assert not re.search(ticked, text_of(client.get(draft(made))))


def test_a_theme_that_was_chosen_is_still_chosen(client: Client) -> None:
    made = begun(open_call(themes=["prevention", "victim_support"]))
    client.post(draft(made), {"do": "save", "theme": "prevention"})
    page = text_of(client.get(draft(made)))
    assert re.search(r'value="prevention" checked', page)
    client.post(draft(made), sending(theme="victim_support"))
    assert Application.objects.get().theme == "victim_support"


def test_no_log_keeps_a_link(made: starting.StartedApplication) -> None:
    line = logging.LogRecord("django.request", 30, "f", 1, "Not found: %s", (draft(made),), None)
    written = WithoutPersonalData().format(line)
    assert made.token not in written
    assert "/mine/" in written


# What is asked for on the page


def test_taken_back_only_with_the_box_ticked(
    client: Client, made: starting.StartedApplication
) -> None:
    application = sent(made)
    data = {"do": "take-back", "application": application.uid}
    assert client.post(own(made), data).status_code == 422
    assert client.post(own(made), {**data, "sure": "on"}).status_code == 200
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert "You took it back." in text_of(client.get(own(made)))


@pytest.mark.parametrize("act", ["end-link", "remove"])
def test_ended_and_removed(client: Client, made: starting.StartedApplication, act: str) -> None:
    assert client.post(settings_of(made), {"do": act}).status_code == 422
    assert client.get(own(made)).status_code == 200
    response = client.post(settings_of(made), {"do": act, "sure": "on"})
    assert response.status_code == 200
    assert client.get(own(made)).status_code == 404
    who = made.application.party
    who.refresh_from_db()
    assert who.is_removed is (act == "remove")


def test_a_form_of_another_site_does_nothing(
    client: Client, made: starting.StartedApplication
) -> None:
    data = {"do": "remove", "sure": "on"}
    response = client.post(settings_of(made), data, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert own_page_links.party_of_token(made.token) is not None


@pytest.mark.parametrize("ticket", ["", "x", "a.b:c"])
def test_a_form_without_a_ticket_of_ours_does_nothing(
    client: Client, made: starting.StartedApplication, ticket: str
) -> None:
    data = {"do": "remove", "sure": "on", "ticket": ticket}
    for at in (settings_of(made), draft(made), "/mine/unknown/settings/"):
        assert client.post(at, data).status_code == 403
    assert own_page_links.party_of_token(made.token) is not None


def test_an_answer_is_there_once_somebody_released_it(
    client: Client, made: starting.StartedApplication
) -> None:
    by, application = officer(), sent(made)
    told = Determination.objects.create(application=application, outcome="decline", by=by)
    sealing.write(application.party, "determination", told.uid, "message", "Not now.", by=by)
    Application.objects.update(state=State.DECIDED, outcome="decline")
    data = {"do": "read", "application": application.uid}
    assert "Received. We read it." in text_of(client.get(own(made)))
    response = client.post(own(made), data)
    assert response.status_code == 409
    assert "Not now." not in text_of(response)
    Determination.objects.update(told_at=timezone.now())
    page = text_of(client.get(own(made)))
    assert "There is an answer for you." in page
    assert "Not now." not in page
    assert "Not now." in text_of(client.post(own(made), data))


def test_how_to_be_reached_is_changed_and_nothing_kept_is_shown(client: Client) -> None:
    by = officer()
    made = begun(contact_by="email", contact="old@example.org", never_send="No calls.")
    who = made.application.party
    page = text_of(client.get(settings_of(made)))
    assert "old@example.org" not in page
    assert "No calls." not in page
    response = client.post(settings_of(made), {"do": "reach", "contact_by": "phone"})
    assert response.status_code == 422
    client.post(settings_of(made), {"do": "reach", "contact_by": "phone", "contact": "+47 1"})
    assert registering.open_field(who, "contact", by=by, why="to call") == "+47 1"
    assert registering.open_field(who, "never_send", by=by, why="to call") == "No calls."
    client.post(settings_of(made), {"do": "reach", "contact_by": "none"})
    assert registering.open_field(who, "contact", by=by, why="to call") == ""


def test_an_invited_guest_begins_by_the_link(client: Client) -> None:
    call, guest = open_call(access=Call.Access.INVITED), party()
    Nomination.objects.create(
        party=guest, way="invitation", state="contacted", call=call, by=officer()
    )
    at = f"/mine/{own_page_links.new_link(guest, by=None)}/"
    assert "Begin the form" in text_of(client.get(at))
    response = client.post(at, {"do": "begin", "call": call.slug})
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert not Letter.objects.exists()


def test_a_report_is_written_by_the_link(client: Client) -> None:
    who = party()
    grant = a_grant(of=who)
    due = Report.objects.create(
        grant=grant, kind="narrative", due_on=timezone.localdate() + timedelta(days=3)
    )
    at = f"/mine/{own_page_links.new_link(who, by=None)}/"
    inner = f"{at}report/{due.uid}/"
    assert inner in text_of(client.get(f"{at}due/"))
    response = client.post(inner, {"text": ""})
    assert response.status_code == 422
    response = client.post(inner, {"text": "We warned three villages."})
    assert response.status_code == 302
    due.refresh_from_db()
    assert due.state == Report.State.RECEIVED
    reporting.accept_report(due, by=officer())
    response = client.post(inner, {"text": "More of it."})
    assert response.status_code == 409
    assert "More of it." in text_of(response)
