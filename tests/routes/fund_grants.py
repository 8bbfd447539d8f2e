"""The fund: grants and their money at the desk."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from days import today
from fund import factories
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, Worlds, made_user, worlds
from vigil.fund.grants.verbs import accompanying, amending_and_closing, granting
from vigil.fund.models import (
    EmergencyRequest,
    Grant,
    Incident,
    Party,
    Report,
    SafetyPlan,
    Tranche,
)
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.payments.verbs import approval_terms, paying
from vigil.fund.reporting import verbs as reporting
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.consent.verbs import give_consent
from vigil.trust.models import Role, User

OFFICERS = frozenset({Role.FUND_OFFICER})
AUDITORS = OFFICERS | {Role.AUDITOR}
G, T, R = Grant.State, Tranche.State, Report.State
RUNNING = [G.ACTIVE, "approved", "cancelled", "paid", "received", "papers"]
THERE = [G.DRAFT, *RUNNING, G.CLOSED, G.ENDED]
GRANTS = (*THERE, "removed", "closed to others", "none")
AWAY = frozenset({"closed to others", "none"})


def soon(days: int) -> Callable[[], str]:
    """Return a day as a form sends it, when it is sent."""
    return lambda: str(today() + timedelta(days=days))


def month() -> str:
    """Return this month as a form sends it."""
    return f"{today():%Y-%m}"


def grant_in(state: str) -> World:
    """Make a grant in a state, with a report, an incident, a plan and a connection."""
    by = made_user("fund.maker@example.org", Role.FUND_OFFICER)
    payee = f"Group {Party.objects.count()}"
    grant = _emergency(by) if state == "papers" else _agreed(state, by)
    row = grant.tranches.first()
    assert row is not None
    payment = _moved(grant, row, state, by)
    report = Report.objects.create(grant=grant, kind="narrative", due_on=today())
    incident = plans_and_incidents.report_incident(grant.party, "safety", today(), "A car.", by=by)
    plans_and_incidents.answer_incident(incident, "Another flat.", by=by)
    plan = plans_and_incidents.write_plan(
        grant.party, "Two phones.", today() + timedelta(days=9), by=by
    )
    other = factories.party(name="Another")
    tied = accompanying.connect(grant.party, other, "visit", today(), by=by)
    if state == "paid":
        reporting.skip_report(report, by=by, why="They are watched.")
    if state == "received":
        reporting.hand_in_report(report, "It warns.", by=None)
    if state == "closed to others":
        who_may_know.let_know(grant.party, [by], by=by)
    if state == "removed":
        removing.remove(grant.party, by=by, why="asked")

    def facts() -> dict[str, Any]:
        found = Grant.objects.get(pk=grant.pk)
        return {
            "state": found.state,
            "tranche": Tranche.objects.get(pk=row.pk).state,
            "report": Report.objects.get(pk=report.pk).state,
            "reports": found.reports.count(),
            "seconded": found.seconded_by is not None,
            "agreements": found.agreements.count(),
            "amendments": found.amendments.count(),
            "incidents": Incident.objects.count(),
            "open": Incident.objects.filter(state="open").count(),
            "plans": SafetyPlan.objects.filter(pk__gt=plan.pk).count(),
            "steps": found.accompaniment.count(),
            "results": found.results.count(),
        }

    paid = sum(s.minor for t in grant.tranches.filter(state=T.PAID) for s in t.shares.all())
    parts = {
        "tranche": row.uid,
        "payment": payment,
        "report": report.uid,
        "incident": incident.uid,
        "plan": plan.uid,
        "connection": str(tied.pk),
        "other": other.code,
        "agreement": next(iter(grant.agreements.values_list("uid", flat=True)), "x"),
        "payee": payee,
        "paid": paid,
    }
    pk = str(NOTHING) if state == "none" else str(grant.pk)
    return World("desk grant", state, {"pk": pk}, parts, facts)


def _agreed(state: str, by: User) -> Grant:
    minors = [100_000] if state in ("paid", G.CLOSED) else [50_000, 50_000]
    made: Grant = factories.a_grant(
        G.DRAFT if state == G.DRAFT else G.ACTIVE, of=_payee(), by=by, minors=minors
    )
    return made


def _emergency(by: User) -> Grant:
    factories.donor()
    request = EmergencyRequest.objects.create(
        party=_payee(),
        needs=["legal"],
        minor=100_000,
        currency="USD",
        state=EmergencyRequest.State.APPROVED,
        decide_by=timezone.now(),
    )
    grant = granting.open_emergency_grant(request, by=by)
    factories.ready(grant.party)
    return factories.accepted(grant)


def _payee() -> Party:
    """Make a party of a name of its own: whoever shares one is looked at anew."""
    return factories.party(name=f"Group {Party.objects.count()}")


def _moved(grant: Grant, row: Tranche, state: str, by: User) -> str:
    """Bring the first tranche, and the grant, to where the state says; return its payment."""
    if state == "approved":
        _approve(row, by)
    if state == "cancelled":
        amending_and_closing.cancel_tranche(row, by=by)
    payment = "x"
    if state in ("paid", G.CLOSED):
        values = {"paid_on": today(), "sent_minor": 100_000, "sent_currency": "USD"}
        payment = factories.proven(paying.pay(_approve(row, by), by=by, **values)).uid
    if state == "paid":
        give_consent(
            grant.party.subject,
            "story",
            given_by="self",
            given_how="in_person",
            by=made_user("fund.adjudicator@example.org", Role.ADJUDICATOR),
        )
    if state == G.CLOSED:
        amending_and_closing.close(grant, by=by)
    if state == G.ENDED:
        amending_and_closing.end_early(grant, by=by, why="They moved.")
    return payment


def _approve(row: Tranche, by: User) -> Tranche:
    factories.approve(row, by)
    return factories.approve(row, made_user("fund.second@example.org", Role.FUND_OFFICER))


def audited_in(state: str) -> World:
    """Make a grant in a state, for those who audit."""
    world = grant_in(state)
    return World("audited grant", state, world.names)


def at_desk(**values: Any) -> Route:
    """Return the row of a screen for officers."""
    return Route(**{"get": OFFICERS, "door": OFFICERS, "gate": OFFICERS, **values})


def for_auditors(**values: Any) -> Route:
    """Return the row of a screen for officers and auditors."""
    return Route(get=AUDITORS, door=AUDITORS, gate=AUDITORS, **values)


def act(name: str, states: Iterable[str], of: str = "", **values: Any) -> Post:
    """Return one act of an officer on the page of a grant; `sends` is what its form holds."""
    sends, changes = values.pop("sends", {}), values.pop("changes", {})

    def send(world: World) -> dict[str, Any]:
        sent = sends(world) if callable(sends) else sends
        read = {key: value() if callable(value) else value for key, value in sent.items()}
        return {"act": name, "of": getattr(world, of) if of else "", **read}

    done = same(states, **changes)
    return Post(OFFICERS, send, done, **{"nothing": AWAY, "within": ANYWHERE, **values})


def a_plan(world: World) -> dict[str, Any]:
    """Send a plan that comes to 700.00 more than what is paid."""
    return {
        "kind": "grant",
        "currency": "USD",
        "budget_people": str(world.paid // 100 + 700),
        "amount_1": "700",
        "due_1": soon(0)(),
        "why": "They need other things.",
    }


def seen(world: World) -> dict[str, Any]:
    """Send what the officer of the table saw of payee and account."""
    tranche = Tranche.objects.get(uid=world.tranche)
    by = User.objects.filter(username=f"{Role.FUND_OFFICER}@example.org").first()
    if by is None or tranche.grant.party.is_removed:
        return {}
    return {
        "seen": approval_terms.terms_of(
            tranche, world.payee, factories.account_of(tranche.grant.party)
        ).seen_by(by)
    }


TEXT = {"text": "Words."}
SEEN = {"shown_by": "I was there."}
WHY = {"why": "They asked."}
PLANNED = [G.ACTIVE, "received", "papers"]
NO_PAYMENT = {state: 404 for state in GRANTS if state not in ("paid", G.CLOSED)}
ACTS: dict[str, Post] = {
    "agree": act("agree", [], sends={"on": soon(0)}),
    "second": act("second", [G.DRAFT], changes={"seconded": True}),
    "offer": act("offer", RUNNING, sends={"text": "What is agreed."}, changes={"agreements": 2}),
    "decline": act("declined", [], of="agreement", refused={G.DRAFT: 404}),
    "accept without a document": act(
        "record", [], of="agreement", otherwise=422, refused={G.DRAFT: 404}
    ),
    "papers": act("papers", ["papers"]),
    "extend": act(
        "extend", RUNNING, sends={"ends_on": soon(500), **WHY}, changes={"amendments": 1}
    ),
    "close": act("close", ["paid"], changes={"state": G.CLOSED, "reports": 2}),
    "report": act(
        "report",
        [G.DRAFT, *RUNNING],
        sends={"kind": "milestone", "due_on": soon(30)},
        changes={"reports": 2},
    ),
    "plan": act("plan", THERE, sends={**TEXT, "review_on": soon(30)}, changes={"plans": 1}),
    "incident": act(
        "incident",
        THERE,
        sends={**TEXT, "kind": "safety", "month": month},
        changes={"incidents": 2, "open": 2},
    ),
    "step": act(
        "step",
        [s for s in THERE if s != G.DRAFT],
        sends={**TEXT, "kind": "mentor", "on": soon(0)},
        changes={"steps": 1},
    ),
    "result": act(
        "result",
        [s for s in THERE if s != G.DRAFT],
        sends={**TEXT, **SEEN, "evidence": "own", "people": "4", "counted": "list", "month": month},
        changes={"results": 1},
    ),
    "connect": act(
        "connect",
        THERE,
        sends=lambda world: {"other": world.other, "kind": "coalition", "since": soon(0)},
    ),
    "story": act("story", ["paid"]),
    "approve": act("approve", PLANNED, of="tranche", sends=seen),
    "approve unseen": act("approve", [], of="tranche"),
    "terms": act("terms", [*PLANNED, "approved"], of="tranche", status=200),
    "pay": act(
        "pay",
        ["approved"],
        of="tranche",
        sends={"paid_on": soon(0), "sent": "500", "sent_currency": "USD", "rate": "1"},
        changes={"tranche": T.PAID},
    ),
    "cancel": act(
        "cancel",
        [*PLANNED, "approved", "removed"],
        of="tranche",
        sends={"sure": "on"},
        changes={"tranche": T.CANCELLED},
    ),
    "reverse": act(
        "reverse",
        [],
        of="payment",
        sends={"on": soon(0), **WHY},
        refused=NO_PAYMENT,
    ),
    "hand in": act(
        "hand_in",
        [s for s in THERE if s != "paid"],
        of="report",
        sends=TEXT,
        changes={"report": R.RECEIVED},
    ),
    "accept": act("accept", ["received"], of="report", changes={"report": R.ACCEPTED}),
    "skip": act(
        "skip",
        [s for s in THERE if s not in ("paid", "received")],
        of="report",
        sends=WHY,
        changes={"report": R.SKIPPED},
    ),
    "agree to skip": act("agree_skip", ["paid"], of="report"),
    "answer": act("answer", THERE, of="incident", sends=TEXT),
    "settle": act("settle", THERE, of="incident", changes={"open": 0}),
    "review": act("review", THERE, of="plan", sends={"review_on": soon(60)}),
    "disconnect": act("disconnect", THERE, of="connection", refused={"removed": 404}),
    "open": act(
        "open",
        THERE,
        sends=lambda world: {"text": f"incident {world.incident} what", **WHY},
        status=200,
        refused={"removed": 422},
    ),
    "unknown": act("dance", [], otherwise=422),
}
ACTS["reverse"].done.update(  # type: ignore[attr-defined]
    {"paid": {"tranche": T.PLANNED}, G.CLOSED: {"tranche": T.CANCELLED}}
)
ENDS = {"state": G.ENDED, "tranche": T.CANCELLED, "report": R.SKIPPED}
for _state in (*RUNNING, "removed"):
    _changes = dict(ENDS)
    if _state == "paid":
        _changes |= {"tranche": T.PAID}
    if _state == "received":
        _changes |= {"report": R.RECEIVED}
    _post = ACTS.setdefault("end", act("end", [], sends={"sure": "on", **WHY}))
    _post.done.update({_state: _changes})  # type: ignore[attr-defined]

WORLDS: dict[str, Worlds] = {
    "desk grant": worlds(grant_in, *GRANTS),
    "audited grant": worlds(audited_in, *THERE, "removed", "none"),
}
ROUTES: dict[str, Route] = {
    "desk/fund/grants/": at_desk(),
    "desk/fund/grants/new/": at_desk(
        posts={"nobody": Post(OFFICERS, lambda world: {}, otherwise=422, within=ANYWHERE)}
    ),
    "desk/fund/grants/<int:pk>/": at_desk(
        of="desk grant", seen=dict.fromkeys(AWAY, 404), posts=ACTS
    ),
    "desk/fund/grants/<int:pk>/plan/": at_desk(
        of="desk grant",
        seen={**dict.fromkeys(AWAY, 404), G.CLOSED: 409, G.ENDED: 409},
        posts={
            "save": Post(
                OFFICERS,
                a_plan,
                {
                    G.DRAFT: {},
                    **same([s for s in RUNNING if s != "approved"], amendments=1),
                    # There it is more than the second officer agreed to.
                    **same(["cancelled", "paid"], amendments=1, seconded=False),
                    "approved": {"amendments": 1, "tranche": T.PLANNED},
                },
                nothing=AWAY,
                within=ANYWHERE,
            ),
        },
    ),
    "desk/fund/grants/donors/": at_desk(
        posts={
            "add": Post(
                OFFICERS,
                lambda world: {"name": "A ministry", "reference": "XX-REG-1"},
                same([""]),
                within=ANYWHERE,
            ),
            "nothing": Post(OFFICERS, lambda world: {}, otherwise=422, within=ANYWHERE),
        }
    ),
    "desk/fund/grants/results/": at_desk(),
    "desk/fund/grants/ledger/": for_auditors(),
    "desk/fund/grants/audit/": for_auditors(),
    "desk/fund/grants/audit/<int:pk>/": for_auditors(of="audited grant", seen={"none": 404}),
    "desk/fund/grants/gates/": for_auditors(
        posts={
            "ask": Post(
                OFFICERS,
                lambda world: {"act": "off", "gate": "agreement", "why": "We are few."},
                same([""]),
                within=ANYWHERE,
            ),
            "forged": Post(
                OFFICERS,
                lambda world: {"act": "off", "gate": "sanctions", "why": "They are slow."},
                otherwise=422,
                within=ANYWHERE,
            ),
            "nothing to confirm": Post(
                OFFICERS,
                lambda world: {"act": "confirm", "of": "1"},
                otherwise=422,
                within=ANYWHERE,
            ),
        }
    ),
    "desk/fund/grants/export/": Route(
        None,
        {
            "everything": Post(
                OFFICERS, lambda world: {"form": "csv"}, same([""]), status=200, within=ANYWHERE
            )
        },
        door=OFFICERS,
        gate=OFFICERS,
    ),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "Grant.state": lambda: Grant.objects.values_list("state", flat=True),
    "Tranche.state": lambda: Tranche.objects.values_list("state", flat=True),
    "Report.state": lambda: Report.objects.values_list("state", flat=True),
    "Incident.state": lambda: ["closed", *Incident.objects.values_list("state", flat=True)],
}
NO_STATES: Mapping[str, str] = {
    "Agreement.state": "whether it is accepted: held by the tests of agreements and of gates",
    "Agreement.how": "how it was accepted: held by the tests of agreements",
    "SwitchedGate.gate": "which conditions are off: held by the tests of gates",
    "ExtensionRequest.state": "how far it is: held by the tests of extensions",
    "Grant.kind": "what it is: told, nothing hangs on it",
    "BudgetLine.category": "told, nothing hangs on it",
    "Entry.kind": "held by the tests of the ledger",
    "Amendment.kind": "told, nothing hangs on it",
    "Report.kind": "which report it is: told, nothing hangs on it",
    "Incident.kind": "told, nothing hangs on it",
    "Incident.reach": "told, nothing hangs on it",
    "Result.counted": "told, nothing hangs on it",
    "Accompaniment.kind": "told; which are theirs to write is held by the tests of it",
    "Result.evidence": "told, nothing hangs on it",
    "Connection.kind": "told, nothing hangs on it",
}
