"""The steps of a day of an event, until it is over: by clicks and typing, and what must follow."""

from collections import Counter

from django.utils.translation import ngettext, override
from playwright.sync_api import Locator, expect

from browser.people_of_a_day import Day, Person, link_in
from browser.signing import sign_in
from browser.stand_ins import Services
from browser.test_check_in import PEOPLE, checked_in_while_the_line_drops, opened
from factories import UserFactory
from programme.registration_factories import text_of
from vigil.programme.models import (
    Event,
    EventRegistration,
    Mailing,
    Question,
    Registration,
    Session,
)
from vigil.programme.registrations.verbs.registering import register
from vigil.trust.models import Decision, Letter, Role
from vigil.trust.work.verbs.tasks import do_tasks

REGISTERED = {"es": 90, "fr": 60, "ar": 50}
"""How many people, by the language of their letters."""
NAMES = {"es": "español", "fr": "français", "ar": "العربية"}
SPOKEN, SPANISH, FRENCH, FALLBACK = (
    "www.youtube-nocookie.com",
    "tube.hermanas.example",
    "live.hermanas.example",
    "player.vimeo.com",
)
MINUTES = 10
QUESTION = "Qui protège les familles qui ont parlé ?"
KEPT = Registration.State.CONFIRMED


# Registering


def registered_in_three_languages(day: Day, event: Event) -> dict[str, Person]:
    """Register one person of each language by the form, and the others by the verb."""
    witness, workshop = event.sessions.order_by("starts_at")
    people = {language: registered_by_form(day, language) for language in REGISTERED}
    for language, number in REGISTERED.items():
        for n in range(1, number):
            chosen = [[workshop], [witness, workshop], [witness], [witness]][n % 4]
            register(chosen, f"{language}{n}@hermanas.example", language=language)
    rows = EventRegistration.objects.filter(event=event)
    assert Counter(rows.values_list("language", flat=True)) == REGISTERED
    assert Letter.objects.count() == sum(REGISTERED.values())
    day.counts["registered"] = dict(REGISTERED)
    return people


def registered_by_form(day: Day, language: str) -> Person:
    """Let somebody find the session, register, and open the link of their letter."""
    one = day.person(language)
    one.opens("/programme/days/")
    one.follows("Bearing witness")
    one.follows("Register")
    one.fills("E-mail address", f"{language}0@hermanas.example")
    one.presses("Register")
    one.sees("Check your email")
    expect(one.page.locator("html")).to_have_attribute("lang", language)
    letter = Letter.objects.latest("pk")
    assert letter.language == language
    one.opens(link_in(letter))
    one.sees("You are registered.")
    return one


# Before it begins


def at_the_day(host: Person, session: Session) -> None:
    """Open the one page that a host keeps open on the day."""
    host.page.goto(f"/desk/programme/events/{session.event_id}/day/?session={session.pk}")


def rehearsed(host: Person, session: Session) -> None:
    """Set the stream with two languages and a fallback, and try it as a participant."""
    at_the_day(host, session)
    host.follows("Set the stream")
    host.clicks(host.field("we let the registered in"))
    host.fills("Address of the stream", "https://www.youtube.com/watch?v=dQw4w9-_gXc")
    host.presses("Save")
    for purpose, language, address in (
        ("another language", "es", f"https://{SPANISH}/w/kkGMgK9ZtnKfYAgnEtQxbv"),
        ("another language", "fr", f"https://{FRENCH}/embed/video"),
        ("a fallback, if the others fail", "", "https://vimeo.com/123456789"),
    ):
        host.unfolds("Add an address: language, fallback, captions or sign language")
        host.clicks(host.field(purpose))
        if language:
            form = host.page.locator("form", has=host.page.locator("[value=add]"))
            host.clicks(form.get_by_label(NAMES[language], exact=True))
        host.fills("Address", address)
        host.presses("Add address")
    at_the_day(host, session)
    host.follows("Try it as a participant")
    host.sees("Rehearsal")
    host.presses("Open the stream as it is spoken")
    expect(host.plays()).to_have_text(f"{SPOKEN} plays")
    host.presses("Open the fallback")
    expect(host.plays()).to_have_text(f"{FALLBACK} plays")
    assert not Registration.objects.exclude(came_at=None).exists()


