"""In a real browser: a call of the fund from its template to the closing of a hidden group's grant.

At each gate the wrong order is tried first. At the end nothing of those who are hidden is found in
the database file and its WAL, in the logs, on public pages and in a backup read without the keys.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Page

from browser.conftest import ELSEWHERE, NARROW, WIDE, Seen
from browser.fund_hands import Hands, fill
from browser.signing import sign_in
from files.carriers import jpeg
from files.media_files import media
from fund.factories import donor, officer, reviewer
from vigil.fund.applications.verbs import starting, submitting
from vigil.fund.models import (
    Application,
    ApplicationFile,
    Call,
    Grant,
    Incident,
    Message,
    Outcome,
    Party,
    Payment,
    Report,
    Review,
    Tranche,
)
from vigil.fund.parties.verbs import own_page_links
from vigil.fund.payments import ledger
from vigil.fund.releases import verbs as releases
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.voices.verbs import open_content
from vigil.site.backup.making import copy_database
from vigil.site.installation.logs import WithoutPersonalData
from vigil.trust.models import Level, User
from vigil.trust.public_forms import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = ("identity", "safety", "conflict", "links", "references", "sanctions", "finance")
SPANISH, ARABIC = "Hermanas del Río Callado", "أخوات النهر الهادئ"
ACCOUNT = "ES91 2100 0418 4502 0005 1332"
SLUG = "radios"
DESK = f"/desk/fund/calls/{SLUG}/"


@dataclass
class Played:
    """Who plays, and everything that must be found nowhere."""

    browser: Browser
    server: str
    seen: Seen
    one: User = field(default_factory=officer)
    two: User = field(default_factory=officer)
    readers: list[User] = field(default_factory=lambda: [reviewer() for _n in range(4)])
    secrets: list[str] = field(default_factory=lambda: [SPANISH, ARABIC, ACCOUNT])
    broken: list[str] = field(default_factory=list)
    """Errors of scripts."""

    def said(self, text: str) -> str:
        """Return a text of somebody hidden with a word in it that stands nowhere else."""
        word = f"Qyx{len(self.secrets):03}jz"
        self.secrets.append(word)
        return f"{text} {word}"

    def desk(self, who: User) -> Hands:
        """Open the desk as somebody, in a browser of their own."""
        page = self._page(locale="en-GB", viewport=WIDE)
        sign_in(page, who)
        return Hands(page)

    def phone(self, language: str) -> Hands:
        """Take out a telephone without scripts."""
        page = self._page(locale=language, java_script_enabled=False, viewport=NARROW)
        return Hands(page, "do")

    def _page(self, **how: Any) -> Page:
        context = self.browser.new_context(base_url=self.server, **how)
        context.on("request", self.seen.note)
        context.route(ELSEWHERE, lambda route: route.fulfill(status=200, body="An everyday page."))
        page = context.new_page()
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        return page


@pytest.fixture
def played(
    browser: Browser,
    live_server: object,
    requests_seen: Seen,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Played:
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
    monkeypatch.setattr(tickets, "SHORTEST", timedelta())
    return Played(browser, str(live_server), requests_seen)


@pytest.fixture
def file(live_server: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the database be a file with a WAL that is never emptied: every page written is in it."""
    if connection.vendor != "sqlite":
        pytest.skip("a file of SQLite is looked into")
    path = tmp_path / "vigil.sqlite3"
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path.write_bytes(memory.serialize())
    # Server and test share one connection, which nobody else closes meanwhile.
    monkeypatch.setattr(connection, "close", lambda: None)
    connection.settings_dict["NAME"], connection.connection = str(path), None
    connection.connect()
    opened = connection.connection
    opened.execute("PRAGMA wal_autocheckpoint=0")
    yield path
    connection.settings_dict["NAME"], connection.connection = name, memory
    opened.close()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """What the product writes to its log, in its own format, at the lowest level."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="rules")  # names rules only: most of all that is logged
    written, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutPersonalData())
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.tail(
    "test_attacks.py of the gates refuses each wrong order; test_fund_applying.py applies on a"
    " telephone; test_canaries.py looks for what is hidden"
)
def test_a_call_from_its_template_to_the_closing_of_a_hidden_grant(
    played: Played, file: Path, log: StringIO, tmp_path: Path
) -> None:
    donor()
    one, two = played.desk(played.one), played.desk(played.two)
    phone, arabic = played.phone("es-MX"), played.phone("ar")
    _call(one, phone)
    link = _apply_in_spanish(played, phone)
    _apply_in_arabic(played, arabic)
    call = Call.objects.get()
    for n in range(38):
        _apply_by_verbs(played, call, n)
    _assign(one)
    ours = Application.objects.get(party=_party_of(link))
    _review(played, one, ours)
    _decide(one, two, phone, ours, link)
    grant = _plan(one, ours)
    _check_and_agree(played, one, phone, grant, link)
    _account(played, one, two, phone, grant, link)
    _first_tranche(one, two, phone, grant, link)
    _report_and_incident(played, one, phone, grant, link)
    _second_tranche_and_close(one, two, phone, grant, link)
    assert ledger.reconciles()
    _nothing_hidden_is_found(played, file, log, tmp_path)
    assert phone.page.context.cookies() == arabic.page.context.cookies() == []
    assert played.seen.foreign == [settings.VIGIL_EXIT], (
        "asked by who pressed “Leave this page now”"
    )
    assert played.broken == []


def _call(one: Hands, phone: Hands) -> None:
    """Make an open call from a template; nobody applies before it is published."""
    one.go("/desk/fund/calls/new/")
    one.do("new", slug=SLUG, source="template:grant")
    for at in (f"/es/fund/calls/{SLUG}/", f"/es/fund/calls/{SLUG}/apply/"):
        answer = phone.page.goto(at)
        assert answer is not None
        assert answer.status == 404, "a draft is nobody's yet"
    one.go(f"{DESK}basics/")
    today = timezone.now()
    one.do(
        "keep",
        opens_at=f"{today - timedelta(days=1):%Y-%m-%dT%H:%M}",
        closes_at=f"{today + timedelta(days=20):%Y-%m-%dT%H:%M}",
        places="10",
    )
    one.go(DESK)
    one.do("publish")
    assert Call.objects.get().state == Call.State.PUBLISHED


def _begin(phone: Hands, language: str, **who: str) -> str:
    """Begin an application on a telephone; return the path of the page of one's own."""
    phone.go(f"/{language}/fund/calls/{SLUG}/apply/")
    form = phone.page.locator("main form").last
    assert form.locator("[name=level][value=hidden]").is_checked()
    for name, value in who.items():
        fill(form, name, value)
    form.locator("button").last.click()
    token = phone.page.url.split("/mine/")[1].split("/")[0]
    return f"/{language}/mine/{token}/"


