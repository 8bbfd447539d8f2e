"""In a real browser: the whole life of a grant, and forty who apply for ten fellowships."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page
from pytest_django.fixtures import Settings

from browser.conftest import NARROW, WIDE
from browser.signing import sign_in
from files.carriers import jpeg
from fund.factories import a_grant, approve, donor, officer, on_path, party, reviewer
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining, starting, submitting
from vigil.fund.calls import verbs as calls
from vigil.fund.models import (
    Application,
    Call,
    Entry,
    Grant,
    Incident,
    Nomination,
    Outcome,
    Party,
    Report,
    Tranche,
)
from vigil.fund.parties.verbs import own_page_links, registering
from vigil.fund.payments import ledger
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import Letter, User
from vigil.trust.public_forms import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[[User], Page]
SECRETS = ("Hermanas del Río Secreto", "rio-secreto@example.org", "ES91 2100 0418 4502")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(tickets, "SHORTEST", timedelta())


@pytest.fixture
def at_the_desk(browser: Browser, live_server: object) -> Iterator[As]:
    """Open the desk as somebody, in a browser of their own."""
    opened = []

    def as_user(user: User) -> Page:
        context = browser.new_context(base_url=str(live_server), locale="en-GB", viewport=WIDE)
        opened.append(context)
        page = context.new_page()
        sign_in(page, user)
        return page

    yield as_user
    for context in opened:
        context.close()


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Page]:
    """A telephone in Spanish, without scripts."""
    context = browser.new_context(
        base_url=str(live_server), locale="es-MX", java_script_enabled=False, viewport=NARROW
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def form_of(page: Page, act: str, nth: int = 0) -> Locator:
    """Return the form of an act on a screen, unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    held = page.locator(f"input[name=act][value='{act}']")
    return page.locator("form").filter(has=held).nth(nth)


def do(page: Page, act: str, nth: int = 0, **fields: str | bool) -> None:
    """Fill in the form of an act and send it; whatever it refuses is an error of the test."""
    form = form_of(page, act, nth)
    for name, value in fields.items():
        fill(form, name, value)
    with page.expect_navigation() as gone:
        form.locator("button").last.click()
    said = page.locator("main [role=alert]").all_inner_texts()
    assert gone.value is not None
    assert gone.value.status < 400, f"{act}: {said}"


