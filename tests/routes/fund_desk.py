"""The fund: parties, nominations, emergencies, calls, applications, reviews at the desk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from files.media_files import media
from fund import factories
from routes.rows import Post, Route, same
from routes.worlds import World, Worlds, made_user, worlds
from vigil.fund.applications.verbs import determining, storing_files
from vigil.fund.calls import verbs as calls
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.models import (
    Application,
    Call,
    Check,
    EmergencyRequest,
    Message,
    Nomination,
    Party,
    Review,
)
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import (
    changing_levels,
    own_page_links,
    removing,
    sealing,
    who_may_know,
)
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.models import Confirmation, Level, Role, User

OFFICERS = frozenset({Role.FUND_OFFICER})
REVIEWERS = frozenset({Role.REVIEWER})
AWAY = frozenset({"none", "closed"})
"""What nobody in the table knows of: there is none, or others alone may know."""
A, C, E, N = Application.State, Call.State, EmergencyRequest.State, Nomination.State


def officer() -> User:
    """Make the officer who made what is in a world."""
    return colleague("fund.desk@example.org", Role.FUND_OFFICER)


def colleague(email: str, role: Role) -> User:
    """Make somebody of the fund, once: several worlds may stand beside each other."""
    return User.objects.filter(username=email).first() or made_user(email, role)


def close(party: Party, state: str, by: User) -> None:
    """Let nobody but its maker know of a party in the state that is called so."""
    if state == "closed":
        who_may_know.let_know(party, [by], by=by)


def party_in(state: str) -> World:
    """Make a party at a level, removed, or closed."""
    by = officer()
    level = state if state in Level.values else Level.HIDDEN
    party = factories.party(level, contact_by=Party.Contact.EMAIL, contact="a@example.org")
    own_page_links.new_link(party, by=by)
    close(party, state, by)
    if state == "asks":
        changing_levels.say_level(party, Level.OPEN)
    if state == "removed":
        removing.remove(party, by=by, why="asked")

    def facts() -> dict[str, Any]:
        now = Party.objects.get(pk=party.pk)
        return {
            "asks": changing_levels.open_level_request(now) is not None,
            "waits": Confirmation.objects.exists(),
            "level": now.level,
            "country": now.country,
            "link": bool(now.link_digest),
            "removed": now.is_removed,
        }

    uid = "x" if state == "none" else party.uid
    return World("desk party", state, {"uid": uid}, {"colleague": by.pk}, facts)


def nomination_in(state: str) -> World:
    """Make a nomination in a state; "screened" is one that every step was taken of."""
    by = officer()
    row = factories.nomination(state if state in N.values else N.SCREENING, by=by)
    if state == "screened":
        small = factories.clear_checks(found=Check.Found.CONCERN, note="small")
        nominations.take_checks(row, small, by=by)
    close(row.party, state, by)

    def facts() -> dict[str, Any]:
        return {"state": Nomination.objects.get(pk=row.pk).state}

    uid = "x" if state == "none" else row.uid
    return World("desk nomination", state, {"uid": uid}, {}, facts)


NOES = (E.REFUSED, "told")
"""States in which two said no."""


def emergency_in(state: str) -> World:
    """Make an emergency in a state; of one that is "said", somebody has said yes; of one that is
    "told", the answer was let go.
    """
    by = officer()
    row = factories.emergency()
    factories.donor()
    said = {"said": [True], E.APPROVED: [True, True], **{key: [False, False] for key in NOES}}
    for n, yes in enumerate(said.get(state, [])):
        who = colleague(f"fund.word{n}@example.org", Role.FUND_OFFICER)
        deciding.give_word(row, yes, "I know them", by=who)
    if state == "told":
        deciding.release_answer(row, by=by)
    close(row.party, state, by)

    def facts() -> dict[str, Any]:
        found = EmergencyRequest.objects.get(pk=row.pk)
        return {"state": found.state, "told": found.told_at is not None, "minor": found.minor}

    uid = "x" if state == "none" else row.uid
    return World("desk emergency", state, {"uid": uid}, {}, facts)


def call_in(state: str) -> World:
    """Make a call in a state, with an application that was reviewed."""
    now = timezone.now()
    days = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
    if state in ("over", C.DECIDED):
        days["closes_at"] = now - timedelta(days=1)
    stands = state if state in C.values else C.PUBLISHED
    call = factories.call(slug="the-call", state=stands, **days)
    row = factories.reviewed(3, 4, of=factories.application(call=call))

    def facts() -> dict[str, Any]:
        found = Call.objects.get(pk=call.pk)
        state = Application.objects.get(pk=row.pk).state
        return {"state": found.state, "open": calls.is_open(found), "application": state}

    slug = "x" if state == "none" else call.slug
    return World(
        "desk call",
        state,
        {"slug": slug, "key": "what"},
        {"number": row.number, "row": row.uid},
        facts,
    )


def application_in(state: str) -> World:
    """Make an application in a state; "reviewed" is one whose reviews are in."""
    by = officer()
    row = factories.application(state if state in (A.DRAFT, A.WITHDRAWN) else A.SUBMITTED)
    waits = ""
    sealing.write(row.party, "application", row.uid, "answers", '{"what": "A radio"}', by=None)
    if state == A.REVIEW:
        factories.reviewed(3, of=row)
        late = colleague("fund.late@example.org", Role.REVIEWER)
        waits = reviewing.assign(row, late, by=by).uid
    if state in ("reviewed", A.DECIDED, "agreed", "told"):
        factories.reviewed(3, 4, of=row)
    if state in (A.DECIDED, "agreed", "told"):
        factories.stated(row)
        made = determining.determine(row, "award", "the best", "Yes.", by=by)
        if state in ("agreed", "told"):
            second = colleague("fund.second@example.org", Role.FUND_OFFICER)
            made = determining.agree(made, by=second)
        if state == "told":
            determining.release_determination(made, by=by)
    close(row.party, state, by)
    free = colleague("fund.reviewer@example.org", Role.REVIEWER)

    def facts() -> dict[str, Any]:
        now = Application.objects.get(pk=row.pk)
        last = determining.newest_determination(now)
        told = last is not None and determining.is_released(last)
        agreed = last is not None and last.agreed_by is not None
        return {"state": now.state, "outcome": now.outcome, "told": told, "agreed": agreed}

    uid = "x" if state == "none" else row.uid
    sent = {"reviewer": free.pk, "waits": waits}
    return World("desk application", state, {"uid": uid}, sent, facts)


def voice_in(state: str) -> World:
    """Make a voice message that can be played, or one of a party that is closed."""
    by, party = officer(), factories.party()
    message = Message.objects.create(party=party)
    row = storing_files.keep_file(party, media("ogg"), message=message)
    close(party, state, by)

    def facts() -> dict[str, Any]:
        return {"transcript": sealing.is_kept("application_file", row.uid, "transcript")}

    return World("desk voice", state, {"uid": "x" if state == "none" else row.uid}, {}, facts)


def review_in(state: str) -> World:
    """Make a review in a state. It is given to nobody of the table."""
    by, who = officer(), colleague("fund.reviewer@example.org", Role.REVIEWER)
    row = reviewing.assign(factories.application(), who, by=by)
    if state == Review.State.SUBMITTED:
        reviewing.submit_review(row, {"need": 1, "safety": 1}, "award", "fine", by=who)
    if state == Review.State.DECLINED:
        reviewing.decline_review(row, "no time", by=who)
    if state == Review.State.TAKEN_BACK:
        reviewing.take_back_review(row, "they are ill", by=by)
    return World("desk review", state, {"uid": "x" if state == "none" else row.uid})


def at_desk(**values: Any) -> Route:
    """Return the row of a screen for officers; of its states those that its kind of thing has."""
    made = {"none", *WORLDS.get(values.get("of", ""), {})}
    posts = {
        name: replace(post, nothing=post.nothing & made)
        for name, post in values.pop("posts", {}).items()
    }
    return Route(**{"get": OFFICERS, "door": OFFICERS, "gate": OFFICERS, "posts": posts, **values})


def act(name: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return one act of an officer on a screen; `sends` is what its form holds."""
    sends = values.pop("sends", {})

    def send(world: World) -> dict[str, Any]:
        return {"act": name, **(sends(world) if callable(sends) else sends)}

    return Post(OFFICERS, send, done, **{"nothing": AWAY, "within": frozenset(), **values})