def _party_of(link: str) -> Party:
    party = own_page_links.party_of_token(link.split("/mine/")[1].split("/")[0])
    assert party is not None
    return party


def _apply_in_spanish(played: Played, phone: Hands) -> str:
    """Apply on a telephone, badly at first; what was typed stays."""
    contact = played.said("@").replace(" ", "")
    link = _begin(phone, "es", contact_by="messenger", contact=contact, country="MEX")
    played.secrets.append(link.split("/mine/")[1].rstrip("/"))
    page, go_on = phone.page, phone.page.locator("[name=do][value=continue]")
    page.get_by_label("Nombre de su grupo").fill(SPANISH)
    go_on.click()
    page.get_by_label("¿Qué quieren hacer?").fill(played.said("Una radio que avisa."))
    page.get_by_label("¿Por qué hace falta ahora?").fill(played.said("Hay amenazas."))
    page.get_by_label("¿Cuándo empezaría?").fill(_day(60))
    go_on.click()
    page.get_by_label("¿Qué podría pasarles").fill(played.said("Nos pueden seguir."))
    page.locator("[name=danger][value=no]").check()
    go_on.click()
    page.locator("[name=amount]").fill("1500,50")
    page.locator("[name=budget__safety]").fill("1400")
    go_on.click()
    page.locator("[name=do][value=send]").click()
    assert Application.objects.get().state == Application.State.DRAFT
    assert page.locator("main .field-error").count(), "it says what is missing"
    page.locator("[name=go][value=part_money]").first.click()
    assert page.locator("[name=amount]").input_value() == "1500,50"
    page.locator("[name=budget__safety]").fill("1500,50")
    go_on.click()
    page.locator("[name=consent]").check()
    for box in page.locator("[name=confirm]").all():
        box.check()
    page.locator("[name=do][value=send]").click()
    _fits(page)
    row = Application.objects.get()
    assert (row.state, row.minor, row.language) == ("submitted", 150_050, "es")
    return link


