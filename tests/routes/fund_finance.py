"""The fund: quiet stops, payments, and finance at the desk."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from days import today
from factories import UserFactory
from fund import factories
from fund.finance.files import camt, entry
from routes.fund_desk import AWAY, close, officer
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import World, Worlds, worlds
from vigil.fund.finance.verbs import importing, matching_lines
from vigil.fund.holds import verbs as holds
from vigil.fund.models import BankStatement, DonorBudget, Hold, StatementLine
from vigil.fund.parties.verbs import removing
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import choosing_ways, paying
from vigil.trust.models import Confirmation, Role, User

OFFICERS = frozenset({Role.FUND_OFFICER})
AUDITORS = OFFICERS | {Role.AUDITOR}
CSV = b"Date;Payee;Amount\n2026-11-30;Rent;-5,00\n"


def other_officer() -> User:
    """Make an officer beside the one of the worlds."""
    return UserFactory(roles=[Role.FUND_OFFICER])


def hold_in(state: str) -> World:
    """Make a party with a quiet stop, with one that somebody asked to end, or without."""
    by, party = officer(), factories.party()
    if state in ("held", "asked"):
        row = holds.hold(party, Hold.Sign.COERCION, "They whisper.", by=by)
        if state == "asked":
            holds.ask_to_lift(row, "They called.", by=by)
    close(party, state, by)
    if state == "removed":
        removing.remove(party, by=by, why="asked")

    def facts() -> dict[str, Any]:
        return {
            "held": Hold.objects.filter(lifted_at=None).count(),
            "asked": Confirmation.objects.count(),
        }

    return World("hold", state, {"uid": "x" if state == "none" else party.uid}, {}, facts)


def payment_in(state: str) -> World:
    """Make a payment by bank or in cash, reversed, or of a party that was removed."""
    by = officer()
    grant = factories.a_grant(minors=[50_000])
    tranche = grant.tranches.get()
    if state == "cash":
        choosing_ways.ask_for_way(tranche, PaymentWay.CASH, "No bank is safe.", by=by)
    sent = {"paid_on": today(), "sent_minor": 50_000, "sent_currency": "USD"}
    payment = paying.pay(factories.approved(grant), by=by, **sent)
    if state == "reversed":
        paying.reverse(payment, on=today(), by=by, why="It came back.")
    close(grant.party, state, by)
    if state == "removed":
        removing.remove(grant.party, by=by, why="asked")

    def facts() -> dict[str, Any]:
        return {"witnesses": payment.witnesses.count()}

    uid = "x" if state == "none" else payment.uid
    return World("fund payment", state, {"uid": uid}, {}, facts)


def statement_in(state: str) -> World:
    """Make a statement that waits for its columns, or is imported with one line in a state."""
    by = officer()
    grant = factories.a_grant(minors=[50_000])
    sent = {"paid_on": today(), "sent_minor": 50_000, "sent_currency": "USD"}
    payment = paying.pay(factories.approved(grant), by=by, **sent)
    line = "x"
    if state == "waiting":
        (row,) = importing.import_statement(CSV, by=by)
    else:
        (row,) = importing.import_statement(camt(entry(on=str(today()))), by=by)
        found = row.lines.get()
        line = found.uid
        if state == StatementLine.State.MATCHED:
            matching_lines.match(found, payment, by=by)
        if state == StatementLine.State.OTHER:
            matching_lines.mark_other(found, by=by)

    def facts() -> dict[str, Any]:
        there = BankStatement.objects.filter(uid=row.uid).first()
        now = StatementLine.objects.first()
        return {
            "statement": there.state if there else "gone",
            "line": now.state if now else "",
            "budgets": DonorBudget.objects.count(),
        }

    uid = "x" if state == "none" else row.uid
    more = {"line": line, "payment": payment.uid}
    return World("bank statement", state, {"uid": uid}, more, facts)


def act(name: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return one act of an officer."""
    sends = values.pop("sends", {})

    def send(world: World) -> dict[str, Any]:
        return {"act": name, **(sends(world) if callable(sends) else sends)}

    return Post(OFFICERS, send, done, **{"within": ANYWHERE, **values})


def for_officers(**values: Any) -> Route:
    """Return the row of a screen for officers."""
    return Route(**{"get": OFFICERS, "door": OFFICERS, "gate": OFFICERS, **values})


