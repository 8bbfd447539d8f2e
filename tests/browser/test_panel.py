"""One panel from its first invitation to the printed report: twelve experts, three rounds.

One answers on a telephone without scripts, one is late, one keeps out of a question for an
interest, one leaves and has everything removed. The others act by verbs; whoever is watched acts
in a browser.
"""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, looks
from browser.signing import sign_in
from desk.conftest import signed_in
from outlook import factories_panels as factories
from outlook.factories_panels import Kind, answer_all, fresh
from outlook.factories_report import begun, first_section
from pdf_text import text_of
from vigil.outlook.answers.verbs import answering, discussing
from vigil.outlook.consultations import code_lists
from vigil.outlook.experts.verbs import inviting_and_seating
from vigil.outlook.models import EditionFile, Panel, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.reports.edition_files import PDF, file_faults
from vigil.outlook.reports.verbs import writing
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.trust.models import User

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
ASKED = (Kind.SCORE, Kind.QUANTITY, Kind.PROBABILITY, Kind.DRIVERS)
REASON, INTEREST, REMARK = "Garzas nest there.", "My brother loads ships.", "Tapires say so too."
TYPED = {"1.score": "6.5", "2.q05": "5", "2.q50": "15", "2.q95": "60", "3.probability": "40"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Page]:
    """Yield a page of a small telephone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=str(live_server),
        viewport={"width": 390, "height": 844},
        locale="en-GB",
        java_script_enabled=False,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def home(panel: Panel) -> str:
    return f"/outlook/panels/{panel.uid}/"


def take_part(phone: Page, seat: Seat, interest: str = "", out: str = "") -> None:
    """Accept a seat on the telephone; keep out of a question for an interest."""
    sign_in(phone, seat.user)
    phone.goto("/outlook/panels/")
    phone.get_by_role("link", name=seat.panel.title).click()
    phone.get_by_label("What might sway you").fill(interest)
    phone.get_by_label("Reasons that I tick may be quoted").check()
    if out:
        phone.get_by_label(out).check()
    press(phone, "Take part")
    expect(phone.locator(".messages")).to_contain_text("You sit on this panel.")


def answer_on_the_phone(phone: Page, panel: Panel) -> None:
    """Answer question after question, and hand in; nobody else's answer is seen anywhere."""
    phone.goto(home(panel))
    phone.get_by_role("link", name="One question at a time").click()
    for name, value in TYPED.items():
        if not phone.locator(f"[name='{name}']").count():
            press(phone, "Save and go on")
        field = phone.locator(f"[name='{name}']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
        phone.get_by_label("Reasons", exact=True).fill(REASON)
    press(phone, "Save and go on")
    for n in range(4):
        phone.locator(f"[name='4.c{n}']").select_option("x" if n == 3 else "2")
    press(phone, "Save and go on")
    expect(phone.locator("main")).to_contain_text("4 of 4 questions answered.")
    press(phone, "Submit answers")
    expect(phone.locator(".messages")).to_contain_text("Handed in, whole.")


def argue_on_the_phone(phone: Page) -> None:
    """Add a remark to the results that are open."""
    phone.get_by_label("Your remark").fill(REMARK)
    phone.get_by_label("for a higher value").check()
    press(phone, "Send remark")
    expect(phone.locator("#discussion ~ .cards")).to_contain_text(REMARK)


def keep_on_the_phone(phone: Page, panel: Panel) -> None:
    """Let what was answered in the round before stand, and hand it in."""
    phone.goto(home(panel))
    phone.get_by_role("link", name="Hand in", exact=True).click()
    phone.get_by_label("what I handed in the round before stands").check()
    press(phone, "Submit answers")
    expect(phone.locator(".messages")).to_contain_text("Handed in, whole.")


def leave_on_the_phone(phone: Page, panel: Panel) -> None:
    """Leave, and have everything removed."""
    phone.goto(home(panel))
    phone.get_by_role("link", name="How you take part, and leaving").click()
    phone.get_by_label("Remove my answers and remarks for good").check()
    phone.get_by_label("Yes, I leave this panel").check()
    press(phone, "Leave")
    expect(phone.locator("main")).to_contain_text("You left, and your answers were removed.")


def the_deadline_passes(row: Round) -> None:
    Round.objects.filter(pk=row.pk).update(closes_at=timezone.now())


def on_round(page: Page, row: Round, act: str, said: str) -> None:
    """Open or close a round at the desk of its chair, and let its results be prepared."""
    page.goto(f"/desk/outlook/rounds/{row.uid}/")
    press(page, act)
    expect(page.locator(".messages")).to_contain_text(said)
    factories.prepare_results()


def counted(who: Seat, at: str) -> list[str]:
    """Return of how many answers the first row of feedback tells, as an expert reads it."""
    factories.prepare_results()
    page = signed_in(who.user).get(at)
    assert page.status_code == 200
    found: list[str] = [str(one["n"]) for one in page.context["cells"]]
    return found


def test_an_expert_takes_part_on_a_telephone(phone: Page) -> None:
    panel = factories.draft(ASKED)
    rows = [factories.plan(panel, kind) for kind in (Round.Kind.ESTIMATE, Round.Kind.SECOND)]
    mobile = inviting_and_seating.invite(panel, factories.expert(), by=panel.chair)
    others = [factories.seat(panel) for _n in range(5)]
    take_part(phone, mobile, INTEREST)
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(rows[0], by=panel.chair)
    score = f"{home(panel)}rounds/1/1/"

    answer_on_the_phone(phone, panel)
    phone.goto(score)
    expect(phone.locator("h1")).not_to_contain_text("How is it with score")
    for n, one in enumerate(fresh(others)):
        answer_all(one, n, reasons="Reason of another.")
    factories.close_round(rows[0], by=panel.chair)
    phone.goto(score)
    expect(phone.locator("main")).to_contain_text("Reason of another.")
    for one in others:
        expect(phone.locator("main")).not_to_contain_text(str(one.user))
    argue_on_the_phone(phone)

    rounds.open_round(rows[1], by=panel.chair)
    keep_on_the_phone(phone, panel)
    leave_on_the_phone(phone, panel)
    assert counted(fresh(others)[0], score) == ["5"]


@pytest.mark.tail(
    "tests/outlook without a browser: its views, rounds, blindness and PDF; the test above has what"
    " an expert does on a telephone"
)
def test_a_panel_from_its_first_letter_to_the_printed_report(
    browser_page: Page, phone: Page, requests_seen: Seen
) -> None:
    by, page = factories.chair(), browser_page
    panel = factories.draft(ASKED, by=by)
    rows = [factories.plan(panel, kind) for kind in Round.Kind]
    invited = [inviting_and_seating.invite(panel, factories.expert(), by=by) for _n in range(12)]
    mobile, swayed, late, leaving = invited[:4]

    # Seats are taken: what sways somebody only the chair opens.
    take_part(phone, swayed, INTEREST, out="3. How is it with probability?")
    take_part(phone, mobile)
    for one in invited[2:]:
        inviting_and_seating.accept(one, by=one.user)
    sign_in(page, by)
    page.goto(f"/desk/outlook/panels/{panel.uid}/")
    press(page, "Open the panel")
    on_round(page, rows[0], "Open the round", "It is open")
    page.goto(f"/desk/outlook/seats/{swayed.uid}/")
    expect(page.locator("main")).to_contain_text("Kept out of")
    expect(page.locator("main")).not_to_contain_text(INTEREST)
    page.get_by_text("Open what they state").click()
    page.locator("form:has([value=open]) [name=why]").fill("Who may answer what?")
    press(page, "Open")
    expect(page.locator(".opened")).to_contain_text(INTEREST)

    # The first round: blind. One gets more time before it is closed.
    answer_on_the_phone(phone, panel)
    phone.goto(f"{home(panel)}rounds/1/1/")
    expect(phone.locator("h1")).not_to_contain_text("How is it with score")
    first, *others = fresh([swayed, leaving, *invited[4:]])
    answer_all(first, 1, reasons="Reason of the first.")
    for n, one in enumerate(others):
        answer_all(one, n % 6)
    page.goto(f"/desk/outlook/rounds/{rows[0].uid}/")
    press(page, "Close the round")
    expect(page.get_by_role("alert").first).to_contain_text("somebody has not handed in yet")
    page.goto(f"/desk/outlook/seats/{late.uid}/")
    page.get_by_text("Give them more time").click()
    page.get_by_label("In which round").select_option(rows[0].uid)
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    page.get_by_label("Until when").fill(later)
    press(page, "Give")
    expect(page.locator(".messages")).to_contain_text("They have more time.")
    the_deadline_passes(rows[0])
    on_round(page, rows[0], "Close the round", "It is closed.")

    # Who is late answers without having seen anything; then it is pooled anew, with a note.
    score, odds = (f"{home(panel)}rounds/1/{n}/" for n in (1, 3))
    client = signed_in(late.user)
    assert client.get(score).status_code == 404
    assert counted(first, score) == ["11"]
    answer_all(fresh([late])[0], 5)
    factories.prepare_results()
    assert client.get(score).status_code == 200
    assert counted(first, score) == ["12"]
    assert counted(first, odds) == ["11"]

    # One leaves, and has everything removed.
    sign_in(phone, leaving.user)
    leave_on_the_phone(phone, panel)
    assert counted(first, score) == ["11"]
    assert counted(first, odds) == ["10"]

    # They see how all answers lie, and argue under letters that are no names.
    spoke = fresh([invited[5]])[0]
    discussing.remark(spoke, panel.questions.get(position=1), "It is less.", by=spoke.user)
    sign_in(phone, mobile.user)
    phone.goto(score)
    expect(phone.locator("main")).to_contain_text("Computed anew: an expert had more time.")
    expect(phone.locator("main")).to_contain_text("Reason of the first.")
    expect(phone.locator("main")).to_contain_text(fresh([swayed])[0].handle)
    for one in invited:
        if one != mobile:
            expect(phone.locator("main")).not_to_contain_text(str(one.user))
    argue_on_the_phone(phone)

    # The second round: what was answered before stands again, once it is said to.
    on_round(page, rows[1], "Open the round", "It is open")
    keep_on_the_phone(phone, panel)
    rest = [one for one in invited if one not in (mobile, leaving)]
    for one in fresh(rest):
        answering.hand_in(one, by=one.user, keep_earlier=True)
    on_round(page, rows[1], "Close the round", "It is closed.")

    # The final one.
    on_round(page, rows[2], "Open the round", "It is open")
    for n, one in enumerate(fresh([mobile, *rest])):
        answer_all(one, n % 6)
    on_round(page, rows[2], "Close the round", "It is closed.")
    page.goto(f"/desk/outlook/panels/{panel.uid}/")
    press(page, "Make it final")
    expect(page.locator(".messages")).to_contain_text("It is final.")
    factories.prepare_results()
    results = f"/outlook/results/{panel.uid}/"
    told = Client().get(results).content.decode()
    assert "11 experts answered alone" in told
    for one in fresh(invited):
        assert str(one.user) not in told
        assert not re.search(rf"\b{one.handle}\b", told)
    for words in (REASON, INTEREST, REMARK):
        assert words not in told

    edition = written_and_published(page, by, panel)
    printed_as_it_should(page, edition, [str(one.user) for one in invited])
    assert requests_seen.foreign == []


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks(("en",)))
def test_the_pages_of_experts_fit_every_screen(looking: Looking) -> None:
    drivers = [code for code, _name in code_lists.choices("drivers")]
    markets = [code for code, _name in code_lists.choices("markets")]
    panel = factories.draft(tuple(Kind), names="by_choice")
    factories.question(panel, Kind.DRIVERS, rows=drivers, columns=markets)
    invited = inviting_and_seating.invite(panel, factories.expert(), by=panel.chair)
    tab = looking.tab
    sign_in(tab, invited.user)
    base = home(panel)
    looking.at("/outlook/panels/", base)

    seat = inviting_and_seating.accept(
        invited, by=invited.user, shown_to_experts=True, zone="Africa/Lagos"
    )
    rows = [factories.plan(panel, kind) for kind in (Round.Kind.ESTIMATE, Round.Kind.SECOND)]
    others = [factories.seat(panel) for _n in range(4)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(rows[0], by=panel.chair)
    looking.at(base, f"{base}hand-in/", f"{base}seat/", f"{base}questions/2/")
    for n, one in enumerate(fresh([seat, *others])):
        answer_all(one, n, reasons=REASON, sources="What was heard.")
    factories.close_round(rows[0], by=panel.chair)
    spoke = fresh([seat])[0]
    discussing.remark(spoke, panel.questions.get(position=1), REMARK, by=spoke.user)
    rounds.open_round(rows[1], by=panel.chair)
    scores, matrix = f"{base}rounds/1/1/", f"{base}rounds/1/7/"
    looking.at(matrix, matrix, f"{base}all/", f"{base}questions/7/", scores, f"{base}own/")

    # Heads of columns stand above what they head, and nowhere where each field says its own.
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(f"{base}questions/7/")
    for n in (0, 3, len(markets) - 1):
        head = tab.locator(".matrix .head b").nth(n + 1).bounding_box()
        field = tab.locator(f"[name='7.c{n}']").bounding_box()
        assert head is not None
        assert field is not None
        assert abs(head["x"] - field["x"]) < 3
    tab.set_viewport_size({"width": 390, "height": 900})
    expect(tab.locator(".matrix .head")).to_be_hidden()

    for n, one in enumerate(fresh([seat, *others])):
        answer_all(one, n)
    factories.close_round(rows[1], by=panel.chair)
    panel = factories.finalise(rounds.close_panel(panel, by=panel.chair), by=panel.chair)
    for position, truth in ((2, 22), (3, 1)):
        known = panel.questions.get(position=position)
        finalising_and_scoring.resolve_question(
            known, truth, date(2026, 1, 2), "The register.", by=panel.chair
        )
    looking.at(f"{base}own/")
    expect(tab.locator("#calibration")).to_contain_text("What you said")
    looking.found_nothing()


def written_and_published(page: Page, by: User, panel: Panel) -> str:
    """Write a report on what the panel said: one chair sends it, another publishes it."""
    report = begun(by, "ports", title="Where ports are going")
    asked = {one.kind: one for one in panel.questions.all()}
    section = first_section(report)
    for kind, cell, words in (
        (Kind.QUANTITY, "", "It is {number:pool}. {figure:pool.range}"),
        (Kind.SCORE, "", "They say {number:pool}. {figure:pool.panel}"),
        (Kind.DRIVERS, "/technology|cocaine", "It bears by {number:pool}. {figure:pool.matrix}"),
    ):
        drawn = writing.add_paragraph(section, "figure", by=by)
        writing.add_basis(drawn, "pool", "pooled", f"{asked[kind].uid}{cell}", by=by)
        writing.write_paragraph(drawn, words, by=by)
    page.goto("/desk/outlook/reports/at/ports/")
    page.get_by_role("link", name="Summary", exact=True).click()
    press(page, "Add it")
    page.get_by_label("Key").fill("odds")
    page.get_by_label("What it is").select_option("pooled")
    page.get_by_label("Which one").fill(asked[Kind.PROBABILITY].uid)
    press(page, "Add the source")
    page.get_by_label("Words").fill("It is {term:odds}, said {number:odds.n} experts.")
    press(page, "Save the words")
    expect(page.locator(".messages")).to_contain_text("Saved")
    page.goto("/desk/outlook/reports/at/ports/")
    press(page, "Send to review")
    press(page, "Publish as a frozen edition")
    expect(page.locator(".refused")).to_contain_text("Somebody else")
    sign_in(page, factories.chair())
    page.goto("/desk/outlook/reports/at/ports/")
    press(page, "Publish as a frozen edition")
    expect(page.locator(".messages")).to_contain_text("Published as edition 1.")
    return "/outlook/ports/1/"


def printed_as_it_should(page: Page, edition: str, experts: list[str]) -> None:
    """Open the PDF as a reader: its words, tags, figures in words; and nobody who answered."""
    page.context.clear_cookies()
    page.goto(edition)
    expect(page.locator("main")).to_contain_text("said 10 experts")
    link = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    content = Client().get(str(link))
    raw = b"".join(content) if content.streaming else content.content
    kept = EditionFile.objects.get(name=PDF)
    assert raw == bytes(kept.content)
    assert file_faults(kept.edition) == []
    text = " ".join(text_of(raw).split())
    for words in ("Where ports are going", "said 10 experts", "Edition 1"):
        assert words in text
    for name in experts:
        assert name not in text
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        assert 4 <= len(pdf.pages) <= 20
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        alts = [str(one.Alt) for one in tagged(pdf.Root.StructTreeRoot, "/Figure")]
        assert len(alts) == 3
        assert all(len(alt) > 40 for alt in alts)
        assert list(tagged(pdf.Root.StructTreeRoot, "/H1"))
        assert list(tagged(pdf.Root.StructTreeRoot, "/Table"))


def tagged(node: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the elements of a kind in the tree of a tagged document."""
    below = node.get("/K")
    if below is None:
        return
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary):
            if one.get("/S") == pikepdf.Name(kind):
                yield one
            yield from tagged(one, kind)
