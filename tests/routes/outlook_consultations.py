"""Routes of the outlook: consultations, responses and recommendations."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone

from outlook import factories_consultations as factories
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, Worlds, made_user, worlds
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.models import Consultation, Recommendation, Response, Standing
from vigil.trust.models import Role, User

CHAIRS = frozenset({Role.PANEL_CHAIR})
CODING = CHAIRS | {Role.CODER}
S, ST = Consultation.State, Standing
AT = "desk/outlook/consultations/"
STATES = ("bare", *S.values[:2], "coded", *S.values[2:], "none")
"""Bare: without notes or coders. Coded: both codings are in."""
NOTED = tuple(state for state in STATES if state not in ("bare", "none"))
STAND = tuple(state for state in NOTED if state != S.WITHDRAWN)
BEGUN = tuple(state for state in NOTED if state != S.DRAFT)
"""What can be done with consultations by their own chair alone is held by the tests of the screens:
nobody in the table is the chair of what is in it."""


def maker() -> User:
    """Make the chair who made what is in a world."""
    found = User.objects.filter(username="maker@example.org").first()
    return found or made_user("maker@example.org", Role.PANEL_CHAIR)


def made(state: str) -> Consultation:
    """Make a consultation in a state; everybody in it agreed to be quoted."""
    by = maker()
    if state == "bare":
        return factories.consultation(by)
    if state == "coded":
        row = factories.being_coded(by)
        factories.code(row, factories.CODES, factories.CODES)
    else:
        row = factories.made(state if state in S.values else S.DRAFT, by)
    speakers_and_consent.agree(row.subject, "quotes", "recorded", by=by)
    return row


def consultation_in(state: str) -> World:
    """Make a consultation in a state, with somebody else who codes."""
    row = made(state)
    statement = row.statements.first()
    coding = row.codings.first()

    def facts() -> dict[str, Any]:
        now = Consultation.objects.get(pk=row.pk)
        return {
            "state": now.state,
            "title": now.title,
            "notes": now.notes,
            "statements": now.statements.count(),
            "codings": now.codings.count(),
            "quoted": now.statements.filter(may_be_quoted=True).count(),
        }

    parts = {
        "coder": factories.coder(email="coder.to.be@example.org").pk,
        "coding": coding.pk if coding else 0,
        "statement": statement.uid if statement else "",
    }
    return World("consultation", state, {"uid": "x" if state == "none" else row.uid}, parts, facts)


def statement_in(state: str) -> World:
    """Make a statement of a consultation in a state; "taken" is one that was withdrawn."""
    row = made(S.PUBLISHED if state == "taken" else state)
    one = row.statements.all()[0]
    if state == "taken":
        speakers_and_consent.withdraw_statement(one, "asked", by=row.chair)

    def facts() -> dict[str, Any]:
        texts = row.statements.order_by("number").values_list("text", flat=True)
        return {"texts": [text[:4] for text in texts]}

    return World("statement", state, {"uid": "x" if state == "none" else one.uid}, {}, facts)


def response_in(state: str) -> World:
    """Make a response in a state, of one of the kinds that there are."""
    number = ("none", *ST.values).index(state)
    kinds = {"by_whom": Response.By.values[number], "worked": Response.Worked.values[number]}
    row = factories.response(maker(), state=state if state in ST.values else ST.DRAFT, **kinds)

    def facts() -> dict[str, Any]:
        now = Response.objects.get(pk=row.pk)
        return {"state": now.state, "title": now.title}

    return World("response", state, {"uid": "x" if state == "none" else row.uid}, {}, facts)


def recommendation_in(state: str) -> World:
    """Make a recommendation in a state."""
    by = maker()
    row = factories.recommendation(by, state=state if state in ST.values else ST.DRAFT)

    def facts() -> dict[str, Any]:
        now = Recommendation.objects.get(pk=row.pk)
        return {
            "state": now.state,
            "outcome": now.outcome,
            "level": now.level,
            "found": now.follow_ups.count(),
        }

    parts = {"tried": row.responses.get().code}
    uid = "x" if state == "none" else row.uid
    return World("recommendation", state, {"uid": uid}, parts, facts)


WORLDS: dict[str, Worlds] = {
    "consultation": worlds(consultation_in, *STATES),
    "statement": worlds(statement_in, *NOTED, "taken", "none"),
    "response": worlds(response_in, *ST.values, "none"),
    "recommendation": worlds(recommendation_in, *ST.values, "none"),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "Consultation.state": lambda: Consultation.objects.values_list("state", flat=True),
    "Response.state": lambda: Response.objects.values_list("state", flat=True),
    "Recommendation.state": lambda: Recommendation.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {
    "Consultation.held": "told, nothing hangs on it",
    "Consultation.rule": "what is shown: held by the tests of speaking",
    "Response.by_whom": "told, nothing hangs on it",
    "Response.worked": "what it needs: held by the tests of responses",
    "Recommendation.outcome": "what became of it: held by the tests of recommending",
    "FollowUp.outcome": "what became of it: held by the tests of recommending",
}


def act(name: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return one act of a chair on a screen; `sends` is what its form holds."""
    sends = values.pop("sends", {})

    def send(world: World) -> dict[str, Any]:
        named = {"act": name} if name else {}
        return named | dict(sends(world) if callable(sends) else sends)

    return Post(CHAIRS, send, done, **{"within": ANYWHERE, **values})