def delay_told(day: Day, host: Person, session: Session, people: dict[str, Person]) -> None:
    """Tell those who are registered for one session that it begins late."""
    with day.no_trouble_but("422"):
        nobody_chosen_is_refused(host, session)
    before, wanted = Letter.objects.count(), registered_for(session)
    at_the_day(host, session)
    with day.counted(host, "a host tells a delay with"):
        host.follows("Notify the registered of a delay…")
        ticked = host.page.locator("[name=sessions]:checked")
        assert [one.get_attribute("value") for one in ticked.all()] == [str(session.pk)]
        assert host.page.locator("[name=languages]:checked").count() == len(REGISTERED)
        host.fills("Minutes late", str(MINUTES))
        host.presses("Save draft")
        for language in REGISTERED:
            preview = previewed(host, language)
            if preview.get_attribute("open") is None:
                host.clicks(preview.locator("summary"))
            expect(preview.locator(".letter-text")).to_contain_text(late_in(language))
        host.presses(f"Send to {len(wanted)} people")
    assert do_tasks("a worker")["done"] == 1
    letters = Letter.objects.order_by("pk")[before:]
    assert {one.about_key: one.language for one in letters} == wanted
    assert len(letters) == len(wanted) < sum(REGISTERED.values())
    assert all(late_in(one.language) in text_of(one) for one in letters)
    day.counts["letters of the delay"] = dict(Counter(one.language for one in letters))
    for language, one in people.items():
        one.page.reload()
        one.sees("From the hosts")
        expect(one.page.get_by_text(late_in(language))).to_be_visible()


def nobody_chosen_is_refused(host: Person, session: Session) -> None:
    """Save a draft without a session, then without a language: neither is taken."""
    at_the_day(host, session)
    host.follows("Messages to the registered")
    host.follows("Begins late")
    host.fills("Minutes late", str(MINUTES))
    for label in NAMES:
        host.page.locator(f"[name=languages][value={label}]").uncheck()
    host.page.locator(f"[name=sessions][value='{session.pk}']").uncheck()
    host.presses("Save draft")
    host.sees("Choose at least one session. Without one, nobody gets it.")
    host.page.locator(f"[name=sessions][value='{session.pk}']").check()
    host.presses("Save draft")
    host.sees("Choose at least one language. Without one, nobody gets it.")
    assert not Mailing.objects.exists()


def previewed(host: Person, language: str) -> Locator:
    """Return the letter in a language, as a host reads it before it is sent."""
    letters = host.page.locator(".letter-preview")
    return letters.filter(has=host.page.locator(f"[lang={language}]"))


def registered_for(session: Session) -> dict[str, str]:
    """Return who has a place in a session, with the language of their letters."""
    rows = session.registrations.filter(state=KEPT)
    return dict(rows.values_list("event_registration__uid", "event_registration__language"))


def late_in(language: str) -> str:
    """Return what the template says of the delay."""
    with override(language):
        words = ngettext(
            "The session begins %(n)d minute late. Thank you for waiting.",
            "The session begins %(n)d minutes late. Thank you for waiting.",
            MINUTES,
        )
        return words % {"n": MINUTES}


# While it is on


def watching(people: dict[str, Person]) -> None:
    """Let each open the stream in their language."""
    for language, place in (("es", SPANISH), ("fr", FRENCH), ("ar", SPOKEN)):
        one = people[language]
        one.page.clock.install()
        one.page.reload()
        one.follows("Enter the stream")
        if place == SPOKEN:
            one.follows("Open the stream as it is spoken")
        else:
            opening = one.word("Open the stream: %(language)s") % {"language": NAMES[language]}
            one.follows(opening)
            expect(one.page.locator("iframe.player")).to_have_attribute("lang", language)
        expect(one.plays()).to_have_text(f"{place} plays")


