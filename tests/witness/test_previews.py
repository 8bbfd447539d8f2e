"""Previews: the page that readers will see, before it is published, for those who may."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.trust.models import Role, User
from vigil.witness.people.verbs.writing import approve_life, write_life
from vigil.witness.stories.verbs import files
from witness import campaign_factories as campaigns
from witness.people_factories import killed, row_of
from witness.story_factories import QUOTED, a_story, agreed, editor, picture, published, written

pytestmark = pytest.mark.django_db
MARK = "Preview: not published"
LIFE = "She taught the young ones to open the last container too."


@dataclass(frozen=True)
class Draft:
    """Something not published: where its preview and its page are, and how it is published."""

    preview: str
    page: str
    words: str
    publish: Callable[[], object]
    reader: Role = Role.EDITOR


def a_story_draft(by: User) -> Draft:
    """Make a story with a portrait and a quote, that nobody agreed to yet."""
    story = a_story(by, body=QUOTED, family_account="We miss her.")
    one = files.add_file(story, "portrait", picture(), credit="Album", licence="Given", by=by)
    files.describe_file(one, "en", {"alt": "A woman at a desk."}, by=by)

    def publish() -> None:
        agreed(story, by=by)
        published(story, by)

    at = story.public_id
    words = "She sang while she worked."
    return Draft(f"/desk/stories/{at}/preview/", f"/stories/{at}/", words, publish)


def a_campaign_draft(by: User) -> Draft:
    """Make a campaign of two blocks."""
    campaign = campaigns.begun(by)
    campaigns.added(campaign, "text", by, heading="Why", text="They are not numbers.")
    campaigns.added(campaign, "share", by, tags="remember", text="Say their names")
    return Draft(
        "/desk/campaigns/at/day-2027/preview/",
        "/campaigns/day-2027/",
        "They are not numbers.",
        lambda: campaigns.published(campaign, by),
    )


def a_life_draft(by: User) -> Draft:
    """Make a text on a life that waits for a second person."""
    name = row_of(killed())
    write_life(name, "en", LIFE, by=by)

    def publish() -> None:
        approve_life(name, "en", LIFE, by=editor(), may_name=LIFE.strip(".").split())

    preview = f"/desk/remembrance/{name.handle}/preview/"
    return Draft(preview, f"/people/{name.handle}/", LIFE, publish)


def an_event_draft(by: User) -> Draft:
    """Make an event with one session, both drafts."""
    event = EventFactory(slug="days", state=State.DRAFT, summary="Two days.")
    session = SessionFactory(event=event, state=State.DRAFT, abstract="What was seen.")

    def publish() -> None:
        for row in (event, session):
            row.state = State.PUBLISHED
            row.save()

    preview = f"/desk/programme/{event.pk}/preview/"
    words, host = "What was seen.", Role.PROGRAMME_HOST
    return Draft(preview, "/programme/days/", words, publish, host)


KINDS = (a_story_draft, a_campaign_draft, a_life_draft, an_event_draft)


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def main_of(client: Client, at: str) -> str:
    """Return what stands between header and footer, with addresses of the desk made public."""
    answer = client.get(at)
    assert answer.status_code == 200, at
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S)
    assert main is not None
    return re.sub(r'(href|src|action)="[^"]*"', r'\1=""', main[0])


def without_what_previews_lack(page: str) -> str:
    """Leave out what leads a draft out of the house: its card, its calendar."""
    card = r'<section class="no-print" aria-labelledby="card">.*?</section>'
    calendar = r'<section aria-labelledby="calendar">.*?</section>'
    for_machines = r"<script.*?</script>"
    left = re.sub(f"{card}|{calendar}|{for_machines}", "", page, flags=re.S)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", left))


def test_it_is_the_page_that_readers_see_after_publishing() -> None:
    by = editor()
    for make in KINDS:
        draft = make(by)
        client = signed_in(draft.reader)
        before = main_of(client, draft.preview)
        assert draft.words in before
        draft.publish()
        after = main_of(Client(), draft.page)
        assert without_what_previews_lack(before) == without_what_previews_lack(after)


def test_it_says_what_it_is_and_nobody_keeps_it() -> None:
    by = editor()
    for make in KINDS:
        draft = make(by)
        answer = signed_in(draft.reader).get(draft.preview)
        page = answer.content.decode()
        assert page.count(f"<strong>{MARK}</strong>") == 1
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        head = page.partition("</head>")[0]
        assert f'property="og:title" content="{MARK}"' in head
        assert draft.words not in head
        assert f"<title>{MARK}" in head
        arabic = signed_in(draft.reader).get(f"/ar{draft.preview}").content.decode()
        assert 'dir="rtl"' in arabic
        assert draft.words in arabic


@pytest.mark.tail("tests/site/test_routes.py asks these routes of every role")
def test_those_see_it_who_write_and_review() -> None:
    by = editor()
    for make in KINDS:
        draft = make(by)
        for role in Role:
            expected = 200 if role == draft.reader else 403
            assert signed_in(role).get(draft.preview).status_code == expected, role
        assert Client().get(draft.preview).status_code == 302


def test_an_editor_of_another_language_sees_no_story_and_no_campaign() -> None:
    by = editor()
    drafts = [a_story_draft(by), a_campaign_draft(by)]
    client = Client()
    elsewhere = UserFactory()
    elsewhere.grants.create(role=Role.EDITOR, languages=["ar"])
    client.force_login(elsewhere)
    assert [client.get(one.preview).status_code for one in drafts] == [404, 404]


def test_nothing_of_a_draft_leaves_the_desk() -> None:
    by = editor()
    drafts = [make(by) for make in KINDS]
    places = (
        *("/", "/stories/", "/stories/stories.atom", "/api/v1/stories", "/campaigns/"),
        *("/campaigns/campaigns.atom", "/programme/", "/programme/sessions.ics", "/names/"),
        *("/sitemap.xml", "/people/", "/cases/?q=minutes", "/stories/?q=minutes"),
        *(draft.page for draft in drafts),
    )
    for at in places:
        page = Client().get(at, follow=True).content.decode()
        assert not [draft.words for draft in drafts if draft.words in page]
        assert "/preview/" not in page


def test_a_translation_that_nobody_reviewed_is_shown_and_said_to_be_so() -> None:
    by = editor()
    story = a_story(by)
    written(story, by, "es", title="Llevaba las actas", body="Sabía de cada barco.")
    client = signed_in(Role.EDITOR)
    at = f"/desk/stories/{story.public_id}/preview/"
    page = client.get(f"/es{at}").content.decode()
    assert "Sabía de cada barco." in page
    assert f'href="{at}"' in page
    english = client.get(at).content.decode()
    assert re.search(
        r'href="/es/desk[^>]*>Español</a>\s*<span class="quiet">\(not reviewed\)', english
    )
    assert "Sabía de cada barco." in client.get(f"{at}?text=es").content.decode()


def test_a_published_version_is_called_so_and_a_later_draft_a_preview() -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    client, at = signed_in(Role.EDITOR), f"/desk/stories/{story.public_id}/preview/"
    page = client.get(at).content.decode()
    assert "Published: readers see this version" in page
    assert MARK not in page.partition("<body")[2]
    written(story, by, title="Another title")
    page = client.get(at).content.decode()
    assert MARK in page
    assert "Readers see an earlier version" in page
    assert "Another title" not in Client().get(f"/stories/{story.public_id}/").content.decode()