def screen(posts: Mapping[str, Post] | None = None, of: str = "") -> Route:
    """Return a screen that only chairs get to."""
    return Route(CHAIRS, posts or {}, of=of, door=CHAIRS, gate=CHAIRS)


UNKNOWN = act("dance", {}, otherwise=422)
SURE = {"why": "asked", "sure": "on"}
MEETING = {
    "title": "Other",
    "region": "005",
    "countries": "",
    "starts_local": "2021-03-04T15:00",
    "zone": "America/Bogota",
    "held": "online",
    "rule": "chatham_house",
    "people": "",
    "session": "",
}
TRIED = {
    "title": "Other",
    "what": "Two scanners.",
    "by_whom": "state",
    "level": "national",
    "worked": "unclear",
}


def advised(world: World) -> dict[str, Any]:
    """Send a recommendation as it is, with another day to look on."""
    return {
        "text": "Publish what scanners find.",
        "level": "national",
        "addressed_to": "Port authorities",
        "responses": world.parts.get("tried", ""),
        "look_on": "2035-01-01",
    }


CONSULTATION = {
    "edit": act("edit", same(("bare", *STAND), title="Other"), sends=MEETING),
    "notes": act(
        "notes",
        {
            "bare": {"notes": 1, "statements": 1},
            S.DRAFT: {"notes": 2, "statements": 4},
        },
        sends={"notes": "One more.", "language": "en", "how": "paragraphs"},
    ),
    "give": act("give", {"bare": {"codings": 1}}, sends=lambda world: {"user": world.coder}),
    "take": act(
        "take",
        same((S.DRAFT, S.CODING), codings=1),
        sends=lambda world: {"coding": world.coding, "why": "no time"},
        otherwise=422,
    ),
    "begin": act("begin", same((S.DRAFT,), state=S.CODING)),
    "agree": act("agree", same(("bare", *NOTED)), sends={"given_how": "recorded"}),
    "publish": act("publish", same((S.SETTLED,), state=S.PUBLISHED)),
    "withdraw": act("withdraw", same(("bare", *STAND), state=S.WITHDRAWN), sends=SURE),
    "unknown": UNKNOWN,
}
ROUTES: Mapping[str, Route] = {
    "outlook/consultations/": Route(EVERYBODY, of="consultation"),
    "outlook/consultations/statements/": Route(EVERYBODY, of="consultation"),
    "outlook/consultations/themes/": Route(EVERYBODY, of="consultation"),
    "outlook/recommendations/": Route(EVERYBODY, of="recommendation"),
    AT: screen(),
    f"{AT}new/": screen(
        {
            "make": act("", same([""]), sends=MEETING),
            "nothing said": act("", {}, otherwise=422),
        }
    ),
    f"{AT}saturation/": screen(),
    f"{AT}themes/": screen(),
    f"{AT}to-code/": Route(CODING, door=CODING, gate=CODING),
    f"{AT}<slug:uid>/": screen(CONSULTATION, of="consultation"),
    f"{AT}<slug:uid>/file/": screen(
        {
            "take": act(
                "take",
                {"bare": {"notes": 1, "statements": 1}, S.DRAFT: {"notes": 2, "statements": 4}},
                sends={"text": "One more.", "language": "en", "how": "paragraphs"},
            ),
            "unknown": UNKNOWN,
        },
        of="consultation",
    ),
    f"{AT}<slug:uid>/statements/": screen(
        {
            # Its own chair alone can quote: the answers would tell others who spoke.
            "unknown": act("", {}, sends={"quoted": "x"}, otherwise=422),
        },
        of="consultation",
    ),
    f"{AT}<slug:uid>/code/": Route(
        CODING,
        {
            "keep": Post(
                CODING,
                lambda world: {"markets": "cocaine"},
                otherwise=422,
                # Given to nobody of the table: of what is given to others nothing is told.
                nothing=frozenset(STATES),
            )
        },
        of="consultation",
        seen=dict.fromkeys(STATES, 404),
        door=CODING,
        gate=CODING,
    ),
    f"{AT}<slug:uid>/settle/": Route(
        CHAIRS,
        {"settle": act("", same(("coded", S.SETTLED), state=S.SETTLED))},
        of="consultation",
        door=CODING,
        gate=CODING,
    ),
    f"{AT}statements/<slug:uid>/": screen(
        {
            "edit": act(
                "edit",
                {S.DRAFT: {"texts": ["One.", "Two.", "Fish", "Bank"]}},
                sends={"text": "One.\n\nTwo."},
            ),
            "join": act("join", {S.DRAFT: {"texts": ["Cont", "Bank"]}}),
            "drop": act("drop", {S.DRAFT: {"texts": ["Fish", "Bank"]}}),
            "agree": act(
                "agree",
                same((*NOTED, "taken")),
                sends={"use": "quotes", "given_how": "in_person"},
            ),
            "withdraw": act("withdraw", same(BEGUN, texts=["", "Fish", "Bank"]), sends=SURE),
            "unknown": UNKNOWN,
        },
        of="statement",
    ),
    f"{AT}responses/": screen(),
    f"{AT}responses/new/": screen(
        {"make": act("", same([""]), sends=TRIED), "nothing said": act("", {}, otherwise=422)}
    ),
    f"{AT}responses/<slug:uid>/": screen(
        {
            "edit": act("edit", same((ST.DRAFT, ST.PUBLISHED), title="Other"), sends=TRIED),
            "publish": act("publish", same((ST.DRAFT,), state=ST.PUBLISHED)),
            "withdraw": act(
                "withdraw", same((ST.DRAFT, ST.PUBLISHED), state=ST.WITHDRAWN), sends=SURE
            ),
            "unknown": UNKNOWN,
        },
        of="response",
    ),
    f"{AT}recommendations/": screen(),
    f"{AT}recommendations/new/": screen(
        {"make": act("", same([""]), sends=advised), "nothing said": act("", {}, otherwise=422)}
    ),
    f"{AT}recommendations/<slug:uid>/": screen(
        {
            "edit": act("edit", same((ST.DRAFT, ST.PUBLISHED)), sends=advised),
            "publish": act("publish", same((ST.DRAFT,), state=ST.PUBLISHED)),
            "follow": act(
                "follow",
                {ST.PUBLISHED: {"outcome": "refused", "found": 1}},
                sends=lambda world: {
                    "outcome": "refused",
                    "on": str(timezone.localdate()),
                    "what": "They said no.",
                    "evidence": "A letter",
                },
            ),
            "withdraw": act(
                "withdraw", same((ST.DRAFT, ST.PUBLISHED), state=ST.WITHDRAWN), sends=SURE
            ),
            "unknown": UNKNOWN,
        },
        of="recommendation",
    ),
}
