"""The fund: public pages and the pages of a signed link."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from fund.applicants import ANSWERS, WHO, begun, old_ticket, open_call, sending
from fund.factories import a_grant, officer
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, worlds
from vigil.fund.applications.verbs import saving_drafts, submitting, withdrawing
from vigil.fund.models import (
    Accompaniment,
    Agreement,
    Application,
    Call,
    Determination,
    ExtensionRequest,
    Party,
    Report,
)
from vigil.fund.parties.verbs import own_page_links, removing, sealing

State = Application.State
CALLS = (*Call.State.values, "closed", "for guests", "none")
LINKS = (*State.values, "saved", "told", "granted", "dead", "removed", "unknown")
DRAFTS = (State.DRAFT, "saved")
"""A draft as it was begun, and one that was saved since."""
SAVED = 7
REPORTS = (*Report.State.values, "dead", "none")
HELP = {**WHO, "needs": ["legal"], "what": "They wait.", "amount": "1500", "currency": "USD"}


def call_in(state: str) -> World:
    """Make a call in a state; it is open if it is published."""
    values: dict[str, Any] = {"state": state if state in Call.State.values else "published"}
    if state in ("closed", Call.State.DECIDED):
        values["closes_at"] = timezone.now() - timedelta(days=1)
        values["opens_at"] = timezone.now() - timedelta(days=9)
    if state == "for guests":
        values["access"] = Call.Access.INVITED
    open_call(slug="radio", **values)
    names = {"slug": "nothing" if state == "none" else "radio"}
    return World("public call", state, names, facts=lambda: {"n": Application.objects.count()})


def link_in(state: str) -> World:
    """Make an application in a state, and the link of its applicant."""
    made, by = begun(), officer()
    application = made.application
    if state == "saved":
        Application.objects.update(version=SAVED)
    if state not in (*DRAFTS, "dead", "removed", "unknown"):
        saving_drafts.save_draft(application, ANSWERS)
        submitting.submit(
            application, ANSWERS, confirmed=[True], opened_at=timezone.now(), language="en"
        )
    if state in (State.REVIEW, State.DECIDED, "told", "granted"):
        now = State.REVIEW if state == State.REVIEW else State.DECIDED
        Application.objects.update(state=now)
    if state in (State.DECIDED, "told", "granted"):
        told = None if state == State.DECIDED else timezone.now()
        row = Determination.objects.create(
            application=application, outcome="award", by=by, told_at=told
        )
        sealing.write(application.party, "determination", row.uid, "message", "Yes.", by=by)
    if state == "granted":
        grant = a_grant(of=application.party)
        Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    if state == State.WITHDRAWN:
        withdrawing.take_back(application)
    if state == "dead":
        own_page_links.end_link(application.party, by=None)
    if state == "removed":
        removing.remove(application.party, by=None, why="asked")

    def facts() -> dict[str, Any]:
        party = Party.objects.get()
        now = Application.objects.get()
        return {
            "state": now.state,
            "linked": bool(party.link_digest),
            "gone": party.is_removed,
            "incidents": party.incidents.count(),
            "messages": party.messages.count(),
            "extensions": ExtensionRequest.objects.filter(grant__party=party).count(),
            "steps": Accompaniment.objects.filter(grant__party=party).count(),
            "asks": party.level_requests.count(),
        }

    token = "x" * 43 if state == "unknown" else made.token
    return World("fund link", state, {"token": token, "uid": application.uid}, facts=facts)


def report_in(state: str) -> World:
    """Make a report in a state, and the link of who writes it."""
    grant = a_grant()
    known = state if state in Report.State.values else Report.State.DUE
    row = Report.objects.create(
        grant=grant, kind="narrative", state=known, due_on=timezone.localdate()
    )
    token = own_page_links.new_link(grant.party, by=None)
    if state == "dead":
        own_page_links.end_link(grant.party, by=None)
    names = {"token": token, "uid": "x" if state == "none" else row.uid}
    return World(
        "fund report",
        state,
        names,
        facts=lambda: {"state": Report.objects.get(pk=row.pk).state},
    )


def by_anybody(send: dict[str, Any], done: Mapping[str, Any], **values: Any) -> Post:
    """Return that whoever has the link, or comes by, sends this, with a ticket."""
    given = {"within": ANYWHERE, "nothing": frozenset(), **values}
    return Post(EVERYBODY, lambda world: {"ticket": old_ticket(), **send}, done=done, **given)


def asked(act: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return that somebody asks for an act on their own page."""

    sends = values.pop("sends", {})

    def send(world: World) -> dict[str, Any]:
        data = {"ticket": old_ticket(), "do": act, "sure": "on"}
        more = sends() if callable(sends) else sends
        return {**data, "application": world.names["uid"], **more}

    given = {"status": 200, "refused": NOBODY, "within": ANYWHERE, **values}
    return Post(EVERYBODY, send, done=done, nothing=frozenset(), **given)