def fallen_back(
    day: Day, host: Person, session: Session, people: dict[str, Person], failing: Services
) -> None:
    """Let a provider go away: one click, and the pages that are open say it."""
    at_the_day(host, session)
    failing.go_away()
    watcher = people["es"]
    with day.no_trouble_but(SPANISH):
        watcher.page.reload()
        expect(watcher.plays()).to_have_count(0)
    with day.counted(host, "a host switches to the fallback with"):
        host.presses("Switch everybody to the fallback")
    host.sees("Participants are led to the fallback.")
    for one in people.values():
        news = one.page.locator("[data-follows]")
        one.page.clock.run_for(25_000)
        expect(news).to_contain_text(one.word("The stream has moved to another address."))
        one.follows("Open the stream", news)
        expect(one.plays()).to_have_text(f"{FALLBACK} plays")


def asked_and_answered(day: Day, session: Session, people: dict[str, Person]) -> None:
    """Let one ask without a name, another vote, and a moderator at a telephone show it."""
    moderator = day.person(narrow=True)
    sign_in(moderator.page, UserFactory(roles=[Role.PROGRAMME_HOST]))
    moderator.page.goto(f"/desk/programme/sessions/{session.pk}/questions/")
    moderator.presses("Open questions")
    moderator.sees("Questions are open.")
    asks, votes = people["fr"], people["ar"]
    asks.page.reload()
    asks.fills("Your question", QUESTION)
    asks.presses("Send question")
    asks.sees("Your question has arrived. Nobody else sees it before a moderator shows it.")
    assert Question.objects.get().name == ""
    votes.page.reload()
    moderator.follows("Refresh questions")
    moderator.presses("Show question")
    expect(moderator.page.get_by_role("button", name="Hide question")).to_be_visible()
    assert moderator.page.evaluate("document.documentElement.scrollWidth") <= 390
    votes.follows("Refresh questions")
    expect(votes.page.get_by_text(QUESTION).first).to_be_visible()
    votes.clicks(votes.page.get_by_role("button", name=votes.word("Add vote")))
    expect(votes.page.get_by_role("button", name=votes.word("Remove vote"))).to_be_visible()
    with moderator.page.expect_popup() as screen:
        moderator.follows("Open screen for the stage")
    stage = screen.value
    expect(stage.locator(".stage-next")).to_contain_text(QUESTION)
    expect(stage.locator(".stage-votes")).to_have_text("1")
    moderator.presses("Take question now")
    expect(stage.locator(".stage-now")).to_have_text(QUESTION, timeout=15_000)
    moderator.presses("Mark question as answered")
    expect(moderator.page.get_by_role("heading", name="Being answered now")).to_be_hidden()
    asks.page.clock.run_for(25_000)
    expect(asks.page.locator("#answered-questions")).to_be_visible()
    assert Question.objects.get().state == Question.State.ANSWERED
    stage.close()
    day.counts["questions asked, voted, answered"] = "1, 1, 1"


def checked_in(day: Day, session: Session) -> None:
    """Check thirty people in on a telephone while the line drops."""
    rows = session.registrations.filter(state=KEPT)
    came = rows.exclude(came_at=None).count()
    waiting = list(rows.filter(came_at=None)[:PEOPLE])
    page = opened(day.context(narrow=True), session)
    with day.no_trouble_but("ERR_INTERNET_DISCONNECTED"):
        counts = f"{PEOPLE} of {rows.count()} checked in"
        checked_in_while_the_line_drops(page, waiting, counts)
    assert Decision.objects.filter(verb="check_in").count() == PEOPLE
    day.counts["checked in"] = f"{PEOPLE}, after {came} who opened the stream"
