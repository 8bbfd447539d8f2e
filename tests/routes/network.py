"""Members: their directory and pages, what they do themselves, and what is done at the desk."""

from typing import Any

from network.factories import MemberFactory, agree, not_yet_in
from network.sheets_of_members import row, written
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same, why
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.network.invitations.verbs import invite
from vigil.network.members.verbs.leaving import leave
from vigil.network.members.verbs.listing_and_pausing import pause
from vigil.network.models import Listing, Member, MemberKind, MemberSheet, Status
from vigil.network.profiles.fields import Audience
from vigil.network.sheets.verbs.importing import apply, begin_import, drop, plan_of
from vigil.trust.models import Role

MANAGERS = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_HOST})
NOBODY: frozenset[Role] = frozenset()
"""Members are no role: of the persons of the table nobody is one. `tests/network` asks as them."""
MEMBERS = (
    "listed",
    "an organisation, under another name",
    "not listed",
    "invited",
    "without an address",
    Status.PAUSED,
    Status.LEFT,
    "none",
)
SHOWN = frozenset(
    # Who does not sign in yet may have agreed on paper.
    {"listed", "an organisation, under another name", "invited", "without an address"}
)
SHEETS = (*MemberSheet.State.values, "none")


def managing() -> Any:
    """Make the manager who made what is in a world."""
    return made_user("manager@example.org", Role.PROGRAMME_HOST)


def made_member(state: str) -> Member:
    """Make a member in a state."""
    if state == "invited":
        return not_yet_in("casilda@hermanas.example", name="Casilda")
    if state == "without an address":
        return not_yet_in(name="Casilda")
    listings = {
        "not listed": Listing.UNLISTED,
        "an organisation, under another name": Listing.PSEUDONYM,
    }
    organisation = state.startswith("an organisation")
    return MemberFactory(
        user=made_user("casilda@hermanas.example"),
        name="Casilda",
        pseudonym="Heron",
        kind=MemberKind.ORGANISATION if organisation else MemberKind.PERSON,
        listing=listings.get(state, Listing.NAME),
    )


def kept(tokens: list[str], token: str) -> str:
    """Keep a token, and return it as its own address."""
    tokens.append(token)
    return token


def member_in(state: str) -> World:
    """Make a member in a state, and what leads to them."""
    by, member = managing(), made_member(state)
    agree(member, Audience.PUBLIC)
    tokens = ["no-such-token"]
    if state == "invited":
        invite(member, by=by, link=lambda token: kept(tokens, token))
    if state == Status.PAUSED:
        pause(member, by=by)
    if state == Status.LEFT:
        leave(member, by=by, why="asked by letter")
    member.refresh_from_db()

    def facts() -> dict[str, Any]:
        now = Member.objects.get(pk=member.pk)
        return {"status": now.status}

    gone = state == "none"
    names = {
        "handle": "x" if gone else member.handle,
        "uid": "x" if gone else member.uid,
        "token": tokens[-1],
        "audience": "public",
    }
    return World("member", state, names, {"member": member}, facts)


def sheet_in(state: str) -> World:
    """Make a sheet of members in a state."""
    by = managing()
    begun = begin_import(written([row(1), row(2, country="Atlantis")]), by=by)
    seen = plan_of(begun, by=by).digest
    if state == MemberSheet.State.APPLIED:
        apply(begun, by=by, seen=seen)
    if state == MemberSheet.State.DROPPED:
        drop(begun, by=by)

    def facts() -> dict[str, Any]:
        return {"state": MemberSheet.objects.get(pk=begun.pk).state}

    names = {"pk": str(NOTHING if state == "none" else begun.pk)}
    return World("member sheet", state, names, {"seen": seen}, facts)


def at_desk(**values: Any) -> Route:
    """Return the row of a screen that managers alone enter."""
    return Route(**{"door": MANAGERS, "gate": MANAGERS, **values})


def of_member(post: Post) -> Route:
    """Return the row of an act on one member."""
    return at_desk(posts={"": post}, of="member")


def own(**values: Any) -> Route:
    """Return the row of a page of a member's own: a visitor signs in, others are refused."""
    return Route(**{"of": "member", "signed_in": True, "members": True, **values})


def asked_of_nobody(get: bool = True) -> Route:
    """Return the row of an own page that is also posted to: nobody of the table may."""
    post = Post(NOBODY, otherwise=422, within=ANYWHERE, nothing=frozenset())
    return own(get=NOBODY if get else None, posts={"": post})


NOT_THERE = dict.fromkeys({*MEMBERS} - SHOWN, 404)
TAKING_PART = {*MEMBERS} - {Status.PAUSED, Status.LEFT, "none"}
STILL_HERE = {*MEMBERS} - {Status.LEFT, "none"}
WORLDS = {
    "member": worlds(member_in, *MEMBERS),
    "member sheet": worlds(sheet_in, *SHEETS),
}

