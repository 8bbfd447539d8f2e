"""A donor's budget, a bank statement with one matched line, and what is published."""

from datetime import timedelta

from vigil.fund.achieved import verbs as achieved
from vigil.fund.finance.verbs import budgeting, importing, matching_lines
from vigil.fund.models import Donor, Grant, Payment, StatementLine
from vigil.fund.releases import verbs as releases
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented


def match_a_statement(world: DemoWorld, grants: list[Grant]) -> None:
    """Enter a budget, import a statement of three lines, match one, and state an outcome."""
    told, by = invented("fund")["grant"], world.by("third-officer")
    budgeting.enter_budget(
        Donor.objects.get(),
        title="2026-01",
        minor=5_000_000,
        currency="USD",
        starts_on=days_before(world.today, 200),
        spend_by=world.today + timedelta(days=40),
        report_due_on=world.today + timedelta(days=55),
        by=by,
    )
    day = days_before(world.today, 3).isoformat()
    importing.import_statement(
        f"Date;Amount;Currency;Text\n{day};-2000.00;USD;Tranche\n{day};-12.50;USD;Fee\n".encode(),
        by=by,
    )
    line = StatementLine.objects.filter(minor=-200_000).first()
    payment = Payment.objects.filter(tranche__grant=grants[0]).first()
    if line is not None and payment is not None:
        matching_lines.match(line, payment, by=by)
    statement = achieved.write(
        grants[0],
        achieved.StatementWords(
            told["change"],
            told["contribution"],
            "extortion",
            world.today.replace(day=1),
            [grants[0].results.get().uid],
        ),
        by=world.by("officer"),
    )
    achieved.send_to_readers(statement, by=world.by("officer"))


def publish_results(world: DemoWorld) -> None:
    """Publish what may be said of the grants."""
    releases.make_release(by=world.by("officer"))