def for_auditors(**values: Any) -> Route:
    """Return the row of a screen for officers and auditors."""
    return Route(**{"get": AUDITORS, "door": AUDITORS, "gate": AUDITORS, **values})


def line_act(name: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return one act of an officer on the line of a statement."""
    return act(
        name,
        done,
        sends=lambda world: {"of": world.line, "payment": world.payment},
        refused={"waiting": 404, **values.pop("refused", {})},
        **values,
    )


L = StatementLine.State
HOLDS = ("held", "asked", "free", "removed", "closed", "none")
PAYMENTS = ("bank", "cash", "reversed", "removed", "closed", "none")
STATEMENTS = ("waiting", *L.values, "none")
NO_HOLD = dict.fromkeys(("removed", *AWAY), 404)
GONE = {"removed": 422}
WORLDS: dict[str, Worlds] = {
    "hold": worlds(hold_in, *HOLDS),
    "fund payment": worlds(payment_in, *PAYMENTS),
    "bank statement": worlds(statement_in, *STATEMENTS),
}
ROUTES: dict[str, Route] = {
    "desk/fund/parties/<slug:uid>/stop/": for_officers(
        of="hold",
        seen=NO_HOLD,
        posts={
            "hold": act(
                "hold",
                same(["free"], held=1),
                sends={"sign": "danger", "why": "A car waits."},
                nothing=frozenset(NO_HOLD),
            ),
            "lift": act(
                "lift",
                same(["held"], asked=1),
                sends={"why": "They called."},
                nothing=frozenset(NO_HOLD),
            ),
            "open": act(
                "open",
                same(["held", "asked"]),
                sends={"field": "why", "why": "to call them"},
                status=200,
                nothing=frozenset(NO_HOLD),
            ),
        },
    ),
    "desk/fund/grants/payments/<slug:uid>/": for_officers(
        of="fund payment",
        seen=dict.fromkeys(AWAY, 404),
        posts={
            "no file": act("attach", {}, otherwise=422, nothing=AWAY),
            "no such file": act(
                "open_file",
                {},
                sends={"what": "x", "why": "to check"},
                otherwise=404,
                refused=GONE,
                nothing=AWAY,
            ),
            "witness": act(
                "witness",
                same(["cash"], witnesses=1),
                sends=lambda world: {"amount": "500", "on": str(today()), "seen": "She counted."},
                refused=GONE,
                nothing=AWAY,
            ),
        },
    ),
    "desk/fund/finance/": for_auditors(),
    "desk/fund/finance/forecast/": for_auditors(),
    "desk/fund/finance/differences/": for_auditors(),
    "desk/fund/finance/budgets/": for_auditors(
        posts={"nothing": Post(OFFICERS, lambda world: {}, otherwise=422, within=ANYWHERE)}
    ),
    "desk/fund/finance/audit-file/": Route(
        None,
        {"make": Post(AUDITORS, lambda world: {}, same([""]), status=200, within=ANYWHERE)},
        door=AUDITORS,
        gate=AUDITORS,
    ),
    "desk/fund/finance/statements/": for_auditors(
        posts={"no file": Post(OFFICERS, lambda world: {}, otherwise=422, within=ANYWHERE)}
    ),
    "desk/fund/finance/statements/<slug:uid>/": for_auditors(
        of="bank statement",
        posts={
            "look": act("look", same(["waiting"]), status=200),
            "columns": act(
                "columns",
                same(["waiting"], statement="imported", line=L.OPEN),
                sends={
                    "day": "0",
                    "day_format": "%Y-%m-%d",
                    "amount": "2",
                    "decimal": ",",
                    "currency": "EUR",
                },
            ),
            "discard": act("discard", same(["waiting"], statement="gone")),
            "open": act("open", same(L.values), sends={"why": "to match", "page": "1"}, status=200),
            "match": line_act("match", same([L.OPEN, L.OTHER], line=L.MATCHED)),
            "other": line_act("other", same([L.OPEN], line=L.OTHER)),
            "unmatch": line_act("unmatch", same([L.MATCHED, L.OTHER], line=L.OPEN)),
        },
    ),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "StatementLine.state": lambda: StatementLine.objects.values_list("state", flat=True),
    "BankStatement.state": lambda: BankStatement.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {
    "Hold.sign": "what was noticed: told, nothing hangs on it",
    "Tranche.way": "held by the tests of other ways",
    "Payment.way": "held by the tests of other ways",
}
