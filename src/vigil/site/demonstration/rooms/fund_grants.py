"""The grants of the decided call on their path, and help in an emergency."""

from datetime import timedelta
from typing import Final

from vigil.fund.accounts import verbs as accounts
from vigil.fund.agreements import verbs as agreements
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.extensions import verbs as extensions
from vigil.fund.grants.verbs import granting
from vigil.fund.holds import verbs as holds
from vigil.fund.messages import verbs as messages
from vigil.fund.models import (
    Application,
    Check,
    Donor,
    Grant,
    Incident,
    Party,
    Payment,
    Report,
    Tranche,
)
from vigil.fund.parties.verbs import registering
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import (
    choosing_ways,
    managing_donors,
    paying,
    proving,
    receiving,
    tranches,
    witnessing,
)
from vigil.fund.reporting import verbs as reporting
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.fund.screening import verbs as screening
from vigil.site.demonstration.rooms.films import play_sound
from vigil.site.demonstration.rooms.pictures import draw_picture
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.models import Level

PART: Final = 200_000
"""What each tranche pays, in cents."""
PAID: Final = 3
"""Grants whose first tranche was paid."""


def award_grants(world: DemoWorld, decided: list[Application]) -> list[Grant]:
    """Plan a grant for each award; take each a step further on its path than the one after it."""
    donor = managing_donors.add_donor("Invented Foundation", "XI-DEMO-1", by=world.by("officer"))
    made = [_planned(world, row, donor, n) for n, row in enumerate(decided)]
    for grant in made[:-1]:
        _agreed(world, grant)
    for grant in made[: PAID + 1]:
        _made_ready(world, grant.party)
    for n, grant in enumerate(made[:PAID]):
        way = PaymentWay.INTERMEDIARY if n == 2 else PaymentWay.BANK
        _paid(world, grant, way, days=3 + n * 8)
    _told_by_the_grantee(world, made[0])
    _approved_by_one(world, made[PAID])
    accounts.enter_own(made[4].party, "Mobile money, number ending in 04")
    holds.hold(made[1].party, "coercion", invented("fund")["grant"]["hold"], by=world.by("officer"))
    return made


def _planned(world: DemoWorld, row: Application, donor: Donor, n: int) -> Grant:
    told, today = invented("fund")["grant"], world.today
    parts = [
        tranches.PlannedTranche(
            {donor.pk: PART}, today + timedelta(days=3 * n - 9 if n >= PAID else -20)
        ),
        tranches.PlannedTranche(
            {donor.pk: PART},
            today + timedelta(days=20 + 25 * (n % 4)),
            needs_report=True,
            report_on=today + timedelta(days=10 * (n - PAID) - 2 if n > PAID else -2),
        ),
    ]
    opens = row.party.level == Level.OPEN
    listed = Grant.objects.exclude(public_title="").count() % len(told["titles"])
    return granting.open_grant(
        row.party,
        by=world.by("officer"),
        kind=Grant.Kind.GRANT,
        currency="USD",
        budget={"people": PART, "activities": PART},
        parts=parts,
        starts_on=days_before(today, 30),
        ends_on=today + timedelta(days=200),
        country=row.party.country,
        purpose=told["purpose"],
        public_title=told["titles"][listed] if opens else "",
        application=row,
    )


def _agreed(world: DemoWorld, grant: Grant) -> None:
    told = invented("fund")["grant"]
    findings: dict[str, screening.Finding] = {
        step: screening.Finding(Check.Found.CLEAR) for step in Check.Step
    }
    findings[Check.Step.SANCTIONS] = screening.Finding(
        Check.Found.CLEAR, "", searched="The name and its spellings", where="UN, EU and OFAC lists"
    )
    screening.take_checks(grant.party, findings, by=world.by("second-officer"))
    plans_and_incidents.write_plan(
        grant.party,
        told["safety"],
        world.today + timedelta(days=9 * (grant.number % 9 + 1)),
        by=world.by("officer"),
    )
    offered = agreements.offer(grant, told["agreement"], by=world.by("officer"))
    agreements.accept(offered, on=days_before(world.today, 20))
    grant.refresh_from_db()