def fill(form: Locator, name: str, value: str | bool) -> None:
    field = form.locator(f"[name='{name}']")
    kind = field.first.evaluate("(e) => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif isinstance(value, bool):
        field.set_checked(value)
    elif kind == "select":
        field.select_option(value)
    else:
        field.fill(value)


def invited_call(by: User) -> Call:
    """Publish a call for whom we invite, with the shipped form."""
    made = calls.make_call(
        by=by,
        slug="invited",
        opens_at=timezone.now() - timedelta(days=1),
        closes_at=timezone.now() + timedelta(days=20),
        **{**calls.example_call("grant"), "access": Call.Access.INVITED},
    )
    calls.publish(made, by=by)
    return made


def test_a_grantee_tells_and_reports_on_a_telephone(at_the_desk: As, phone: Page) -> None:
    by = officer()
    grant = a_grant(of=party(by=by), by=by)
    Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    link = f"/es/mine/{own_page_links.new_link(grant.party, by=None)}/"
    desk = at_the_desk(by)
    _tell(desk, phone, grant, link)
    _report(desk, phone, grant, link)


@pytest.mark.tail(
    "test_grants.py and test_desk.py of the fund's views take the same way without a browser;"
    " test_fund_applying.py and the test above have what is done on a telephone"
)
def test_the_whole_life_of_a_grant(at_the_desk: As, phone: Page) -> None:
    one, two = officer(), officer()
    readers = [reviewer(), reviewer()]
    donor()
    call = invited_call(one)
    desk = at_the_desk(one)
    link = _from_nomination_to_contact(desk, call)
    _apply_on_a_telephone(phone, link)
    application = Application.objects.get()
    _two_reviews(desk, at_the_desk, application, readers)
    other = at_the_desk(two)
    _decide_and_tell(desk, other, phone, application, link)
    grant = _agree(desk, application)
    _pay_by_two(desk, other, grant)
    _tell(desk, phone, grant, link)
    _report(desk, phone, grant, link)
    _close(desk, grant)
    grant.refresh_from_db()
    assert grant.state == Grant.State.CLOSED
    (sums,) = ledger.by_donor()
    assert ledger.reconciles()
    assert (sums.committed, sums.paid, sums.remaining) == (150_050, 150_050, 0)
    for letter in Letter.objects.all():
        assert not [secret for secret in SECRETS if secret in letter.body + letter.addressee]


def _from_nomination_to_contact(desk: Page, call: Call) -> str:
    desk.goto("/desk/fund/nominate/")
    form = desk.locator("main form").last
    name, contact, _bank = SECRETS
    said = {
        "level": "hidden",
        "kind": "organisation",
        "name": name,
        "country": "MEX",
        "language": "es",
        "contact_by": "messenger",
        "contact": contact,
        "why": "They warn three villages by radio.",
        "way": "nomination",
        "call": str(call.pk),
    }
    for field, value in said.items():
        fill(form, field, value)
    form.locator("button").last.click()
    nomination = Nomination.objects.get()
    assert name not in desk.content(), "who is hidden is shown by a code alone"
    assert form_of(desk, "contact").count() == 0, "nobody is contacted before they are cleared"
    steps = ("identity", "safety", "conflict", "links", "references", "sanctions", "finance")
    found: dict[str, str | bool] = {f"found_{step}": "clear" for step in steps}
    do(desk, "check", searched_sanctions="Both spellings", where_sanctions="UN list", **found)
    do(desk, "clear")
    do(desk, "contact")
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.CONTACTED
    shown = desk.locator(".opened .link-once").inner_text()
    desk.reload()
    assert desk.locator(".opened .link-once").count() == 0, "the link is shown once"
    registering.edit(nomination.party, by=officer(), bank=SECRETS[2])
    return "/es" + shown[shown.index("/mine/") :]


def _apply_on_a_telephone(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.locator("[name=do][value=begin]").last.click()
    go_on = phone.locator("[name=do][value=continue]")
    phone.get_by_label("Nombre de su grupo").fill(SECRETS[0])
    go_on.click()
    phone.get_by_label("¿Qué quieren hacer?").fill("Una radio que avisa a tres pueblos.")
    phone.get_by_label("¿Por qué hace falta ahora?").fill("Hay amenazas cada semana.")
    begins = (timezone.now() + timedelta(days=60)).date().isoformat()
    phone.get_by_label("¿Cuándo empezaría?").fill(begins)
    go_on.click()
    phone.get_by_label("¿Qué podría pasarles").fill("Nos pueden seguir.")
    phone.locator("[name=danger][value=no]").check()
    go_on.click()
    phone.locator("[name=amount]").fill("1500,50")
    go_on.click()
    phone.locator("[name=consent]").check()
    for box in phone.locator("[name=confirm]").all():
        box.check()
    phone.locator("[name=do][value=send]").click()
    assert Application.objects.get().state == Application.State.SUBMITTED


def _two_reviews(
    desk: Page, at_the_desk: As, application: Application, readers: list[User]
) -> None:
    for reader in readers:
        desk.goto(f"/desk/fund/applications/{application.uid}/")
        do(desk, "assign", reviewer=str(reader.pk))
    for n, reader in enumerate(readers):
        page = at_the_desk(reader)
        page.goto("/desk/fund/reviews/")
        page.locator("main a", has_text=application.code).click()
        do(page, "open", why="to review it")
        assert "Una radio que avisa" in page.content()
        assert SECRETS[0] not in page.content(), "the call is blind"
        points = {f"points-{one['key']}": str(3 + n) for one in application.call.rubric}
        do(page, "submit", says="award", comment="They know the place.", **points)
        others = page.locator("input[name=act][value=open_reviews]").count()
        assert bool(others) == (n == len(readers) - 1), "blind to each other until both are in"


def _decide_and_tell(
    desk: Page, other: Page, phone: Page, application: Application, link: str
) -> None:
    message = "Nos alegra poder acompañarlas."
    desk.goto(f"/desk/fund/applications/{application.uid}/")
    said: dict[str, str | bool] = {"outcome": "award", "reasons": "Both say so."}
    do(desk, "determine", message=message, conditions=True, **said)
    phone.goto(link)
    assert phone.locator("[name=do][value=read]").count() == 0, "nothing goes by itself"
    other.goto("/desk/fund/decisions/")
    other.get_by_label(application.code).check()
    other.locator("main form button").last.click()
    desk.reload()
    do(desk, "release")
    phone.goto(link)
    assert message not in phone.content()
    phone.locator("[name=do][value=read]").click()
    assert message in phone.content()


def _agree(desk: Page, application: Application) -> Grant:
    desk.goto(f"/desk/fund/grants/new/?application={application.pk}")
    form = desk.locator("main form").last
    today = timezone.localdate()
    said: dict[str, str | bool] = {
        "purpose": "A radio.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "budget_activities": "1500.50",
        "amount_1": "1000",
        "amount_2": "500.50",
        "report_2": today.isoformat(),
    }
    for name, value in said.items():
        fill(form, name, value)
    form.locator("button:not([name])").last.click()
    grant = Grant.objects.get()
    do(desk, "plan", text="Two ways out.", review_on=(today + timedelta(days=90)).isoformat())
    do(desk, "offer")
    agreements.accept(grant.agreements.get())
    desk.goto(f"/desk/fund/parties/{grant.party.uid}/account/")
    do(desk, "confirm", channel="call", note="They read it back.")
    desk.goto(f"/desk/fund/grants/{grant.pk}/")
    return grant


def _pay_by_two(desk: Page, other: Page, grant: Grant) -> None:
    first = grant.tranches.get(number=1)
    for page in (desk, other):
        page.goto(f"/desk/fund/grants/{grant.pk}/")
    do(desk, "terms")
    do(desk, "approve")
    first.refresh_from_db()
    assert first.state == Tranche.State.PLANNED, "one person is not enough"
    do(other, "terms")
    do(other, "approve")
    desk.reload()
    do(desk, "pay", sent="18420.70", sent_currency="MXN", rate="18.4207", paid_on=_today(),
       rate_on=_today())  # fmt: skip
    first.refresh_from_db()
    assert first.state == Tranche.State.PAID
    assert Entry.objects.filter(kind=Entry.Kind.PAY).count() == 1


def _tell(desk: Page, phone: Page, grant: Grant, link: str) -> None:
    """Tell of an incident on the telephone; forgetting something loses nothing."""
    told = "Un coche espera delante de la casa."
    phone.goto(f"{link}happened/")
    held = phone.locator("form").filter(has=phone.locator("[name=do][value=incident]"))
    held.locator("[name=kind][value=safety]").check()
    held.locator("[name=text]").fill(told)
    held.locator("[name=reach][value=other]").check()
    held.locator("button").click()
    assert held.locator("[name=text]").input_value() == told, "what was typed is still there"
    assert not Incident.objects.exists()
    held.locator("[name=contact]").fill("Solo al amanecer.")
    held.locator("button").click()
    row = Incident.objects.get()
    assert (row.by, row.grant, row.reach) == (None, grant, Incident.Reach.OTHER)
    assert row.uid[:8].upper() in phone.locator("main").inner_text()
    assert told not in phone.content()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], "it fits a telephone"
    phone.goto(f"{link}changed/")
    changed = phone.locator("form").filter(has=phone.locator("[name=do][value=changed]"))
    changed.locator("textarea").fill("Dormimos otra vez.")
    changed.locator("button").click()
    desk.goto(f"/desk/fund/grants/{grant.pk}/")
    assert told not in desk.content()
    form = form_of(desk, "open")
    fill(form, "text", f"incident {row.uid} what")
    fill(form, "why", "to answer it")
    form.locator("button").last.click()
    assert told in desk.locator(".opened").inner_text()
    do(desk, "answer", text="Another flat.")
    do(desk, "settle")


def _report(desk: Page, phone: Page, grant: Grant, link: str) -> None:
    due = Report.objects.get(grant=grant)
    phone.goto(f"{link}report/{due.uid}/")
    phone.locator("textarea").fill("Avisamos a cuarenta familias.")
    paper = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    phone.locator("[name=files]").set_input_files(paper)  # type: ignore[arg-type]
    phone.locator("form button").last.click()
    due.refresh_from_db()
    assert due.state == Report.State.RECEIVED
    (kept,) = due.files.all()
    assert due.uid[:8].upper() in phone.locator("main").inner_text()
    desk.goto(f"/desk/fund/grants/{grant.pk}/")
    form = form_of(desk, "open_file")
    fill(form, "why", "to read the report")
    with desk.expect_download() as came:
        form.locator("button").last.click()
    assert came.value.suggested_filename == f"file-{kept.pk}.jpg"
    do(desk, "accept")


def _close(desk: Page, grant: Grant) -> None:
    other = officer()
    second = grant.tranches.get(number=2)
    for who in (other, officer()):
        approve(second, who)
    desk.goto(f"/desk/fund/grants/{grant.pk}/")
    do(desk, "pay", sent="500.50", sent_currency="USD", rate="1", paid_on=_today(),
       rate_on=_today())  # fmt: skip
    do(desk, "result", text="Forty families were warned.", evidence="own", people="200",
       shown_by="I counted them.",
       counted="list", month=f"{timezone.localdate():%Y-%m}")  # fmt: skip
    on_path(grant)
    do(desk, "close")


def _today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.tail(
    "test_desk.py of the fund's views decides many from the ranking; test_fund_applying.py applies"
)
def test_a_call_for_fellowships_with_forty_applications_and_ten_chosen(
    at_the_desk: As, phone: Page
) -> None:
    by, readers = officer(), [reviewer(), reviewer()]
    donor()
    call = calls.make_call(
        by=by,
        slug="fellows",
        opens_at=timezone.now() - timedelta(days=1),
        closes_at=timezone.now() + timedelta(days=20),
        **calls.example_call("fellowship"),
    )
    calls.publish(call, by=by)
    call.refresh_from_db()
    assert (call.places, call.most_minor, call.currency) == (10, 1_500_000, "USD")
    _one_by_hand(phone, call)
    for n in range(2, 41):
        _one_by_verbs(call, n)
    sent = Application.objects.filter(call=call, state=Application.State.SUBMITTED)
    assert sent.count() == 40
    for row in sent.order_by("number"):
        for reader in readers:
            points = {one["key"]: _points(row.number, one["points"]) for one in call.rubric}
            given = reviewing.assign(row, reader, by=by)
            reviewing.submit_review(given, points, Outcome.RESERVE, "As the points say.", by=reader)
    desk = at_the_desk(by)
    desk.goto("/desk/fund/calls/fellows/ranking/")
    codes = desk.locator("table.rank tbody a").all_inner_texts()
    numbers = [int(re.sub(r"\D", "", code)) for code in codes]
    best = sorted(numbers, key=lambda n: (-_points(n, 5), numbers.index(n)))
    assert numbers == best, "the best points stand first"
    for n in numbers:
        wanted = "award" if n in numbers[:10] else "decline"
        desk.locator(f"[name=outcome-{n}]").select_option(wanted)
    form = desk.locator("main form").last
    for name in ("reasons", "award", "decline"):
        fill(form, name, f"The words of {name}.")
    fill(form, "conditions", True)
    form.locator("button").last.click()
    decided = Application.objects.filter(call=call, state=Application.State.DECIDED)
    assert decided.filter(outcome=Outcome.AWARD).count() == 10
    assert decided.filter(outcome=Outcome.DECLINE).count() == 30
    assert not Letter.objects.exclude(state=Letter.State.WAITING).filter(decides=True).exists()
    award = decided.filter(outcome=Outcome.AWARD).order_by("number").first()
    assert award is not None
    determining.agree(award.determinations.get(), by=officer())
    desk.goto(f"/desk/fund/applications/{award.uid}/")
    do(desk, "release")
    desk.goto(f"/desk/fund/grants/new/?application={award.pk}")
    form = desk.locator("main form").last
    assert form.locator("[name=kind]").input_value() == Grant.Kind.FELLOWSHIP
    assert form.locator("[name=amount_1]").input_value() == "15000"
    fill(form, "purpose", "A year to write.")
    fill(form, "starts_on", _today())
    fill(form, "ends_on", (timezone.localdate() + timedelta(days=360)).isoformat())
    form.locator("button:not([name])").last.click()
    assert Grant.objects.get().kind == Grant.Kind.FELLOWSHIP


def _points(number: int, most: int) -> int:
    return (number * 7) % (most + 1)


def _one_by_hand(phone: Page, call: Call) -> None:
    """One applies on the telephone, with the form as it is shipped."""
    phone.goto(f"/es/fund/calls/{call.slug}/apply/")
    phone.locator("form button").last.click()
    token = phone.url.split("/mine/")[1].split("/")[0]
    party = own_page_links.party_of_token(token)
    assert party is not None
    application = party.applications.get()
    fill_steps(phone, call)
    application.refresh_from_db()
    assert application.state == Application.State.SUBMITTED, phone.locator(
        ".field-error"
    ).all_inner_texts()


def fill_steps(phone: Page, call: Call) -> None:
    """Fill in the form of a draft part by part, and send it."""
    for _n in range(len(call.form)):
        for field in phone.locator("main form#draft textarea:visible").all():
            field.fill("Lo que hacemos.")
        for field in phone.locator("main form#draft input[type=text]:visible").all():
            if "__" not in str(field.get_attribute("name")):
                field.fill("Xóchitl")
        _fill_by_data(phone, call)
        for box in phone.locator("[name=confirm]").all():
            box.check()
        if phone.locator("[name=do][value=send]").count():
            break
        phone.locator("[name=do][value=continue]").click()
    phone.locator("[name=do][value=send]").click()


def _fill_by_data(phone: Page, call: Call) -> None:
    for field in call.form:
        at = phone.locator(f"main form [name='{field['key']}']")
        if not at.count():
            continue
        if field["kind"] == "money":
            at.fill("15000")
        elif field["kind"] == "number":
            at.fill("3")
        elif field["kind"] == "date":
            at.fill((timezone.now() + timedelta(days=90)).date().isoformat())
        elif field["kind"] in ("choice", "country"):
            values = at.locator("option").evaluate_all("(all) => all.map((one) => one.value)")
            if values:
                at.select_option(next(value for value in values if value))
            else:
                at.first.check()
        elif field["kind"] in ("choices", "yes", "consent"):
            at.first.check()


def _one_by_verbs(call: Call, n: int) -> None:
    """Others apply by the verbs that the pages call."""
    begun = starting.begin(
        call,
        {"level": "hidden", "kind": Party.Kind.PERSON, "contact_by": "none", "country": "COL"},
        ticket=tickets.read(tickets.new_ticket(timezone.now() - timedelta(hours=1))),
        language="es",
    )
    submitting.submit(
        begun.application,
        _answers(call, n),
        confirmed=[True] * len(call.eligibility),
        opened_at=timezone.now(),
        language="es",
        theme=next(iter(call.themes), ""),
    )


def _answers(call: Call, n: int) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for field in call.form:
        options = [one["key"] for one in field.get("options", [])]
        found[field["key"]] = {
            "money": "15000",
            "number": "3",
            "date": (timezone.now() + timedelta(days=90)).date().isoformat(),
            "country": "COL",
            "choice": options[0] if options else "",
            "choices": options[:1],
            "yes": "on",
            "consent": "yes",
            "email": "n@example.org",
            "file": "",
        }.get(field["kind"], f"Applicant {n}")
    return found