LEVELS = list(Level.values)
HERE = [*LEVELS, "asks"]
"""States of a party of which something is kept; who "asks" is hidden, and wants to be open."""
PARTIES = (*HERE, "removed", "closed", "none")
NOMINATIONS = (*N.values, "screened", "closed", "none")
PROPOSED = [*N.values, "screened"]
EMERGENCIES = (*E.values, "said", "told", "closed", "none")
ASKED = [*E.values, "said", "told"]
CALLS = (*C.values, "over", "none")
OFFERED = [*C.values, "over"]
SENT = [A.SUBMITTED, A.REVIEW, "reviewed", A.DECIDED, "agreed", "told", A.WITHDRAWN]
APPLICATIONS = (*SENT, A.DRAFT, "closed", "none")
WHY = {"why": "to look"}
UNKNOWN = Post(
    OFFICERS, lambda world: {"act": "dance"}, otherwise=422, nothing=AWAY, within=frozenset()
)
NO_DECISION = dict.fromkeys((A.SUBMITTED, A.REVIEW, "reviewed", A.WITHDRAWN), 422)
UNSEEN = AWAY | {A.DRAFT}
GONE = {"removed": 422}
NEW = {"level": "hidden", "kind": "person", "language": "es", "contact_by": "none"}


BASICS = {
    "slug": "the-call",
    "kind": "grant",
    "access": "open",
    "languages": ["en", "es"],
    "opens_at": "2026-01-01T00:00",
    "closes_at": "2040-01-01T00:00",
    "zone": "UTC",
    "currency": "USD",
    "reviewers": "2",
    "blind": "on",
}
CHANGEABLE = [C.DRAFT, C.PUBLISHED, "over"]
"""States of a call in which it can be changed."""


