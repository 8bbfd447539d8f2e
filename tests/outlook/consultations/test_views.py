"""Consultations at the desk: from notes to what is published, and nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from days import today
from desk.conftest import signed_in
from outlook import factories_consultations as factories
from outlook.factories_consultations import CODES, NOTES
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.models import Consultation, Recommendation, Response, Standing, Statement
from vigil.trust.models import Confirmation, Decision, User

pytestmark = pytest.mark.django_db
AT = "/desk/outlook/consultations/"
NAME = "Xiomara Quetzalcanary"
MADE: dict[str, Any] = {
    "title": "Ports of the Pacific",
    "region": "005",
    "countries": "Ecuador, COL",
    "starts_local": "2021-03-04T15:00",
    "zone": "America/Bogota",
    "held": "online",
    "rule": "chatham_house",
    "people": "24",
    "session": "",
}


def get(client: Client, at: str, status: int = 200) -> str:
    """Return the text of a screen."""
    answer = client.get(f"{AT}{at}")
    assert answer.status_code == status, at
    return str(answer.content.decode())


def post(client: Client, at: str, status: int = 302, **data: Any) -> str:
    """Send something to a screen; return the text of the answer."""
    answer = client.post(f"{AT}{at}", data)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def desk() -> tuple[Client, User]:
    by = factories.chair()
    return signed_in(by), by


def test_a_consultation_is_begun_noted_coded_settled_and_published_on_the_screens() -> None:
    chair, by = desk()
    post(chair, "new/", **MADE)
    row = Consultation.objects.get()
    assert (row.countries, row.people, row.chair) == (["COL", "ECU"], 24, by)
    post(chair, f"{row.uid}/", act="notes", notes=NOTES, language="en", how="paragraphs")
    people = [factories.coder(), factories.coder()]
    for who in people:
        post(chair, f"{row.uid}/", act="give", user=who.pk)
    post(chair, f"{row.uid}/", act="begin")
    for who in people:
        coder = signed_in(who)
        assert "3 statements left" in get(coder, "to-code/")
        for statement, codes in zip(row.statements.all(), CODES, strict=True):
            post(coder, f"{row.uid}/code/?n={statement.number}", **codes)
        post(coder, f"{row.uid}/code/", act="hand_in")
    assert "Krippendorff" in get(chair, f"{row.uid}/settle/")
    post(chair, f"{row.uid}/settle/")
    post(chair, f"{row.uid}/", act="publish")
    page = Client().get("/outlook/consultations/").content.decode()
    assert "Ports of the Pacific" in page
    assert "cocaine trade" in page
    assert "Containers" not in page


def test_a_form_that_is_refused_keeps_what_was_typed() -> None:
    chair, _by = desk()
    page = post(chair, "new/", 422, **MADE | {"countries": "Atlantis, Chile"})
    assert "Atlantis" in page
    assert "no places that we know" in page
    page = post(chair, "new/", 409, **MADE | {"zone": "Mars/Base"})
    assert 'value="Mars/Base"' in page
    assert 'aria-describedby="form-zone_error"' in page
    page = post(chair, "new/", 409, **MADE | {"session": "/programme/nothing/there/"})
    assert 'aria-describedby="form-session_error"' in page
    assert 'value="Ports of the Pacific"' in page


def test_nobody_reads_a_coding_before_both_are_in() -> None:
    chair, by = desk()
    row = factories.being_coded(by)
    odd = [{"markets": ["heroin"]}] * 3
    factories.code(row, odd)
    first, second = row.codings.all()
    other = signed_in(second.coder)
    names = re.compile(r'<span class="chip"><bdi>heroin')
    for client in (chair, other):
        page = get(client, f"{row.uid}/settle/")
        assert "Not before both codings are in" in page
        assert not names.search(page)
    assert not names.search(get(chair, f"{row.uid}/") + get(other, f"{row.uid}/code/?n=1"))
    post(other, f"{row.uid}/settle/", 409)
    mine = get(signed_in(first.coder), f"{row.uid}/code/?n=1")
    assert names.search(mine)


def test_two_codings_look_alike_to_everybody_else_whatever_they_say() -> None:
    """The same consultation coded in two ways: the screens of others are the same."""
    pages = []
    for codes in ([{"markets": ["heroin"]}] * 3, [{}] * 3):
        chair, by = desk()
        row = factories.being_coded(by)
        factories.code(row, codes, hand_in=False)
        other = signed_in(row.codings.all()[1].coder)
        listed = next(one for one in get(chair, "").split("<li>") if row.uid in one)
        seen = [listed.split("</li>")[0], get(chair, f"{row.uid}/")]
        seen += [get(chair, f"{row.uid}/statements/"), get(chair, f"{row.uid}/settle/")]
        assert row.codings.all()[0].coder.display_name in seen[1]
        seen += [get(other, "to-code/"), get(other, f"{row.uid}/code/?n=1")]
        told = [(d.verb, d.after) for d in Decision.objects.filter(target_key=row.uid)]
        pages.append(masked("".join(seen), row) + masked(str(told), row))
    assert pages[0] == pages[1]


def masked(text: str, row: Consultation) -> str:
    """Take out tokens, uids, numbers of people and of the consultation, clocks, who is offered."""
    text = re.sub(r"\s*<option[^<]*</option>", "", text)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r"[0-9a-f]{32}|C-\d{3}|Person \d+|person\d+@example.org", "", text)
    text = re.sub(r"'user': \d+|value=\"\d+\"|\d{4}-\d\d-\d\d \d\d:\d\d", "", text)
    return re.sub(r'nonce="[^"]+"', "", text)


def test_where_two_differ_a_coder_gives_a_reason_and_loses_nothing_that_was_ticked() -> None:
    row = factories.being_coded()
    factories.code(row, CODES, [{}, *CODES[1:]])
    client = signed_in(row.codings.all()[0].coder)
    page = post(client, f"{row.uid}/settle/", 409, **{"1-markets": "cocaine", "1-why": " "})
    assert re.search(r'name="1-markets" value="cocaine" checked', page)
    assert not re.search(r'name="1-drivers" value="infrastructure_trade" checked', page)
    post(client, f"{row.uid}/settle/", **{"1-markets": "cocaine", "1-why": "it says so"})
    first = row.statements.all()[0]
    assert coding_verbs.codes_of(first) == {"markets": ["cocaine"]}


def test_statements_are_corrected_before_coding() -> None:
    chair, by = desk()
    row = factories.noted(by)
    first = row.statements.get(number=1)
    post(chair, f"statements/{first.uid}/", act="edit", text="One.\r\n\r\nTwo.")
    assert row.statements.count() == 4
    post(chair, f"statements/{first.uid}/", act="join")
    assert row.statements.get(number=1).text == "One. Two."
    post(chair, f"statements/{first.uid}/", act="drop")
    assert not Statement.objects.filter(uid=first.uid).exists()


def test_who_said_it_is_sealed_opened_with_a_reason_and_shown_once_agreed() -> None:
    chair, by = desk()
    row = factories.settled(by, rule=Consultation.Rule.BY_NAME)
    one = row.statements.all()[0]
    at = f"statements/{one.uid}/"
    post(chair, at, act="speaker", speaker=NAME, organisation="")
    assert NAME not in get(chair, at) + get(chair, f"{row.uid}/statements/")
    assert NAME in post(chair, at, 200, act="open", why="to ask them")
    post(chair, at, 409, act="attribute")
    for use in ("quotes", "name"):
        said = {"given_how": "in_person", "given_on": today(), "why": "they said so"}
        post(chair, at, act="agree", use=use, **said)
    post(chair, at, 409, act="attribute")
    other, _by = desk()
    asked = Confirmation.objects.get()
    for client, status in ((chair, 409), (other, 302)):
        answer = client.post(f"/desk/confirmations/{asked.pk}/confirm/")
        assert answer.status_code == status
    post(chair, at, act="attribute")
    post(chair, f"{row.uid}/statements/", quoted=one.uid)
    post(chair, f"{row.uid}/", act="publish")
    public = Client().get("/outlook/consultations/").content.decode()
    assert NAME in public
    assert "Containers leave" in public
    for consent in speakers_and_consent.Consent.objects.filter(subject_key=one.uid):
        post(chair, at, act="end", consent=consent.pk)
    public = Client().get("/outlook/consultations/").content.decode()
    assert NAME not in public
    assert "Containers leave" not in public


def test_another_chair_is_offered_nothing_that_is_sealed() -> None:
    row = factories.settled()
    other, _by = desk()
    one = row.statements.all()[0]
    post(other, f"statements/{one.uid}/", 409, act="speaker", speaker="Ana")
    post(other, f"{row.uid}/", 409, act="open_notes", why="curious")
    assert "Open the notes" not in get(other, f"{row.uid}/")


def test_the_meeting_agrees_and_then_statements_are_quoted_page_by_page() -> None:
    chair, by = desk()
    row = factories.settled(by)
    uids = list(row.statements.values_list("uid", flat=True))
    page = post(chair, f"{row.uid}/statements/", 409, quoted=uids[:1])
    assert "Nobody agreed" in page
    post(chair, f"{row.uid}/", act="agree", given_how="recorded")
    post(chair, f"{row.uid}/statements/", quoted=uids[:2])
    assert row.statements.filter(may_be_quoted=True).count() == 2
    post(chair, f"{row.uid}/statements/")
    assert not row.statements.filter(may_be_quoted=True).exists()


def test_a_coder_sees_what_is_given_to_them_alone() -> None:
    row = factories.being_coded()
    other = signed_in(factories.coder())
    assert "Nothing is given to you" in get(other, "to-code/")
    get(other, f"{row.uid}/code/", 404)
    get(other, f"{row.uid}/settle/", 403)
    for at in ("", f"{row.uid}/", "responses/", "recommendations/"):
        get(other, at, 403)


def test_an_unknown_number_of_a_statement_is_none() -> None:
    row = factories.being_coded()
    coder = signed_in(row.codings.all()[0].coder)
    get(coder, f"{row.uid}/code/?n=99", 404)
    assert "Submit all codes" in get(coder, f"{row.uid}/code/")
    assert "not looked at" in post(coder, f"{row.uid}/code/", 409, act="hand_in")
    page = post(coder, f"{row.uid}/code/?n=1", 422, places="Atlantis", markets="cocaine")
    assert re.search(r'value="cocaine"[^>]*checked', page)
    assert "Atlantis" in page


RESPONSE = {
    "title": "Scanners",
    "what": "Two scanners.",
    "by_whom": "state",
    "level": "national",
    "markets": ["cocaine"],
    "places": "Ecuador",
    "since": "2019",
    "worked": "partly",
    "evidence": "Fewer were opened.",
    "source1_what": "Audit",
    "source1_url": "https://example.org/a",
    "source1_grade": "evaluated",
}


def test_what_was_tried_is_written_changed_and_published_on_the_screens() -> None:
    chair, by = desk()
    said = factories.published(by).statements.all()[0]
    page = post(chair, "responses/new/", 422, **RESPONSE | {"statements": "C-999/1"})
    assert "C-999/1" in page
    page = post(chair, "responses/new/", 409, **RESPONSE | {"evidence": ""})
    assert "unclear until it is shown" in page
    assert 'aria-describedby="form-evidence_error"' in page
    assert 'value="https://example.org/a"' in page
    post(chair, "responses/new/", **RESPONSE | {"statements": said.code})
    row = Response.objects.get()
    assert (row.places, row.sources[0]["grade"]) == (["ECU"], "evaluated")
    assert list(row.statements.all()) == [said]
    post(
        chair,
        f"responses/{row.uid}/",
        act="edit",
        **RESPONSE | {"source2_what": "Law", "source2_grade": "told", "source1_url": ""},
    )
    row.refresh_from_db()
    assert [one["what"] for one in row.sources] == ["Audit", "Law"]
    post(chair, f"responses/{row.uid}/", act="publish")
    assert "Law" in get(chair, f"responses/{row.uid}/")
    assert "T-001" in get(chair, "responses/")
    post(chair, f"responses/{row.uid}/", act="withdraw", why="wrong", sure="on")
    row.refresh_from_db()
    assert row.state == Standing.WITHDRAWN


def test_recommendations_are_followed_and_the_overdue_ones_marked() -> None:
    chair, by = desk()
    tried = factories.response(by, state=Standing.PUBLISHED)
    written = {
        "text": "Publish what scanners find.",
        "level": "international",
        "addressed_to": "Port authorities",
        "responses": "t-1",
        "look_on": "2021-01-01",
    }
    post(chair, "recommendations/new/", **written)
    row = Recommendation.objects.get()
    at = f"recommendations/{row.uid}/"
    assert list(row.responses.all()) == [tried]
    post(chair, at, 409, act="follow", outcome="open", on="2021-02-01", what="Nothing.")
    post(chair, at, act="publish")
    assert "look now" in get(chair, "recommendations/") + get(chair, at)
    post(chair, at, 409, act="follow", outcome="taken_up", on="2021-02-01", what="A law.")
    post(
        chair,
        at,
        act="follow",
        outcome="taken_up",
        on="2021-02-01",
        what="A law.",
        evidence="Law 12",
    )
    public = Client().get("/outlook/recommendations/").content.decode()
    assert "Taken up" in public
    assert 'datetime="2021-02-01"' in public
    assert "Law 12" in public
    assert "Scanners at the port" in public
    assert "look now" not in get(chair, at)


def test_the_curve_is_drawn_with_its_table_and_its_rule() -> None:
    chair, by = desk()
    assert "too few" in get(chair, "saturation/")
    factories.settled(by)
    page = get(chair, "saturation/")
    assert "<svg" in page
    assert "Guest, Namey and Chen 2020" in page
    assert "Method:" not in page
    assert ".." not in page.split('class="notes"')[1].split("</ul>")[0]
    assert 'C-001</bdi></th><td><data value="5">5</data>' in page


@pytest.mark.parametrize("language", ["ar", "es"])
def test_screens_speak_the_language_of_the_reader(language: str) -> None:
    chair, by = desk()
    row = factories.published(by)
    chair.cookies["django_language"] = language
    for at in ("", "new/", f"{row.uid}/", f"{row.uid}/statements/", "responses/new/"):
        assert f'lang="{language}"' in get(chair, at)
    assert Client().get(f"/{language}/outlook/consultations/").status_code == 200


def test_public_pages_are_there_with_nothing_on_them() -> None:
    for at in ("consultations", "recommendations"):
        assert "None was published yet" in Client().get(f"/outlook/{at}/").content.decode()


@pytest.mark.parametrize("page", ["consultations", "recommendations"])
def test_words_that_may_go_at_once_are_asked_for_each_time(page: str) -> None:
    factories.published()
    assert "no-cache" in Client().get(f"/outlook/{page}/").headers.get("Cache-Control", "")