def _apply_in_arabic(played: Played, phone: Hands) -> None:
    """Begin in Arabic, take a key of words, leave, come back by it with a slip, and send."""
    link = _begin(phone, "ar", country="SDN")
    page, go_on = phone.page, phone.page.locator("[name=do][value=continue]")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("[name=name]").fill(ARABIC)
    go_on.click()
    party = _party_of(link)
    phone.go(f"{link}key/")
    phone.do("make", kind="words-en")
    words = page.locator(".key-parts li").all_inner_texts()
    played.secrets += [f"{a} {b}" for a, b in pairwise(words)]
    phone.go("/ar/key/")
    _type_key(page, words)
    assert "/key/" in page.url, "a key opens nothing before it was typed where it was made"
    phone.go(f"{link}key/")
    phone.do("make", kind="words-en")
    words = page.locator(".key-parts li").all_inner_texts()
    played.secrets += [f"{a} {b}" for a, b in pairwise(words)]
    phone.do("try", key=" ".join(words))
    phone.do("leave")
    page.wait_for_url(settings.VIGIL_EXIT)
    phone.go("/ar/key/")
    _type_key(page, [f"{words[0][:-1]}", *words[1:]])
    assert "/ar/mine/" in page.url, phone.text()
    assert link not in page.url, "a key opens an address of its own"
    page.locator(".step a.button").first.click()
    assert page.locator("[name=name]").input_value() == ARABIC
    go_on.click()
    page.locator("[name=what]").fill(played.said("راديو يحذر ثلاث قرى."))
    page.locator("[name=need]").fill(played.said("هناك تهديدات كل أسبوع."))
    page.locator("[name=begins]").fill(_day(90))
    go_on.click()
    page.locator("[name=risks]").fill(played.said("قد يتبعوننا."))
    page.locator("[name=danger][value=no]").check()
    go_on.click()
    page.locator("[name=amount]").fill("500")
    page.locator("[name=budget__safety]").fill("500")
    go_on.click()
    page.locator("[name=consent]").check()
    for box in page.locator("[name=confirm]").all():
        box.check()
    page.locator("[name=do][value=send]").click()
    _fits(page)
    assert party.applications.get().state == Application.State.SUBMITTED


def _type_key(page: Page, words: list[str]) -> None:
    page.locator("[name=key]").fill(" ".join(words))
    page.locator("main form button").last.click()


def _fits(page: Page) -> None:
    page.wait_for_load_state()  # with its styles
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def _apply_by_verbs(played: Played, call: Call, n: int) -> None:
    """Others apply by the verbs that the pages call: eight of them hidden."""
    level = Level.HIDDEN if n < 8 else (Level.PARTNER_ONLY, Level.PSEUDONYM)[n % 2]
    who = {"level": level, "kind": Party.Kind.PERSON, "contact_by": "none", "country": "COL"}
    language = ("es", "en", "ar")[n % 3]
    begun = starting.begin(
        call,
        who,
        ticket=tickets.read(tickets.new_ticket(timezone.now() - timedelta(hours=1))),
        language=language,
    )
    name = f"Group {n}"
    answers: dict[str, Any] = {
        "name": played.said(name) if level == Level.HIDDEN else name,
        "what": played.said("A radio.") if level == Level.HIDDEN else "A radio.",
        "need": "Threats.",
        "begins": _day(90),
        "risks": "They may follow us.",
        "danger": "no",
        "amount": "500",
        "consent": "yes",
    }
    submitting.submit(
        begun.application,
        answers,
        confirmed=[True] * len(call.eligibility),
        opened_at=timezone.now(),
        language=language,
    )


def _assign(one: Hands) -> None:
    """Give forty applications to four reviewers at once, once it is known what they read."""
    sent = Application.objects.filter(state=Application.State.SUBMITTED)
    assert sent.count() == 40
    assert sent.filter(party__level=Level.HIDDEN).count() == 10
    one.go(f"{DESK}reviewers/")
    assert "languages are not known" in one.text()
    one.refused("assign", "Something changed", seen="0")
    assert not Review.objects.exists()
    form = one.form("languages").first
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    form.locator("button").last.click()
    one.page.get_by_role("button", name="Assign 80 reviews").click()
    assert "80 reviews assigned." in one.text()
    assert Review.objects.count() == 80