def to_the_panel(world: World) -> dict[str, Any]:
    """Send what the forms of a panel meeting hold about the application of a call."""
    return {
        "application": world.row,
        "outcome": "decline",
        "reasons": "Too far.",
        "budget": "5000",
        **WHY,
    }


WORLDS: dict[str, Worlds] = {
    "desk party": worlds(party_in, *PARTIES),
    "desk nomination": worlds(nomination_in, *NOMINATIONS),
    "desk emergency": worlds(emergency_in, *EMERGENCIES),
    "desk call": worlds(call_in, *CALLS),
    "desk application": worlds(application_in, *APPLICATIONS),
    "desk voice": worlds(voice_in, "kept", "closed", "none"),
    "desk review": worlds(review_in, *Review.State.values, "none"),
}

ROUTES: dict[str, Route] = {
    "desk/fund/": at_desk(posts={"no prompt": act("answer", {}, otherwise=422)}),
    "desk/fund/letters/": at_desk(posts={"release": act("release", {}, otherwise=422)}),
    "desk/fund/parties/": at_desk(
        posts={"search": act("", same([""]), sends={"q": "Ana"}, status=200, recorded=False)}
    ),
    "desk/fund/parties/<slug:uid>/": at_desk(
        of="desk party",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "open": act(
                "open", same(HERE), sends={"field": "name", **WHY}, status=200, refused=GONE
            ),
            "edit": act(
                "edit",
                same(HERE, country="COL"),
                sends={"country": "COL", "language": "es", "contact_by": "phone"},
                refused=GONE,
            ),
            "level": act(
                "level",
                same([one for one in LEVELS if one != Level.HIDDEN], level=Level.HIDDEN),
                sends={"level": "hidden"},
                refused=GONE,
            ),
            "answer level": act(
                "answer_level",
                same(["asks"], waits=True),
                sends={"answer": "yes", **WHY},
                refused=GONE,
            ),
            "leave level": act(
                "answer_level", same(["asks"], asks=False), sends={"answer": "no"}, refused=GONE
            ),
            "know": act("know", same(HERE), refused=GONE),
            "conflict": act(
                "conflict",
                same(HERE),
                sends=lambda world: {"user": world.colleague},
                refused=GONE,
            ),
            "lost key": act("lost_key", same(HERE), sends={"how": "Her voice."}, refused=GONE),
            "grant key": act("grant_key", {}, sends={"way": "pigeon"}, otherwise=422, refused=GONE),
            "new link": act("new_link", same(HERE), status=200, refused=GONE),
            "end link": act("end_link", same(HERE, link=False), refused=GONE),
            "remove": act(
                "remove",
                {
                    **same(LEVELS, level=Level.HIDDEN, link=False, removed=True),
                    "asks": {"link": False, "removed": True, "asks": False},
                },
                sends={**WHY, "sure": "on"},
                refused=GONE,
            ),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/parties/<slug:uid>/checks/": at_desk(
        of="desk party",
        seen=dict.fromkeys((*AWAY, "removed"), 404),
        posts={
            "take": act(
                "take",
                same(HERE),
                sends={"found_safety": "clear"},
                nothing=AWAY | {"removed"},
            ),
            "nothing found": act("take", {}, nothing=AWAY | {"removed"}),
            # No check of these parties has a note: none is opened, and nothing recorded.
            "open": act(
                "open",
                same(HERE),
                sends=WHY,
                status=200,
                recorded=False,
                nothing=AWAY | {"removed"},
            ),
        },
    ),
    "desk/fund/parties/<slug:uid>/account/": at_desk(
        of="desk party",
        seen=dict.fromkeys((*AWAY, "removed"), 404),
        posts={
            "open": act("open", {}, nothing=AWAY | {"removed"}),
            "confirm": act(
                "confirm",
                {},
                sends={"channel": "call", "note": "They read it."},
                nothing=AWAY | {"removed"},
            ),
        },
    ),
    "desk/fund/decisions/": at_desk(posts={"nothing ticked": act("agree", {}, otherwise=422)}),
    "desk/fund/nominate/": at_desk(
        posts={
            "propose": act(
                "nominate",
                same([""]),
                sends={**NEW, "name": "Ana", "why": "They stay.", "way": "mapping"},
            ),
            "nothing said": act("nominate", {}, otherwise=422),
        }
    ),
    "desk/fund/nominations/": at_desk(),
    "desk/fund/nominations/<slug:uid>/": at_desk(
        of="desk nomination",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "open": act("open", same(PROPOSED), sends=WHY, status=200),
            "check": act(
                "check",
                same([N.SCREENING, "screened", N.CLEARED]),
                sends={"found_safety": "clear"},
            ),
            "clear": act("clear", same(["screened"], state=N.CLEARED)),
            "refuse": act(
                "refuse",
                same([N.SCREENING, "screened", N.CLEARED], state=N.REFUSED),
                sends={"why": "Not for us."},
            ),
            "contact": act("contact", same([N.CLEARED], state=N.CONTACTED), status=200),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/emergencies/": at_desk(),
    "desk/fund/emergencies/new/": at_desk(
        posts={
            "take in": act(
                "new",
                same([""]),
                sends={
                    **NEW,
                    "name": "Ana",
                    "needs": ["legal"],
                    "amount": "1500",
                    "currency": "USD",
                    "what": "They were followed.",
                },
            ),
            "nothing said": act("new", {}, otherwise=422),
        }
    ),
    "desk/fund/emergencies/<slug:uid>/": at_desk(
        of="desk emergency",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "open": act("open", same(ASKED), sends=WHY, status=200),
            "open words": act(
                "open_words", same([E.APPROVED, E.REFUSED, "told"]), sends=WHY, status=200
            ),
            "tell": act("release", same([E.APPROVED, E.REFUSED], told=True)),
            "amount": act(
                "amount",
                same([E.WAITING], minor=70_000),
                sends={"amount": "700", "currency": "USD"},
            ),
            "yes": act(
                "word",
                {**same([E.WAITING]), **same(["said"], state=E.APPROVED)},
                sends={"yes": "yes", "why": "They must leave."},
            ),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/calls/": at_desk(),
    "desk/fund/calls/new/": at_desk(
        posts={
            "make": act("new", same([""]), sends={"source": "template:grant"}),
            "what is not there": act("new", {}, sends={"source": "x"}, otherwise=422),
        }
    ),
    "desk/fund/calls/<slug:slug>/": at_desk(
        of="desk call",
        posts={
            "publish": act(
                "publish",
                same([C.DRAFT], state=C.PUBLISHED, open=True),
                sends={"with_gaps": "on"},
            ),
            "close": act("close", same([C.PUBLISHED], open=False)),
            "decided": act("decided", same(["over"], state=C.DECIDED)),
            "withdraw": act(
                "withdraw", same([C.DRAFT, C.PUBLISHED, "over"], state=C.WITHDRAWN, open=False)
            ),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/calls/<slug:slug>/basics/": at_desk(
        of="desk call",
        posts={
            "keep": act(
                "",
                {**same([C.DRAFT, C.PUBLISHED]), **same(["over"], open=True)},
                sends=BASICS,
            )
        },
    ),
    "desk/fund/calls/<slug:slug>/texts/": at_desk(
        of="desk call",
        posts={
            "keep": act(
                "", same(CHANGEABLE), sends={"title": "Small grants", "summary": "For communities."}
            )
        },
    ),
    "desk/fund/calls/<slug:slug>/form/": at_desk(
        of="desk call",
        posts={
            "add": act("add", same(CHANGEABLE), sends={"kind": "long", "label": "And what else?"}),
            "down": act("down", same(CHANGEABLE), sends={"key": "what"}),
            "copy": act("copy", same(CHANGEABLE), sends={"key": "what"}),
            "remove": act("remove", same(CHANGEABLE), sends={"key": "what"}),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/calls/<slug:slug>/form.xlsx": at_desk(of="desk call"),
    "desk/fund/calls/<slug:slug>/form.json": at_desk(of="desk call"),
    "desk/fund/calls/<slug:slug>/form/<slug:key>/": at_desk(
        of="desk call",
        posts={
            "keep": act(
                "", same(CHANGEABLE), sends={"label": "What would you do?", "required": "on"}
            )
        },
    ),
    "desk/fund/calls/<slug:slug>/conditions/": at_desk(
        of="desk call",
        posts={"add": act("keep", same(CHANGEABLE), sends={"label": "I am 18."})},
    ),
    "desk/fund/calls/<slug:slug>/rubric/": at_desk(
        of="desk call",
        # An application was sent in every one of these worlds: the rubric stays.
        posts={"add": act("keep", {}, sends={"label": "Need", "points": "5", "weight": "1"})},
    ),
    "desk/fund/calls/<slug:slug>/translations/": at_desk(
        of="desk call",
        posts={"keep": act("", same(CHANGEABLE), sends={"title": "Pequeñas ayudas"})},
    ),
    "desk/fund/calls/<slug:slug>/preview/": at_desk(
        of="desk call",
        posts={
            "try": act("", same(OFFERED), sends={"do": "send"}, status=200, recorded=False),
        },
    ),
    "desk/fund/calls/<slug:slug>/ranking/": at_desk(
        of="desk call",
        posts={
            "decide": act(
                "",
                same(OFFERED, application=A.DECIDED),
                sends=lambda world: {
                    f"outcome-{world.number}": "award",
                    "reasons": "By points.",
                    "award": "Welcome.",
                    "conditions": "on",
                },
            ),
            "nothing said": act("", {}, otherwise=422),
        },
    ),
    "desk/fund/calls/<slug:slug>/reviewers/": at_desk(
        of="desk call",
        posts={
            "another plan": act("assign", {}, sends={"seen": "x"}),
            "nobody drops out": act("hand_over", {}, otherwise=422),
            "deadline": act("deadline", same(OFFERED), sends={"due_on": "2040-01-01"}),
            "languages": act("languages", same(OFFERED), recorded=False),
            "remind": act("remind", {}),
            "release reminders": act("release_reminders", {}),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/calls/<slug:slug>/agreement/": at_desk(of="desk call"),
    "desk/fund/calls/<slug:slug>/panel/": at_desk(
        of="desk call",
        posts={
            "open comments": act("start", same(OFFERED), sends=to_the_panel, status=200),
            "without a reason": act("comments", {}, sends=to_the_panel),
            "propose": act("propose", same(OFFERED, application=A.DECIDED), sends=to_the_panel),
            "budget": act("budget", same(OFFERED), sends=to_the_panel),
        },
    ),
    "desk/fund/calls/<slug:slug>/answers/": at_desk(
        of="desk call",
        posts={
            "reason": act("reason", same(OFFERED), sends=WHY),
            "preview nothing": act("preview", {}, otherwise=422),
            "message to nobody": act("message", {}, otherwise=422),
            "agree with nothing": act("agree", {}, otherwise=422),
            "release nothing": act("release", {}, otherwise=422),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/decision-texts/": at_desk(
        posts={
            "save": act("", same([""]), sends={"language": "es", "award": "La apoyamos."}),
            "the name": act(
                "", {}, sends={"language": "es", "award": "Vigil la apoya."}, otherwise=409
            ),
        }
    ),
    "desk/fund/applications/": at_desk(),
    "desk/fund/applications/<slug:uid>/": at_desk(
        of="desk application",
        seen=dict.fromkeys(UNSEEN, 404),
        posts={
            name: replace(post, nothing=UNSEEN)
            for name, post in {
                "open": act("open", same(SENT), sends=WHY, status=200),
                "a file that is not there": act("open_file", {}, sends=WHY, otherwise=422),
                "assign": act(
                    "assign",
                    same([A.SUBMITTED, A.REVIEW, "reviewed"], state=A.REVIEW),
                    sends=lambda world: {"reviewer": world.reviewer},
                ),
                "take back": act(
                    "take_back",
                    same([A.REVIEW]),
                    sends=lambda world: {"review": world.waits, **WHY},
                    otherwise=422,
                ),
                "open reviews": act(
                    "open_reviews",
                    same(["reviewed", A.DECIDED, "agreed", "told"]),
                    sends=WHY,
                    status=200,
                ),
                "remark": act(
                    "remark",
                    same(["reviewed", A.DECIDED, "agreed", "told"]),
                    sends={"text": "Yes."},
                ),
                "determine": act(
                    "determine",
                    same(
                        [A.SUBMITTED, A.REVIEW, "reviewed", A.DECIDED, "agreed"],
                        state=A.DECIDED,
                        outcome="decline",
                        agreed=False,
                    ),
                    sends={
                        "outcome": "decline",
                        "reasons": "Too far.",
                        "message": "Not this time.",
                        "exception": "Nobody else reads the language.",
                    },
                ),
                "agree": act("agree", same([A.DECIDED], agreed=True), refused=NO_DECISION),
                "release": act("release", same(["agreed"], told=True), refused=NO_DECISION),
                "open decision": act(
                    "open_decision",
                    same([A.DECIDED, "agreed", "told"]),
                    sends=WHY,
                    status=200,
                    refused=NO_DECISION,
                ),
                "unknown": UNKNOWN,
            }.items()
        },
    ),
    "desk/fund/from-grantees/": at_desk(),
    "desk/fund/parties/<slug:uid>/messages/": at_desk(
        of="desk party",
        seen=dict.fromkeys((*AWAY, "removed"), 404),
        posts={
            "write": act(
                "write", same(HERE), sends={"text": "How are you?"}, refused={"removed": 404}
            ),
            "open all": act(
                "open_waiting",
                same(HERE),
                sends=WHY,
                status=200,
                recorded=False,
                refused={"removed": 404},
            ),
        },
    ),
    "desk/fund/voices/<slug:uid>/": at_desk(
        of="desk voice",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "play": act("play", same(["kept"]), sends=WHY, status=200),
            "save": act("save", same(["kept"]), sends=WHY, status=200),
            "write down": act(
                "transcript", same(["kept"], transcript=True), sends={"text": "They left."}
            ),
            "unknown": UNKNOWN,
        },
    ),
    "desk/fund/reviews/": Route(
        REVIEWERS,
        {
            # In a call that gave them nothing, nobody states a reason.
            "reason": Post(
                REVIEWERS,
                lambda world: {"act": "reason", "call": "x", **WHY},
                nothing=frozenset({""}),
                within=frozenset(),
            )
        },
        door=REVIEWERS,
        gate=REVIEWERS,
    ),
    "desk/fund/reviews/<slug:uid>/": Route(
        REVIEWERS,
        {
            "open": Post(
                REVIEWERS,
                lambda world: {"act": "open", **WHY},
                otherwise=422,
                nothing=frozenset({*Review.State.values, "none"}),
            )
        },
        of="desk review",
        # Given to nobody of the table: of others' reviews nothing is told.
        seen=dict.fromkeys((*Review.State.values, "none"), 404),
        door=REVIEWERS,
        gate=REVIEWERS,
    ),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "Party.level": lambda: Party.objects.values_list("level", flat=True),
    "Nomination.state": lambda: Nomination.objects.values_list("state", flat=True),
    "EmergencyRequest.state": lambda: EmergencyRequest.objects.values_list("state", flat=True),
    "Application.state": lambda: Application.objects.values_list("state", flat=True),
    "Review.state": lambda: Review.objects.values_list("state", flat=True),
    "Call.state": lambda: Call.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {
    "LevelRequest.level": "as Party.level",
    "LevelRequest.state": "what waits is the state “asks” of a party; on what is answered, nothing",
    "AccountConfirmation.channel": "how it was confirmed: told, nothing hangs on it",
    "DecisionText.outcome": "which letter it is for: held by the tests of letters of decisions",
    "Message.about": "what it is about: told, nothing hangs on it",
    "Party.kind": "told, nothing hangs on it",
    "Party.contact_by": "how they are told: held by the tests of nominating and determining",
    "Trace.kind": "by what others are alike: held by the tests of parties",
    "Nomination.way": "told, nothing hangs on it",
    "Check.step": "what is lacking: held by the tests of nominating",
    "Check.found": "what stops: held by the tests of nominating",
    "Application.outcome": "what was decided: held by the tests of determining",
    "Determination.outcome": "what was decided: held by the tests of determining",
    "Review.says": "told, nothing hangs on it",
    "Call.kind": "told, nothing hangs on it",
    "Call.access": "who may apply: held by the tests of applying",
}
