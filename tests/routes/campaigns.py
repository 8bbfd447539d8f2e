"""Campaigns: their pages for everybody, their screens for editors."""

from typing import Any

from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import World, made_user, worlds
from vigil.trust.models import Role
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.verbs import publishing
from vigil.witness.campaigns.verbs import writing as campaigning
from vigil.witness.models import Campaign
from vigil.witness.works.drafts import latest_revision

EDITORS = frozenset({Role.EDITOR})
KEEPERS = EDITORS | {Role.ADMINISTRATOR}
STATES = ("draft", "sent", "approved", "published", "withdrawn", "none")
THERE = ("draft", "sent", "approved", "published")


def campaign_in(state: str) -> World:
    """Make a campaign of two blocks, written in English and Spanish, and bring it so far."""
    by = made_user("builder@example.org", Role.EDITOR)
    campaign = campaigning.begin_campaign("day-2027", "en", by=by)

    def now() -> int:
        return latest_revision(campaign) or 0

    said = {"title": "A day", "summary": "One line"}
    campaigning.write_words(campaign, "en", said, by=by, of_revision=now())
    campaigning.write_words(campaign, "es", {"title": "Un día"}, by=by, of_revision=now())
    for kind, values in (("share", {"tags": "remember"}), ("text", {"text": "Seven words"})):
        block = campaigning.add_block(campaign, kind, values, by=by, of_revision=now())
    words = {"summary": "Una línea", f"{block}-text": "Palabras"}
    campaigning.write_words(campaign, "es", words, by=by, of_revision=now())
    first = campaigning.revisions(campaign)[-1].pk
    if state not in ("draft", "none"):
        publishing.send_campaign(campaign, by=by)
    if state in ("approved", "published", "withdrawn"):
        other = made_user("approver@example.org", Role.EDITOR)
        publishing.approve_campaign(campaign, by=other)
    if state in ("published", "withdrawn"):
        publishing.publish_campaign(campaign, by=by)
    if state == "withdrawn":
        publishing.withdraw_campaign(campaign, by=by, why="It has ended")

    def facts() -> dict[str, Any]:
        row = Campaign.objects.get(pk=campaign.pk)
        draft = campaign_draft(row)
        return {
            "standing": row.standing,
            "sent": row.sent_revision is not None,
            "approved": row.approved_revision is not None,
            "blocks": [one.kind for one in draft.blocks],
            "in Spanish": draft.title_of("es")["title"],
            "reviewed": bool(draft.reviewed.get("es")),
        }

    names = {
        "slug": "nothing" if state == "none" else "day-2027",
        "language": "es",
        "kind": "text",
        "block": block,
    }
    return World("campaign", state, names, {"campaign": campaign, "first": first}, facts)


WORLDS = {"campaign": worlds(campaign_in, *STATES)}
STATES_OF = {"Campaign.standing": lambda: Campaign.objects.values_list("standing", flat=True)}


def doing(do: str, **done: Any) -> Post:
    """Return what an editor does with a campaign, in which states, and what it changes."""
    send = {"do": do}
    return Post(EDITORS, lambda world: {**send, **why(world)}, done=done, within=ANYWHERE)


def writing(after: dict[str, Any], **values: str) -> Post:
    """Return what an editor writes into the latest revision, and what it changes."""

    def send(world: World) -> dict[str, Any]:
        latest = latest_revision(Campaign.objects.get(pk=world.campaign.pk))
        return {**values, "of_revision": latest or "", "revision": world.first}

    gone = {"withdrawn": 404}
    return Post(EDITORS, send, done=same(THERE, **after), refused=gone, within=ANYWHERE)


def refused() -> Post:
    """Return that something is sent that cannot be read."""
    return Post(EDITORS, otherwise=422, refused={"withdrawn": 404}, within=ANYWHERE)


def desk(*readers: Any, **posts: Post) -> Route:
    """Return the row of a screen of one campaign, which editors write."""
    reading = EDITORS if readers else None
    seen = {"withdrawn": 404}
    return Route(reading, posts, of="campaign", seen=seen, door=EDITORS, gate=EDITORS)


HIDDEN = dict.fromkeys(("draft", "sent", "approved"), 404)
AT = "desk/campaigns/at/<slug:slug>/"
ROUTES: dict[str, Route] = {
    "campaigns/": Route(EVERYBODY, of="campaign"),
    "campaigns/campaigns.atom": Route(EVERYBODY, of="campaign"),
    "campaigns/<slug:slug>/": Route(EVERYBODY, of="campaign", seen={**HIDDEN, "withdrawn": 410}),
    "campaigns/<slug:slug>/card.png": Route(
        EVERYBODY, of="campaign", seen={**HIDDEN, "withdrawn": 404}
    ),
    "desk/campaigns/": Route(KEEPERS, of="campaign", door=KEEPERS, gate=KEEPERS),
    "desk/campaigns/new/": Route(
        EDITORS,
        {
            "begin": Post(
                EDITORS,
                lambda world: {"slug": "another-day", "language": "ar"},
                done=same([""]),
                within=ANYWHERE,
            ),
            "no address": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        door=EDITORS,
        gate=EDITORS,
    ),
    AT: Route(KEEPERS, of="campaign", door=KEEPERS, gate=KEEPERS),
    f"{AT}preview/": desk(True),
    f"{AT}act/": Route(
        posts={
            "send": doing(
                "send",
                draft={"sent": True},
                sent={},
                approved={"approved": False},
                published={"approved": False},
            ),
            "approve": doing("approve", sent={"approved": True}, approved={}, published={}),
            "publish": doing("publish", approved={"standing": "published"}, published={}),
            "send back": doing(
                "send_back",
                sent={"sent": False},
                approved={"sent": False, "approved": False},
                published={"sent": False, "approved": False},
            ),
            "take back": doing("take_back", published={"standing": "draft"}),
            "nothing": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        of="campaign",
        door=EDITORS,
        gate=EDITORS,
    ),
    f"{AT}withdraw/": Route(
        posts={
            "withdraw": Post(
                EDITORS,
                send=why,
                done={
                    state: {
                        "standing": "withdrawn",
                        "blocks": [],
                        "in Spanish": "",
                        **({"sent": False} if state != "draft" else {}),
                        **({"approved": False} if state in ("approved", "published") else {}),
                    }
                    for state in THERE
                },
                within=ANYWHERE,
            ),
            "no reason": Post(EDITORS, otherwise=422, within=ANYWHERE),
        },
        of="campaign",
        door=KEEPERS,
        gate=KEEPERS,
    ),
    f"{AT}bring-back/": desk(back=writing({"blocks": [], "in Spanish": ""})),
    f"{AT}words/<slug:language>/": desk(
        True,
        write=writing({"in Spanish": "Otro día"}, title="Otro día"),
        nothing=refused(),
    ),
    f"{AT}words/<slug:language>/review/": desk(review=writing({"reviewed": True})),
    f"{AT}add/<slug:kind>/": desk(
        True, add=writing({"blocks": ["share", "text", "text"]}, text="More"), nothing=refused()
    ),
    f"{AT}blocks/<slug:block>/": desk(
        True, change=writing({}, text="Other words"), nothing=refused()
    ),
    f"{AT}blocks/<slug:block>/move/": desk(
        up=writing({"blocks": ["text", "share"]}, do="up"),
        down=writing({}, do="down"),
        remove=writing({"blocks": ["share"]}, do="remove"),
        nothing=refused(),
    ),
}