def _review(played: Played, one: Hands, ours: Application) -> None:
    """Two reviews are written on the screen, the others by verbs; nobody decides before."""
    one.go(f"/desk/fund/applications/{ours.uid}/")
    said = {"outcome": "award", "reasons": "So.", "message": "Yes."}
    one.refused("determine", "Reviews are missing", conditions=True, **said)
    one.refused("open_reviews", "Not before all reviews are in", why="curious")
    most = {one["key"]: one["points"] for one in ours.call.rubric}
    for given in ours.reviews.all():
        hands = played.desk(given.reviewer)
        hands.go(f"/desk/fund/reviews/{given.uid}/")
        hands.clicks = 0
        hands.do("open", why="to review it")
        assert "Una radio que avisa." in hands.text()
        assert SPANISH not in hands.page.content(), "the call is blind"
        points = {f"points-{key}": str(top) for key, top in most.items()}
        hands.do("submit", says="award", comment=played.said("They know it."), **points)
        print(f"a review: {hands.clicks} fields and buttons")  # noqa: T201
    for given in Review.objects.filter(state=Review.State.ASSIGNED):
        number = given.application.number
        low = {key: (number * 7) % top for key, top in most.items()}
        reviewing.submit_review(given, low, Outcome.RESERVE, "So.", by=given.reviewer)


def _decide(one: Hands, two: Hands, phone: Hands, ours: Application, link: str) -> None:
    """One officer proposes ten awards, another agrees, a person releases: in no other order."""
    one.go(f"{DESK}ranking/")
    codes = one.page.locator("table.rank tbody a").all_inner_texts()
    assert len(codes) == 40
    assert codes[0] == ours.code, "the best points stand first"
    numbers = [int(code.removeprefix("A-")) for code in codes]
    assert "No officer has stated yet" in _propose(one, numbers, 10, conditions=False)
    assert "10 places" in _propose(one, numbers, 11)
    assert not Application.objects.filter(state=Application.State.DECIDED).exists()
    _propose(one, numbers, 10)
    decided = Application.objects.filter(state=Application.State.DECIDED)
    assert decided.filter(outcome=Outcome.AWARD).count() == 10
    assert decided.filter(outcome=Outcome.DECLINE).count() == 30
    phone.go(link)
    assert phone.form("read").count() == 0, "nothing goes by itself"
    for act, reason in (
        ("release", "A second officer has to agree"),
        ("agree", "You did the first part of this yourself."),
    ):
        one.go(f"{DESK}answers/")
        _tick_all(one)
        assert reason in _press(one, act, 409)
    two.go("/desk/fund/decisions/")
    _tick_all(two)
    two.page.locator("main form button").last.click()
    assert "You agreed." in two.text()
    one.page.goto(f"/desk/fund/grants/new/?application={ours.pk}")
    assert "The decision was not released." in one.text()
    one.go(f"{DESK}answers/")
    _tick_all(one)
    assert "40 answers released" in _press(one, "release", 200)
    phone.go(link)
    phone.do("read")
    assert "Nos alegra" in phone.text() or phone.page.locator(".said").count()


def _propose(one: Hands, numbers: list[int], places: int, *, conditions: bool = True) -> str:
    one.go(f"{DESK}ranking/")
    for rank, n in enumerate(numbers):
        one.page.locator(f"[name=outcome-{n}]").select_option(
            "award" if rank < places else "decline"
        )
    form = one.page.locator("main form").last
    fill(form, "reasons", "As the reviewers say.")
    fill(form, "conditions", conditions)
    form.locator("button").last.click()
    return one.text()


def _tick_all(hands: Hands) -> None:
    for box in hands.page.locator("[name=decisions]:not([disabled])").all():
        box.check()


def _press(hands: Hands, act: str, status: int) -> str:
    with hands.page.expect_navigation() as gone:
        hands.page.locator(f"button[name=act][value={act}]").click()
    assert gone.value is not None
    assert gone.value.status == status, hands.text()
    return hands.text()