def _made_ready(world: DemoWorld, party: Party) -> None:
    accounts.enter_own(party, f"Mobile money, number ending in {party.number:02}")
    accounts.confirm(party, "call", "They read it back.", by=world.by("second-officer"))


def _approved(world: DemoWorld, tranche: Tranche, *keys: str) -> Tranche:
    for key in keys:
        by = world.by(key)
        seen = paying.open_terms(tranche, by=by).seen_by(by)
        tranche = paying.approve(tranche, seen=seen, by=by)
    return tranche


def _paid(world: DemoWorld, grant: Grant, way: str, *, days: int) -> Payment:
    told, payer = invented("fund")["grant"], world.by("third-officer")
    tranche = grant.tranches.get(number=1)
    approvers = ("officer", "second-officer")
    if way != PaymentWay.BANK:
        tranche = choosing_ways.ask_for_way(
            tranche, way, told["intermediary_why"], told["intermediary"], by=payer
        )
    tranche = _approved(world, tranche, *approvers)
    payment = paying.pay(
        tranche,
        paid_on=days_before(world.today, days),
        sent_minor=PART,
        sent_currency="USD",
        by=payer if way == PaymentWay.BANK else world.by("officer"),
    )
    if way != PaymentWay.BANK:
        witnessing.witness(
            payment,
            PART,
            days_before(world.today, 2),
            told["witness"],
            by=world.by("second-officer"),
        )
        witnessing.witness(payment, PART, days_before(world.today, 2), told["witness"], by=payer)
    return payment


def _told_by_the_grantee(world: DemoWorld, grant: Grant) -> None:
    """Let the first grantee confirm, report with its voice, tell of an incident, and write."""
    told, by, today = invented("fund")["grant"], world.by("officer"), world.today
    payment = Payment.objects.get(tranche__grant=grant)
    proving.attach_proof(
        payment, draw_picture(7, (480, 320), person=False), by=world.by("third-officer")
    )
    receiving.confirm_receipt(payment, days_before(today, 2))
    report = grant.reports.get(kind=Report.Kind.NARRATIVE)
    reporting.keep_report_file(report, play_sound())
    reporting.hand_in_report(report, told["report"], by=None)
    incident = plans_and_incidents.report_incident(
        grant.party,
        Incident.Kind.SAFETY,
        today.replace(day=1),
        told["incident"],
        by=None,
        grant=grant,
        reach=Incident.Reach.USUAL,
    )
    plans_and_incidents.answer_incident(incident, told["incident_answer"], by=by)
    written = messages.write_own(grant.party, told["message"], (), "", grant=grant)
    messages.write(grant.party, told["answer"], by=by, grant=grant)
    if written.message is not None:
        messages.answer(written.message, by=by)
    messages.write_own(grant.party, told["spoken"], (play_sound(),), "", grant=grant)
    extensions.ask(grant, today + timedelta(days=230), told["why_later"])


def _approved_by_one(world: DemoWorld, grant: Grant) -> None:
    _approved(world, grant.tranches.get(number=1), "officer")


def help_in_an_emergency(world: DemoWorld) -> None:
    """Take one request that waits for a second vote, and one that two people approved."""
    told = invented("fund")
    for n, keys in enumerate((("officer",), ("officer", "second-officer"))):
        party = registering.take_in(
            Party.Kind.PERSON,
            Level.HIDDEN,
            by=None,
            name=f"{told['first'][n]} {told['second'][3 - n]}",
            country=told["countries"][n],
            bank=f"Mobile money, number ending in 9{n}",
        )
        request = deciding.request_help(
            party, ["relocation"], 150_000, "USD", told["grant"]["emergency"]
        )
        for key in keys:
            by = world.by(key)
            seen = deciding.open_terms(request, by=by).seen_by(by)
            request = deciding.give_word(request, True, told["says"], by=by, seen=seen)