def of_first(model: type[Agreement | Report]) -> dict[str, str]:
    """Return what names the first row of a kind; a form with a name of none if there is none."""
    row = model.objects.first()
    return {"of": row.uid if row else "none"}


NOBODY = dict.fromkeys(("dead", "removed", "unknown"), 404)
LIVE = [state for state in LINKS if state not in NOBODY]
INCIDENT = {"kind": "safety", "text": "A car.", "month": f"{timezone.localdate():%Y-%m}"}
INCIDENT |= {"reach": "no"}
UNTOLD = (*DRAFTS, State.SUBMITTED, State.REVIEW, State.DECIDED)
SENT = [state for state in LIVE if state not in DRAFTS]
PUBLIC_CALLS = dict.fromkeys((Call.State.DRAFT, Call.State.WITHDRAWN, "for guests"), 404)
WORLDS = {
    "public call": worlds(call_in, *CALLS),
    "fund link": worlds(link_in, *LINKS),
    "fund report": worlds(report_in, *REPORTS),
}

ROUTES: dict[str, Route] = {
    "fund/": Route(EVERYBODY),
    "fund/leave/": Route(EVERYBODY, seen={"": 302}),
    "fund/calls/<slug:slug>/": Route(EVERYBODY, of="public call", seen=PUBLIC_CALLS),
    "fund/calls/<slug:slug>/apply/": Route(
        EVERYBODY,
        {
            "apply": by_anybody(
                WHO, same(["published"], n=1), refused={**PUBLIC_CALLS, "none": 404}
            ),
            "without a level": by_anybody(
                {**WHO, "level": ""}, {}, otherwise=422, refused={**PUBLIC_CALLS, "none": 404}
            ),
        },
        of="public call",
        seen=PUBLIC_CALLS,
    ),
    "fund/emergency/": Route(
        EVERYBODY,
        {
            "ask": by_anybody(HELP, same([""])),
            "nothing said": by_anybody({**HELP, "what": ""}, {}, otherwise=422),
        },
    ),
    "mine/<str:token>/": Route(
        EVERYBODY,
        {
            "take back": asked(
                "take-back",
                same(UNTOLD, state=State.WITHDRAWN),
                refused={**NOBODY, State.WITHDRAWN: 200},  # taken back already
            ),
            "read": asked("read", same(["told", "granted"])),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/happened/": Route(
        EVERYBODY,
        {
            "tell of an incident": asked(
                "incident", same(["granted"], incidents=1), sends=INCIDENT, status=302
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/changed/": Route(
        EVERYBODY,
        {
            "tell what changed": asked(
                "changed", same(["granted"], steps=1), sends={"text": "We sleep."}, status=302
            ),
            "say nothing": asked("changed", {}, otherwise=422, sends={"text": ""}),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/messages/": Route(
        EVERYBODY,
        {
            "write": asked(
                "write", same(LIVE, messages=1), sends={"text": "May we call?"}, status=302
            ),
            "say nothing": asked("write", {}, otherwise=409, sends={"text": ""}),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/dates/": Route(
        EVERYBODY,
        {
            "ask for more time": asked(
                "ask",
                same(["granted"], extensions=1),
                sends={"until": f"{timezone.localdate() + timedelta(days=500)}", "why": "Rain."},
                status=302,
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/account/": Route(
        EVERYBODY,
        {
            "enter": asked(
                "enter", same(LIVE), sends={"account": "ES91 2100 0418 4502 0005 1332"}, status=302
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/agreed/": Route(
        EVERYBODY,
        {
            "read": asked(
                "read", same(["granted"]), otherwise=404, sends=lambda: of_first(Agreement)
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/due/": Route(
        EVERYBODY,
        {
            "not safe": asked(
                "unsafe",
                same(["granted"], messages=1),
                otherwise=404,
                sends=lambda: of_first(Report),
                status=302,
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/settings/": Route(
        EVERYBODY,
        {
            "be seen further": asked("level", same(LIVE, asks=1), sends={"level": "open"}),
            "leave": asked("leave", same(LIVE), recorded=False, refused=dict.fromkeys(NOBODY, 200)),
            "stop a new key": asked("stop-new-key", same(LIVE), recorded=False),
            "end the link": asked("end-link", same(LIVE, linked=False)),
            "remove": asked(
                "remove",
                {
                    **same(LIVE, linked=False, gone=True),
                    # What was begun and not sent counts as taken back.
                    **same(DRAFTS, linked=False, gone=True, state=State.WITHDRAWN),
                },
            ),
            "be reached": Post(
                EVERYBODY,
                lambda world: {"ticket": old_ticket(), "do": "reach", "contact_by": "none"},
                done=same(LIVE),
                status=200,
                refused=NOBODY,
                within=ANYWHERE,
                nothing=frozenset(),
            ),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "key/": Route(
        EVERYBODY,
        {
            "type": by_anybody(
                {"key": "1" * 24}, same([""]), status=422, recorded=False
            ),  # the try is counted
            "nothing typed": by_anybody({"key": ""}, {}, otherwise=422),
        },
    ),
    "mine/<str:token>/key/": Route(
        EVERYBODY,
        {
            "make": asked("make", same(LIVE), sends={"kind": "digits"}),
            "make of nothing": asked("make", {}, sends={"kind": "poem"}, otherwise=422),
            "try": asked("try", {}, sends={"key": "no key"}, otherwise=422),
            "end": asked("end", same(LIVE), status=302, recorded=False),
        },
        of="fund link",
        seen=NOBODY,
    ),
    "mine/<str:token>/<slug:uid>/": Route(
        EVERYBODY,
        {
            "save": by_anybody(
                {**ANSWERS, "do": "save"},
                same([State.DRAFT]),
                status=200,
                refused=NOBODY,
            ),
            # What is newer than the form is not written over.
            "save what was opened": by_anybody(
                {"what": "Other words.", "version": str(SAVED), "do": "save"},
                same(["saved"]),
                status=200,
                refused=NOBODY,
            ),
            "send": Post(
                EVERYBODY,
                lambda world: sending(),
                done=same([State.DRAFT], state=State.SUBMITTED),
                refused={**NOBODY},
                within=ANYWHERE,
                nothing=frozenset(),
            ),
        },
        of="fund link",
        seen={**NOBODY, **dict.fromkeys(SENT, 302)},
    ),
    "mine/<str:token>/report/<slug:uid>/": Route(
        EVERYBODY,
        {
            "hand in": by_anybody(
                {"text": "We warned three villages."},
                same([Report.State.DUE], state=Report.State.RECEIVED),
                refused={"dead": 404, "none": 404},
            ),
        },
        of="fund report",
        seen={"dead": 404, "none": 404},
    ),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {}
NO_STATES: Mapping[str, str] = {
    "KeyLoss.state": "how far a lost key is: held by the tests of keys",
    "KeyLoss.way": "how a party gets to a new key: held by the tests of keys",
    "WordKey.form": "words or digits: held by the tests of keys",
}