def _plan(one: Hands, ours: Application) -> Grant:
    """Open the grant with two tranches, of which the second waits for a report."""
    one.go(f"/desk/fund/grants/new/?application={ours.pk}")
    form = one.page.locator("main form").last
    said = {
        "purpose": "A radio.",
        "starts_on": _day(0),
        "ends_on": _day(300),
        "budget_activities": "1500.50",
        "amount_1": "1000",
        "amount_2": "500.50",
        "report_2": _day(0),
    }
    for name, value in said.items():
        fill(form, name, value)
    form.locator("button:not([name])").last.click()
    grant = Grant.objects.get()
    assert one.page.url.endswith(f"/desk/fund/grants/{grant.pk}/")
    return grant


def _at(grant: Grant) -> str:
    return f"/desk/fund/grants/{grant.pk}/"


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _check_and_agree(played: Played, one: Hands, phone: Hands, grant: Grant, link: str) -> None:
    """Take the seven checks, offer the agreement, accept it on the telephone."""
    first = grant.tranches.get(number=1)
    for act in ("terms", "approve", "pay"):
        reason = "This field is required" if act == "pay" else "a grant that runs"
        one.refused(act, reason, of=first.uid)
    one.refused("offer", "Not checked yet: who they are.", text="What is agreed.")
    one.go(f"/desk/fund/parties/{grant.party.uid}/checks/")
    found = {f"found_{step}": "clear" for step in STEPS if step != "sanctions"}
    one.do("take", note_identity=played.said("They are who they say."), **found)
    one.go(_at(grant))
    one.refused("offer", "Not checked yet: lists of sanctions.", text="What is agreed.")
    one.go(f"/desk/fund/parties/{grant.party.uid}/checks/")
    one.refused("take", "searched", found_sanctions="clear")
    one.do(
        "take",
        found_sanctions="clear",
        searched_sanctions=played.said("Both spellings"),
        where_sanctions="UN list",
    )
    one.go(_at(grant))
    text = played.said("Acordamos dos partes: 1000 y 500,50 dólares.")
    one.do("offer", text=text)
    one.refused("approve", "a grant that runs", of=first.uid)
    phone.go(f"{link}agreed/")
    phone.do("read")
    assert text in phone.page.locator(".said").inner_text()
    agreement = grant.agreements.get()
    phone.page.locator("[name=do][value=accept]").click()
    agreement.refresh_from_db()
    assert agreement.state == "offered", "not by a slip of the thumb"
    if phone.form("accept").count() == 0:
        phone.do("read")
    phone.do("accept", sure=True)
    _fits(phone.page)
    agreement.refresh_from_db()
    grant.refresh_from_db()
    assert (agreement.state, agreement.how, grant.state) == ("accepted", "own_page", "active")
    one.go(_at(grant))
    one.do("plan", text=played.said("Two ways out."), review_on=_day(90))


def _account(played: Played, one: Hands, two: Hands, phone: Hands, grant: Grant, link: str) -> None:
    """Enter the account on the telephone; who entered one neither confirms nor approves it."""
    first, party = grant.tranches.get(number=1), grant.party
    at = f"/desk/fund/parties/{party.uid}/account/"
    one.go(_at(grant))
    one.do("terms", of=first.uid)
    one.refused("approve", "No account is kept.", of=first.uid)
    one.go(at)
    one.refused("confirm", "No account is kept", channel="call", note="So.")
    two.go(f"/desk/fund/parties/{party.uid}/")
    two.do("edit", bank=played.said("ES00 0000"))
    two.go(at)
    two.refused("confirm", "Another officer confirms it", channel="call", note="So.")
    two.go(_at(grant))
    two.do("terms", of=first.uid)
    two.refused("approve", "entered the account of this payee", of=first.uid)
    phone.go(f"{link}account/")
    phone.do("enter", account=ACCOUNT)
    assert ACCOUNT not in phone.page.content()
    phone.do("look")
    assert phone.form("confirm").count() == 0, "who entered it does not confirm it"
    _fits(phone.page)
    one.go(_at(grant))
    one.do("terms", of=first.uid)
    assert ACCOUNT in one.text()
    one.refused("approve", "The account is not confirmed.", of=first.uid)
    one.go(at)
    one.refused("confirm", "This field is required.", channel="call", note=" ")
    one.do("confirm", channel="call", note=played.said("They read it back."))


