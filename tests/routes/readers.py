"""Drafts that people outside read by private link, and the screen of their readers at the desk."""

from typing import Any

from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, made_user, worlds
from vigil.trust.models import Consent, PrivateLink, Role
from vigil.trust.private_links.tokens import token_of
from vigil.trust.private_links.verbs.links import make_private_link, revoke_private_link
from vigil.trust.public_forms.tickets import new_ticket
from vigil.witness.models import ReaderNote
from vigil.witness.people.verbs.writing import write_life
from vigil.witness.readers.kinds import CAMPAIGN, LIFE, STORY, DraftKind, ReadDraft
from vigil.witness.readers.verbs.reading import write_correction
from witness import campaign_factories as campaigns
from witness.people_factories import killed, row_of
from witness.story_factories import a_story, with_portrait

EDITORS = frozenset({Role.EDITOR})
LINKS = ("open", "expired", "revoked", "none")
NOWHERE = {"expired": 410, "revoked": 410, "none": 410}


def _opened(
    kind: DraftKind, row: Any, by: Any, state: str, names: dict[str, str] | None = None
) -> World:
    link = make_private_link(kind.key(row), kind.purpose, held_by="family", by=by)
    draft: ReadDraft = kind.read(row)
    version = {"language": "en", "version": draft.version("en")}
    write_correction(link, "The year is wrong.", **version)
    note = ReaderNote.objects.get()
    if state == "revoked":
        revoke_private_link(link, by=by)
    if state == "expired":
        PrivateLink.objects.update(expires_at=link.made_at)

    def facts() -> dict[str, Any]:
        return {
            "agreed": sorted(Consent.objects.values_list("use", flat=True)),
            "notes": sorted(ReaderNote.objects.values_list("state", flat=True)),
            "links": PrivateLink.objects.filter(revoked_at=None).count(),
        }

    token = "x" * 43 if state == "none" else token_of(link)
    extras = {"version": version, "link": link.pk, "note": note.pk}
    return World(f"read {kind.slug}", state, {"token": token, **(names or {})}, extras, facts)


def story_in(state: str) -> World:
    """Make a story with a portrait, and a link with a correction."""
    by = made_user("story.of.readers@example.org", Role.EDITOR)
    story = a_story(by)
    one = with_portrait(story, by)
    handle = "S-9999" if state == "none" else story.public_id
    names = {"uid": one.upload, "kind": "story", "handle": handle}
    return _opened(STORY, story, by, state, names)


def campaign_in(state: str) -> World:
    """Make a campaign, and a link with a correction."""
    by = made_user("campaign.of.readers@example.org", Role.EDITOR)
    return _opened(CAMPAIGN, campaigns.begun(by), by, state)


def life_in(state: str) -> World:
    """Make a text on a life that waits, and a link with a correction."""
    by = made_user("life.of.readers@example.org", Role.EDITOR)
    name = row_of(killed())
    write_life(name, "en", "She taught the young ones to read.", by=by)
    return _opened(LIFE, name, by, state)


WORLDS = {
    "read story": worlds(story_in, *LINKS),
    "read campaign": worlds(campaign_in, *LINKS),
    "read life": worlds(life_in, *LINKS),
}
NO_STATES = {
    "PrivateLink.held_by": "who holds it: told, nothing hangs on it",
    "ReaderNote.state": "whether it was answered: asked by the screen of readers",
    "Reading.answer": "what a reader said: held by the tests of private pages",
}


def asked(do: str, after: dict[str, Any], **said: Any) -> Post:
    """Return what whoever holds a link sends below a draft."""

    def send(world: World) -> dict[str, Any]:
        return {"ticket": new_ticket(), "do": do, **world.version, **said}

    return Post(
        EVERYBODY,
        send,
        done=same(["open"], **after),
        status=200,
        otherwise=410,
        missing=410,
        within=ANYWHERE,
    )


def at_desk(act: str, states: Any, after: dict[str, Any], **said: Any) -> Post:
    """Return what an editor does on the screen of readers."""

    status = said.pop("status", 302)

    def send(world: World) -> dict[str, Any]:
        return {"act": act, "link": world.link, "note": world.note, **said}

    return Post(EDITORS, send, done=same(states, **after), status=status, within=ANYWHERE)


CORRECT = {"text": "The month is wrong too."}
ANSWER = {"answer": "no"}
TWO = {"notes": ["open", "open"]}
HERE = ("open", "expired", "revoked")
ROUTES: dict[str, Route] = {
    "reading/story/<str:token>/": Route(
        EVERYBODY,
        {
            "agree": asked("agree", {"agreed": ["voice"]}, uses=["voice"]),
            "answer": asked("answer", {}, **ANSWER),
            "correct": asked("correct", TWO, **CORRECT),
        },
        of="read story",
        seen=NOWHERE,
    ),
    "reading/story/<str:token>/files/<slug:uid>": Route(EVERYBODY, of="read story", seen=NOWHERE),
    "reading/campaign/<str:token>/": Route(
        EVERYBODY, {"correct": asked("correct", TWO, **CORRECT)}, of="read campaign", seen=NOWHERE
    ),
    "reading/person/<str:token>/": Route(
        EVERYBODY, {"answer": asked("answer", {}, **ANSWER)}, of="read life", seen=NOWHERE
    ),
    "desk/reading/<slug:kind>/<str:handle>/": Route(
        EDITORS,
        {
            "make": Post(
                EDITORS,
                send=lambda world: {"act": "make", "held_by": "family", "language": "es"},
                done={
                    "open": {"links": 2},
                    "expired": {"links": 2},
                    "revoked": {"links": 1},
                },
                status=200,
                within=ANYWHERE,
            ),
            "revoke": at_desk("revoke", ("open", "expired"), {"links": 0}),
            "answer": at_desk("answer", HERE, {"notes": ["answered"]}, answer="Thank you."),
            "close": at_desk("close", HERE, {"notes": ["closed"]}),
            "open": at_desk("open", HERE, {}, status=200),
            "nothing": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        of="read story",
        door=EDITORS,
        gate=EDITORS,
    ),
}
