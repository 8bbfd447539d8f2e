"""Stories: what readers see, and what is done with them at the desk."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.trust.consent.verbs import withdraw_consent
from vigil.trust.models import Consent, Role
from vigil.witness.models import Story, StoryOffer
from vigil.witness.offers import verbs as offers
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs import commissioning, files, publishing, reviewing, withdrawing
from witness.story_factories import a_story, agreed, picture, written

EDITORS = frozenset({Role.EDITOR})
KEEPERS = EDITORS | {Role.ADMINISTRATOR}
Standing = Story.Standing
STATES = (*Standing.values, "sent", "approved", "with a person", "none")
NOT_SENT = (Standing.DRAFT,)
SENT = ("sent", "approved", Standing.SCHEDULED, Standing.PUBLISHED)
HERE = (*NOT_SENT, *SENT)
AWAY = frozenset({"with a person", "none"})
PUBLIC = {
    **dict.fromkeys((*NOT_SENT, "sent", "approved", Standing.SCHEDULED), 404),
    Standing.WITHDRAWN: 410,
    "with a person": 410,
}
NOT_THERE = {**PUBLIC, Standing.WITHDRAWN: 404, "with a person": 404}


def story_in(state: str) -> World:
    """Make a story in a state, that everything is agreed for, with a Spanish text."""
    by = made_user("storyteller@example.org", Role.EDITOR)
    story = a_story(by)
    agreed(story, by=by)
    written(story, by, "es", title="Llevaba las actas", body="Sabía de cada barco.")
    commissioning.keep_family_contact(story, {"family_contact": "Aunt Rosa"}, by=by)
    asked = {"journalist": "R. Vega", "brief": "Her work.", "currency": "", "due_on": None}
    commissioning.commission(story, fee=None, by=by, **asked)
    reviewing.family_read(story, "yes", by=by)
    if state in (*SENT, "with a person"):
        reviewing.send_to_review(story, by=by)
    if state in (*SENT[1:], "with a person"):
        reviewing.approve(story, by=made_user("second@example.org", Role.EDITOR))
    if state == Standing.SCHEDULED:
        publishing.schedule(story, timezone.now() + timedelta(days=2), by=by)
    if state in (Standing.PUBLISHED, "with a person"):
        publishing.publish(story, by=by)
    revision = story_draft(story).revision
    if state == Standing.WITHDRAWN:
        Story.objects.filter(pk=story.pk).update(first_published_at=timezone.now())
        withdrawing.withdraw_story(story, by=by, why="asked")
    if state == "with a person":
        Story.objects.filter(pk=story.pk).update(withdrawals=[1])
        project(Story.objects.get(pk=story.pk))

    names = {
        "handle": "S-9999" if state == "none" else story.public_id,
        "language": "es",
        "uid": "x",
    }
    return World("story", state, names, {"revision": revision}, facts_of(story))


def facts_of(story: Story) -> Callable[[], dict[str, Any]]:
    """Return what reads how a story stands now."""

    def facts() -> dict[str, Any]:
        now = Story.objects.get(pk=story.pk)
        return {
            "standing": now.standing,
            "sent": now.sent_revision is not None,
            "approved": now.approved_revision is not None,
            "family": commissioning.has_family_contact(now),
        }

    return facts


def file_in(state: str) -> World:
    """Make a portrait of a story."""
    by = made_user("storyteller@example.org", Role.EDITOR)
    story = a_story(by)
    one = files.add_file(story, "portrait", picture(), credit="Album", licence="Given", by=by)
    names = {"handle": story.public_id, "pk": str(one.pk), "uid": one.upload}
    if state == "none":
        names |= {"pk": str(NOTHING), "uid": "x"}

    def facts() -> dict[str, Any]:
        return {"there": story.files.count(), "told": [x.texts for x in story.files.all()]}

    return World("story file", state, names, {"upload": one.upload}, facts)


def consent_in(state: str) -> World:
    """Make an agreement for a story."""
    by = made_user("storyteller@example.org", Role.EDITOR)
    story = a_story(by)
    (one,) = agreed(story, "name", by=by)
    if state == "taken back":
        from vigil.witness.stories.verbs.consenting import end_agreement

        end_agreement(story, one, by=by)
    names = {"handle": story.public_id, "pk": str(NOTHING if state == "none" else one.pk)}

    def facts() -> dict[str, Any]:
        return {"ended": Consent.objects.get(pk=one.pk).withdrawn_at is not None}

    return World("story consent", state, names, {}, facts)


def offer_in(state: str) -> World:
    """Make an account that is offered."""
    by = made_user("storyteller@example.org", Role.EDITOR)
    (one,) = agreed(a_story(by), "story", by=by, given_by=Consent.Relation.SELF)
    offer, _new = offers.keep_offer(one, made_user("officer@example.org", Role.FUND_OFFICER))
    if state == "taken":
        offers.take_offer(offer, by)
    if state == "taken back":
        withdraw_consent(one, by=by)

    def facts() -> dict[str, Any]:
        return {"taken": StoryOffer.objects.get(pk=offer.pk).taken_at is not None}

    pk = NOTHING if state == "none" else offer.pk
    return World("story offer", state, {"pk": str(pk)}, {}, facts)


WORLDS = {
    "story": worlds(story_in, *STATES),
    "story file": worlds(file_in, "kept", "none"),
    "story consent": worlds(consent_in, "in force", "taken back", "none"),
    "story offer": worlds(offer_in, "offered", "taken", "taken back", "none"),
}


def at_desk(**values: Any) -> Route:
    """Return the row of a screen for whoever keeps stories."""
    return Route(**{"door": KEEPERS, "gate": KEEPERS, "of": "story", **values})


def writing_at(**values: Any) -> Route:
    """Return the row of a screen for editors alone; of a withdrawn story there is none."""
    return at_desk(**{"door": EDITORS, "gate": EDITORS, **values})


def post(
    send: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = why,
    states: Any = HERE,
    refused: Mapping[str, int] | None = None,
    **more: Any,
) -> Post:
    """Return what editors send about a story, and the states in which it is done."""
    values = {
        "send": send if callable(send) else lambda world: send,
        "done": same(states, **more.pop("after", {})),
        "refused": refused or {},
        "within": ANYWHERE,
        "nothing": AWAY,
        **more,
    }
    return Post(EDITORS, **values)


def act(name: str, states: Any, sent: Mapping[str, Any] | None = None, **after: Any) -> Post:
    """Return one of the acts on the screen of a story."""
    return post({"do": name, **(sent or {})}, states, after=after)


GONE = {Standing.WITHDRAWN: 404}
TEXT = {"name": "Amalia", "title": "Otro título", "body": "Otro texto."}

ROUTES: dict[str, Route] = {
    "stories/": Route(EVERYBODY, of="story"),
    "stories/stories.atom": Route(EVERYBODY, of="story"),
    "stories/<str:handle>/": Route(EVERYBODY, of="story", seen=PUBLIC),
    "stories/<str:handle>/card.png": Route(EVERYBODY, of="story", seen=NOT_THERE),
    # No such file: one answer in every state. `verbs/test_files.py` asks for one that exists.
    "stories/<str:handle>/files/<slug:uid>": Route(
        EVERYBODY, of="story", seen=dict.fromkeys(STATES, 404)
    ),
    "api/v1/stories": Route(EVERYBODY, of="story", programs=True),
    "api/v1/stories/<handle>": Route(EVERYBODY, of="story", seen=PUBLIC, programs=True),
    "desk/stories/": at_desk(get=KEEPERS),
    "desk/stories/new/": writing_at(
        get=EDITORS,
        posts={
            "": post(
                {"kind": "story", "language": "en", "told_by": "family"},
                STATES,
                nothing=frozenset(),
            ),
            "nothing said": post({}, (), otherwise=422, nothing=frozenset()),
        },
    ),
    "desk/stories/offers/<int:pk>/done/": at_desk(
        of="story offer",
        # Taken up by nobody of the table: of what others took up nothing is told.
        posts={
            "": Post(
                EDITORS,
                otherwise=422,
                nothing=frozenset({"offered", "taken", "taken back", "none"}),
                within=ANYWHERE,
            )
        },
    ),
    "desk/stories/offers/<int:pk>/take/": at_desk(
        of="story offer",
        posts={"": Post(EDITORS, done=same(["offered"], taken=True), within=ANYWHERE)},
    ),
    "desk/stories/<str:handle>/": at_desk(get=KEEPERS, seen={"with a person": 404}),
    "desk/stories/<str:handle>/preview/": writing_at(
        get=EDITORS, seen={"with a person": 404, **GONE}
    ),
    "desk/stories/<str:handle>/bind/": at_desk(
        posts={
            "": post({"told_by": "friend"}, (*NOT_SENT, *SENT[:2]), after={"approved": False}),
            "no such case": post({"told_by": "friend", "case": "V-9"}, (), otherwise=422),
        }
    ),
    "desk/stories/<str:handle>/act/": at_desk(
        posts={
            "send": post({"do": "send"}, HERE, after={"sent": True, "approved": False}),
            "send back": post(
                {"do": "send_back", "why": "Too long"},
                SENT,
                after={"sent": False, "approved": False},
            ),
            "approve": post({"do": "approve"}, SENT, after={"approved": True}),
            "publish": act("publish", ("approved", Standing.SCHEDULED), standing="published"),
            "take back": act(
                "take_back",
                (Standing.SCHEDULED, Standing.PUBLISHED),
                {"why": "Asked"},
                standing="draft",
            ),
            "family": act("family", HERE, {"answer": "no"}),
            "nothing called so": post({"do": "x"}, (), otherwise=422),
        }
    ),
    "desk/stories/<str:handle>/schedule/": at_desk(
        posts={
            "": post(
                {"at": "2099-01-01T10:00"},
                ("approved", Standing.SCHEDULED),
                after={"standing": "scheduled"},
            ),
            "no moment": post({"at": "x"}, (), otherwise=422),
        }
    ),
    "desk/stories/<str:handle>/withdraw/": at_desk(
        posts={
            "": post(
                why,
                HERE,
                after={"standing": "withdrawn", "sent": False, "approved": False, "family": False},
            )
        }
    ),
    "desk/stories/<str:handle>/sources/": writing_at(
        get=EDITORS,
        seen={"with a person": 404, **GONE},
        posts={
            "": post(
                lambda world: {"sources": "A paper", "of_revision": world.revision}, refused=GONE
            )
        },
    ),
    "desk/stories/<str:handle>/texts/<slug:language>/": writing_at(
        get=EDITORS,
        seen={"with a person": 404, **GONE},
        posts={
            "": post(lambda world: {**TEXT, "of_revision": world.revision}, refused=GONE),
            "no revision": post({**TEXT, "of_revision": "x"}, (), refused=GONE, otherwise=422),
        },
    ),
    "desk/stories/<str:handle>/texts/<slug:language>/review/": writing_at(
        posts={"": post(lambda world: {"of_revision": world.revision}, refused=GONE)}
    ),
    "desk/stories/<str:handle>/consents/": at_desk(
        posts={
            "": post(
                {
                    "uses": ["voice"],
                    "given_by": "family",
                    "given_how": "paper",
                    "given_on": "2026-01-05",
                }
            ),
            "nothing said": post({}, (), otherwise=422),
        }
    ),
    "desk/stories/<str:handle>/consents/<int:pk>/end/": at_desk(
        of="story consent",
        posts={
            "": Post(KEEPERS, done=same(["in force"], ended=True), within=ANYWHERE),
        },
    ),
    "desk/stories/<str:handle>/files/": at_desk(posts={"no file": post({}, (), otherwise=422)}),
    "desk/stories/<str:handle>/files/<int:pk>/": at_desk(
        of="story file",
        posts={
            "": Post(
                EDITORS,
                send=lambda world: {"language": "en", "alt": "A desk."},
                done=same(["kept"], told=[{"en": {"alt": "A desk."}}]),
                within=ANYWHERE,
            )
        },
    ),
    "desk/stories/<str:handle>/files/<int:pk>/content": at_desk(get=KEEPERS, of="story file"),
    "desk/stories/<str:handle>/papers/<slug:uid>/": at_desk(get=KEEPERS, of="story file"),
    "desk/stories/<str:handle>/files/<int:pk>/remove/": at_desk(
        of="story file",
        posts={"": Post(EDITORS, send=why, done=same(["kept"], there=0, told=[]), within=ANYWHERE)},
    ),
    "desk/stories/<str:handle>/commission/": at_desk(
        posts={"": post({"journalist": "R. Vega", "brief": "Her work.", "currency": ""})}
    ),
    "desk/stories/<str:handle>/commission/move/": at_desk(
        posts={"": post({"state": "accepted"}, refused=GONE)}
    ),
    "desk/stories/<str:handle>/family/": at_desk(posts={"": post({"family_speaks": "Eva"})}),
    "desk/stories/<str:handle>/family/forget/": at_desk(posts={"": post(after={"family": False})}),
    "desk/stories/<str:handle>/family/open/": writing_at(posts={"": post(why, status=200)}),
}