def _first_tranche(one: Hands, two: Hands, phone: Hands, grant: Grant, link: str) -> None:
    """Approve by two and pay once; the telephone says that it arrived."""
    first, second = grant.tranches.get(number=1), grant.tranches.get(number=2)
    paid = {"sent": "1000", "sent_currency": "USD", "rate": "1", "paid_on": _day(0)}
    phone.go(f"{link}dates/")
    assert phone.form("arrived").count() == 0, "nothing was sent"
    one.go(_at(grant))
    one.refused("pay", "before two people have approved", of=first.uid, **paid)
    one.refused("approve", "Open payee and account first", of=first.uid)
    one.go(_at(grant))
    one.do("terms", of=first.uid)
    one.do("approve", of=first.uid)
    one.refused("pay", "before two people have approved", of=first.uid, **paid)
    one.refused("approve", "You approved this tranche already", of=first.uid)
    two.go(_at(grant))
    two.do("terms", of=first.uid)
    two.do("approve", of=first.uid)
    one.go(_at(grant))
    one.refused("pay", "1,000.01 is more", of=first.uid, **{**paid, "sent": "1000.01"})
    one.go(_at(grant))
    one.do("pay", of=first.uid, **paid)
    one.refused("pay", "paid on", of=first.uid, **paid)
    one.go(_at(grant))
    one.do("terms", of=second.uid)
    one.refused("approve", "has no proof of transfer", of=second.uid)
    one.refused("close", "It cannot be closed yet.")
    _prove(one, grant, 1)
    phone.go(f"{link}dates/")
    phone.do("arrived")
    assert _payment(grant, 1).received_on == timezone.localdate()


def _payment(grant: Grant, number: int) -> Payment:
    row: Payment = grant.tranches.get(number=number).payments.get()
    return row


def _prove(one: Hands, grant: Grant, number: int) -> None:
    one.go(f"/desk/fund/grants/payments/{_payment(grant, number).uid}/")
    one.refused(
        "attach", "This is no picture", file=_file("proof.jpg", "image/jpeg", b"no picture")
    )
    one.do("attach", file=_file("proof.jpg", "image/jpeg", jpeg()))
    assert "Nothing is missing." in one.text()


