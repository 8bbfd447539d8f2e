"""Questions from participants: their page, and the desk's screens of them."""

from typing import Any

from routes.rows import ANYWHERE, EVERYBODY, Post, Roles, Route, same
from routes.worlds import NOTHING, World, worlds
from vigil.programme.models import Question, SessionQuestions
from vigil.trust.models import Role

State = Question.State
HOSTS = frozenset({Role.PROGRAMME_HOST})
MODERATORS = frozenset({Role.PROGRAMME_HOST, Role.EDITOR})
CLOSED = ("closed", "over")
QUESTIONS = (*State.values, "now", "merged", "taken down", "gated", *CLOSED, "cancelled", "none")
"""A question in each state; a session behind our gate, that takes no questions, or is cancelled."""
THERE = [state for state in QUESTIONS if state != "none"]
WAITING = [State.WAITING, "gated", *CLOSED, "cancelled"]
"""Where the question waits."""


def question_in(state: str) -> World:
    """Make a question of a session that has just begun and is open to everybody."""
    from programme.factories import EventFactory
    from programme.question_factories import asked, asking_session
    from programme.registration_factories import moved_to
    from vigil.programme.events.models.event import State as Published
    from vigil.programme.models import Session

    mode = "ours" if state == "gated" else "host"
    session = asking_session(event=EventFactory(slug="kyoto"), slug="witness", mode=mode)
    shown = state in ("now", "merged", "taken down")
    values = state if state in State.values else State.SHOWN if shown else State.WAITING
    question = asked(session, text="Who protects them?", state=values)
    other = asked(session, text="Who pays for it?", state=State.SHOWN)
    if state == "now":
        SessionQuestions.objects.update(answering=question)
    if state == "merged":
        Question.objects.filter(pk=question.pk).update(merged_into=other)
    if state == "taken down":
        Question.objects.filter(pk=question.pk).update(withdrawals=[1])
    if state == "closed":
        SessionQuestions.objects.update(is_open=False)
    if state == "over":
        moved_to(session, -110)
    if state == "cancelled":
        Session.objects.update(state=Published.CANCELLED)

    def facts() -> dict[str, Any]:
        now = Question.objects.get(pk=question.pk)
        setting = SessionQuestions.objects.get()
        return {
            "state": now.state,
            "merged": now.merged_into_id == other.pk,
            "now": setting.answering_id == question.pk,
            "open": setting.is_open,
            "asked": Question.objects.count(),
        }

    names = {
        "slug": "nothing" if state == "none" else "kyoto",
        "session": "witness",
        "pk": str(NOTHING if state == "none" else session.pk),
    }
    return World("question", state, names, {"asked": question, "other": other}, facts)


WORLDS = {"question": worlds(question_in, *QUESTIONS)}


def tap(act: str, done: dict[str, Any], by: Roles = MODERATORS, **more: Any) -> Post:
    """Return one act at the desk: where it is done, and what it changes. Done already is done."""

    def send(world: World) -> dict[str, Any]:
        return {"act": act, "question": world.asked.pk, "into": world.other.pk}

    return Post(by, send=send, done=done, within=ANYWHERE, **more)


ROUTES: dict[str, Route] = {
    # Votes need a pass, which nobody in the table has: they are held by the tests of questions.
    "programme/<slug:slug>/<slug:session>/questions/": Route(
        EVERYBODY,
        {
            "ask": Post(
                EVERYBODY,
                send=lambda world: {"act": "ask", "text": "Who judges?", "language": "en"},
                done=same(
                    [one for one in THERE if one not in ("gated", *CLOSED, "cancelled")], asked=3
                ),
                refused={"gated": 403, "cancelled": 410},
                within=ANYWHERE,
            ),
        },
        of="question",
        seen={"gated": 403, "cancelled": 410},
    ),
    "desk/programme/questions/": Route(MODERATORS, door=MODERATORS, gate=MODERATORS),
    "desk/programme/sessions/<int:pk>/questions/": Route(
        MODERATORS,
        {
            "open": tap(
                "open",
                same([one for one in THERE if one not in (*CLOSED, "cancelled")])
                | same(["closed"], open=True),
                HOSTS,
                recorded=False,
            ),
            "close": tap(
                "close",
                same([one for one in THERE if one != "closed"], open=False) | same(["closed"]),
                HOSTS,
                recorded=False,
            ),
            "show": tap(
                "show",
                same([*WAITING, State.REFUSED, State.ANSWERED], state=State.SHOWN)
                | same([State.SHOWN, "now"]),
                recorded=False,
            ),
            "refuse": tap(
                "refuse",
                same([one for one in THERE if one != State.REFUSED], state=State.REFUSED, now=False)
                | same([State.REFUSED]),
                recorded=False,
            ),
            "answered": tap(
                "answered",
                same([State.SHOWN, "now", "taken down"], state=State.ANSWERED, now=False)
                | same([State.ANSWERED]),
                recorded=False,
            ),
            "now": tap("now", same([State.SHOWN], now=True) | same(["now"]), recorded=False),
            "merge": tap(
                "merge",
                same([one for one in THERE if one != "merged"], merged=True, now=False)
                | same(["merged"]),
                recorded=False,
            ),
            "export": tap("export", same(THERE), status=200),
        },
        of="question",
        door=MODERATORS,
        gate=MODERATORS,
    ),
    "desk/programme/sessions/<int:pk>/questions/stage/": Route(
        MODERATORS, of="question", door=MODERATORS, gate=MODERATORS
    ),
}