ROUTES: dict[str, Route] = {
    "network/": Route(EVERYBODY, of="member"),
    "network/members.json": Route(EVERYBODY, of="member", programs=True),
    "network/<str:handle>/": Route(EVERYBODY, of="member", seen=NOT_THERE),
    # No such portrait: one answer, whatever the member agreed to.
    "network/portraits/<str:uid>/": Route(EVERYBODY, of="member", seen=dict.fromkeys(MEMBERS, 404)),
    "network/join/<str:token>/": Route(
        EVERYBODY,
        {
            "": Post(
                EVERYBODY,
                done=same(["invited"], status=Status.ACTIVE),
                otherwise=410,
                within=ANYWHERE,
                visitors=True,
                nothing=frozenset(),
            )
        },
        of="member",
        seen=dict.fromkeys({*MEMBERS} - {"invited"}, 410),
    ),
    "network/members/": own(get=NOBODY),
    "network/members/<str:handle>/": own(get=NOBODY, seen={"none": 403}),
    "network/me/": own(get=NOBODY),
    "network/me/as/<str:audience>/": own(get=NOBODY, seen={"none": 403}),
    "network/me/edit/": asked_of_nobody(),
    "network/me/seen/": asked_of_nobody(),
    "network/me/biography/": asked_of_nobody(),
    "network/me/portrait/": asked_of_nobody(),
    "network/me/data/": asked_of_nobody(get=False),
    "network/me/pause/": asked_of_nobody(get=False),
    "network/me/leave/": asked_of_nobody(),
    "desk/members/": at_desk(get=MANAGERS, of="member"),
    "desk/members/new/": at_desk(
        get=MANAGERS,
        posts={
            "added": Post(
                MANAGERS,
                send=lambda world: {"kind": "person", "name": "Eva Luna"},
                done=same(MEMBERS),
                within=ANYWHERE,
                nothing=frozenset(),
            ),
            "without a name": Post(MANAGERS, otherwise=422, within=ANYWHERE, nothing=frozenset()),
        },
        of="member",
    ),
    "desk/members/<str:uid>/": at_desk(get=MANAGERS, of="member"),
    "desk/members/<str:uid>/edit/": at_desk(
        get=MANAGERS,
        posts={
            "": Post(
                MANAGERS,
                send=lambda world: {"name": "Casilda", "pseudonym": "Heron", "role": "Judge"},
                done=same(STILL_HERE),
                otherwise=422,
                within=ANYWHERE,
            )
        },
        of="member",
    ),
    "desk/members/<str:uid>/invite/": of_member(
        Post(
            MANAGERS,
            send=lambda world: {"language": "en"},
            done=same(["invited"]),
            within=ANYWHERE,
        )
    ),
    "desk/members/<str:uid>/take-back/": of_member(
        Post(MANAGERS, done=same(["invited"]), within=ANYWHERE)
    ),
    "desk/members/<str:uid>/pause/": of_member(
        Post(
            MANAGERS,
            send=lambda world: {"do": "pause"},
            done=same(TAKING_PART, status=Status.PAUSED),
            within=ANYWHERE,
        )
    ),
    "desk/members/<str:uid>/remove/": of_member(
        Post(MANAGERS, send=why, done=same(STILL_HERE, status=Status.LEFT), within=ANYWHERE)
    ),
    "desk/members/invite-added/": at_desk(
        # Whoever can be invited is; where nobody can, that is said.
        posts={
            "": Post(
                MANAGERS,
                done=same(MEMBERS),
                recorded=False,
                within=ANYWHERE,
                nothing=frozenset(),
            )
        },
        of="member",
    ),
    "desk/members/sheets/": at_desk(
        get=MANAGERS,
        posts={"no file": Post(MANAGERS, otherwise=422, within=ANYWHERE, nothing=frozenset())},
        of="member sheet",
    ),
    "desk/members/sheets/<int:pk>/": at_desk(get=MANAGERS, of="member sheet"),
    "desk/members/sheets/<int:pk>/look/": at_desk(
        posts={"": Post(MANAGERS, done=same(["planned"]), status=200, within=ANYWHERE)},
        of="member sheet",
    ),
    "desk/members/sheets/<int:pk>/apply/": at_desk(
        posts={
            "": Post(
                MANAGERS,
                send=lambda world: {"seen": world.seen},
                done=same(["planned"], state="applied"),
                within=ANYWHERE,
            )
        },
        of="member sheet",
    ),
    "desk/members/sheets/<int:pk>/broken/": at_desk(
        posts={"": Post(MANAGERS, done=same(["applied"]), status=200, within=ANYWHERE)},
        of="member sheet",
    ),
    "desk/members/sheets/<int:pk>/drop/": at_desk(
        posts={"": Post(MANAGERS, done=same(["planned"], state="dropped"), within=ANYWHERE)},
        of="member sheet",
    ),
}