def _file(name: str, media_type: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": content}


def _report_and_incident(played: Played, one: Hands, phone: Hands, grant: Grant, link: str) -> None:
    """Send report, voice, incident and message from the telephone; an officer answers each."""
    due, second = Report.objects.get(grant=grant), grant.tranches.get(number=2)
    one.go(_at(grant))
    one.do("terms", of=second.uid)
    one.refused("approve", f"The report due on {due.due_on} is missing.", of=second.uid)
    one.refused("accept", "no report here that waits", of=due.uid)
    phone.go(f"{link}report/{due.uid}/")
    phone.page.locator("textarea").fill(played.said("Avisamos a cuarenta familias."))
    fill(phone.page.locator("form").last, "voice", _file("v.ogg", "audio/ogg", media("ogg")))
    phone.page.locator("form button").last.click()
    due.refresh_from_db()
    assert due.state == Report.State.RECEIVED, phone.text()
    told = played.said("Un coche espera delante de la casa.")
    phone.go(f"{link}happened/")
    phone.do("incident", kind="safety", text=told, reach="no")
    incident = Incident.objects.get()
    assert incident.by is None
    assert told not in phone.page.content()
    phone.go(f"{link}messages/")
    phone.do("write", text=played.said("¿Podemos vernos en otro lugar?"))
    assert Message.objects.get().by is None
    _fits(phone.page)
    one.go(_at(grant))
    one.do("terms", of=second.uid)
    one.refused("approve", "Read it and accept it.", of=second.uid)
    one.go(_at(grant))
    one.do("open", text=f"incident {incident.uid} what", why="to answer it")
    assert told in one.page.locator(".opened").inner_text()
    one.do("answer", of=incident.uid, text=played.said("Another flat."))
    one.do("settle", of=incident.uid)
    _listen(played, one, due)
    one.go(f"/desk/fund/parties/{grant.party.uid}/messages/")
    one.refused("open_waiting", "This field is required.", why=" ")
    one.do("open_waiting", why="to answer")
    assert "otro lugar" in one.text()
    one.do("write", text=played.said("Sí, mañana."))
    phone.go(f"{link}messages/")
    phone.do("read")
    assert "Sí, mañana." in phone.page.locator(".said").inner_text()
    one.go(_at(grant))
    one.do("accept", of=due.uid)


def _listen(played: Played, one: Hands, due: Report) -> None:
    """Play the voice message with a reason, and write it down."""
    voice = ApplicationFile.objects.get(report=due)
    assert voice.seconds
    one.go(f"/desk/fund/voices/{voice.uid}/")
    assert one.page.locator("audio").count() == 0
    one.refused("play", "This field is required.", why=" ")
    one.do("play", why="to read the report")
    assert str(one.page.locator("audio").get_attribute("src")).startswith("data:audio/")
    one.do("transcript", text=played.said("Somos cuarenta."))


def _second_tranche_and_close(
    one: Hands, two: Hands, phone: Hands, grant: Grant, link: str
) -> None:
    """Pay what is left, prove it, close; not before its proof, and nothing after."""
    second = grant.tranches.get(number=2)
    paid = {"sent": "500.50", "sent_currency": "USD", "rate": "1", "paid_on": _day(0)}
    for hands in (one, two):
        hands.go(_at(grant))
        hands.do("terms", of=second.uid)
        hands.do("approve", of=second.uid)
    one.refused("close", "neither paid nor cancelled")
    one.go(_at(grant))
    one.do("pay", of=second.uid, **paid)
    one.refused("close", "tranche 2 has no proof of transfer")
    _prove(one, grant, 2)
    phone.go(f"{link}dates/")
    phone.do("arrived")
    one.go(_at(grant))
    one.do("close")
    grant.refresh_from_db()
    assert grant.state == Grant.State.CLOSED
    assert not grant.tranches.exclude(state=Tranche.State.PAID).exists()
    one.refused("close", "a grant that runs")
    one.refused("extend", "a grant that runs", ends_on=_day(400), why="More.")
    (sums,) = ledger.by_donor()
    assert (sums.committed, sums.paid, sums.remaining) == (150_050, 150_050, 0)


PUBLIC = (
    *("/", "/fund/", f"/fund/calls/{SLUG}/", "/fund/results/", "/fund/results.json", "/key/"),
    *("/fund/data/iati.xml", "/fund/data/360giving.json", "/sitemap.xml", "/es/fund/results/"),
)


def _nothing_hidden_is_found(played: Played, file: Path, log: StringIO, tmp_path: Path) -> None:
    """Look for every secret, and the sound, in all that can be read without the keys."""
    sounds = [
        open_content(row, by=played.one, why="to look for it")
        for row in ApplicationFile.objects.filter(seconds__isnull=False)
    ]
    assert sounds
    marks = [one.encode() for one in played.secrets]
    marks += [sound[at : at + 48] for sound in sounds for at in (len(sound) // 3, len(sound) // 2)]
    assert len(marks) > 50
    releases.make_release(by=played.one)
    copied = tmp_path / "copied.sqlite3"
    copy_database(copied)
    wal = file.with_name(f"{file.name}-wal")
    assert wal.stat().st_size > 10_000_000, "all that was ever written is there"
    with closing(sqlite3.connect(copied)) as rows:
        assert rows.execute("SELECT count(*) FROM fund_application").fetchone() == (40,)
    client = Client()
    public = b"".join(b"".join(_body(client.get(at))) for at in PUBLIC)
    places = {
        "database": file.read_bytes(),
        "wal": wal.read_bytes(),
        "copy": copied.read_bytes(),
        "log": log.getvalue().encode(),
        "public": public,
    }
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            places[str(path)] = str(path).encode() + path.read_bytes()
    found = {
        (name, mark)
        for name, held in places.items()
        for mark in marks
        if mark.lower() in held.lower()
    }
    assert found == set()


def _body(answer: Any) -> list[bytes]:
    # Files of grants that are open hold none here: they are said not to be there.
    assert answer.status_code in (200, 404), answer.request["PATH_INFO"]
    streaming = getattr(answer, "streaming", False)
    return list(answer.streaming_content) if streaming else [answer.content]
