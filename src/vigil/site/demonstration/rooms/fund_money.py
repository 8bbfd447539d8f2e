"""A donor's budget, a bank statement with one matched line, outcomes, and what is published."""

from datetime import timedelta

from vigil.fund.achieved import verbs as achieved
from vigil.fund.finance.reading.csv_files import Columns
from vigil.fund.finance.verbs import budgeting, importing, matching_lines
from vigil.fund.grants.verbs import accompanying
from vigil.fund.models import Donor, Grant, OutcomeStatement, Payment, Result, StatementLine
from vigil.fund.releases import verbs as releases
from vigil.site.demonstration.rooms.fund_grants import PART
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented


def match_a_statement(world: DemoWorld, grants: list[Grant]) -> None:
    """Enter a budget, import a statement of three lines, and match one."""
    by = world.by("third-officer")
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
    content = f"Date;Amount;Currency;Text\n{day};-2000.00;USD;Tranche\n{day};-12.50;USD;Fee\n"
    (statement,) = importing.import_statement(content.encode(), by=by)
    columns = Columns(
        day=0, day_format="%Y-%m-%d", decimal=".", amount=1, currency_column=2, texts=(3,)
    )
    importing.choose_columns(statement, columns, by=by)
    line = StatementLine.objects.get(minor=-PART)
    matching_lines.match(line, Payment.objects.get(tranche__grant=grants[0]), by=by)


def state_outcomes(world: DemoWorld, grants: list[Grant]) -> list[OutcomeStatement]:
    """State what two grants reached: on one two readers agreed, the other is with readers."""
    listed = next(one for one in grants if one.public_title)
    made = []
    for grant in (listed, grants[0]):
        made.append(_sent_to_readers(world, grant, _result(world, grant)))
    for key in ("second-officer", "third-officer"):
        by, told = world.by(key), invented("fund")["grant"]
        achieved.open_statement(made[0], by=by, why=told["publish_why"])
        achieved.read(made[0], True, told["reading"], by=by)
    return made[:1]


def _result(world: DemoWorld, grant: Grant) -> Result:
    told = invented("fund")["grant"]
    return accompanying.state_result(
        grant,
        told["result"],
        evidence=Result.Evidence.OBSERVED,
        shown_by=told["report"],
        people=160,
        counted=Result.Counted.LIST,
        communities=2,
        themes=["extortion"],
        month=world.today.replace(day=1),
        by=world.by("officer"),
    )


def _sent_to_readers(world: DemoWorld, grant: Grant, result: Result) -> OutcomeStatement:
    told, by = invented("fund")["grant"], world.by("officer")
    words = achieved.StatementWords(
        told["change"],
        told["contribution"],
        "extortion",
        world.today.replace(day=1),
        [result.uid],
    )
    return achieved.send_to_readers(achieved.write(grant, words, by=by), by=by)


def publish_results(world: DemoWorld, outcomes: list[OutcomeStatement]) -> None:
    """Publish what may be said of the grants, with the agreed statements on listed ones."""
    by = world.by("officer")
    releases.read_texts(by=by, why=invented("fund")["grant"]["publish_why"])
    releases.make_release(by=by, outcomes=[one.uid for one in outcomes])
