"""Parties, calls, applications and grants for tests, made by the verbs of the fund."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import UserFactory
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.models import (
    Application,
    ApplicationFile,
    Call,
    Check,
    Donor,
    EmergencyRequest,
    Nomination,
    Party,
    SafetyPlan,
)
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import registering
from vigil.fund.payments.queries import has_proof
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.screening import verbs as screening
from vigil.fund.screening.verbs import Finding
from vigil.trust.models import Level, Role, User

FORM: list[dict[str, Any]] = [
    {
        "key": "who",
        "kind": "text",
        "label": {"en": "Your name or the name of your group", "es": "Su nombre"},
        "required": True,
        "identity": True,
    },
    {"key": "what", "kind": "long", "label": {"en": "What you want to do"}, "required": True},
    {"key": "amount", "kind": "money", "label": {"en": "How much you need"}, "required": True},
]
RUBRIC: list[dict[str, Any]] = [
    {"key": "need", "label": {"en": "Need"}, "points": 5, "weight": 2},
    {"key": "safety", "label": {"en": "Safety"}, "points": 5, "weight": 1},
]


def officer(**values: Any) -> User:
    """Make a fund officer."""
    return UserFactory(roles=[Role.FUND_OFFICER], **values)


def reviewer(**values: Any) -> User:
    """Make a reviewer."""
    return UserFactory(roles=[Role.REVIEWER], **values)


def party(level: str = Level.HIDDEN, by: User | None = None, **values: Any) -> Party:
    """Make a party at a level: `party(Level.OPEN, name="Hermanas", bank="ES91 2100")`."""
    values = {
        "kind": Party.Kind.ORGANISATION,
        "name": "Hermanas del Río",
        "country": "MEX",
    } | values
    # Only they themselves come at a level at which something of them is published.
    return registering.take_in(
        level=level, by=None if level in registering.PUBLISHED_LEVELS else by, **values
    )


def call(**values: Any) -> Call:
    """Make a published call that is open now."""
    now = timezone.now()
    number = Call.objects.count() + 1
    values = {
        "slug": f"call-{number}",
        "kind": Call.Kind.GRANT,
        "state": Call.State.PUBLISHED,
        "title": {"en": "Small grants", "es": "Pequeñas ayudas"},
        "summary": {"en": "For communities.", "es": "Para comunidades."},
        "languages": ["en", "es"],
        "form": FORM,
        "rubric": RUBRIC,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=30),
    } | values
    return Call.objects.create(**values)


def application(
    state: str = Application.State.SUBMITTED, of: Party | None = None, **values: Any
) -> Application:
    """Make an application in a state, without answers."""
    values = {
        "number": Application.objects.count() + 1,
        "call": values.pop("call", None) or call(),
        "party": of or party(),
        "state": state,
        "language": "es",
        "minor": 500_000,
        "currency": "USD",
        "submitted_at": None if state == Application.State.DRAFT else timezone.now(),
    } | values
    return Application.objects.create(**values)


def donor(slug: str = "norway", **values: Any) -> Donor:
    """Make a donor, or return the one of this slug."""
    values = {"name": "Government of Norway", "reference": "NO-BRC-971277882"} | values
    return Donor.objects.get_or_create(slug=slug, defaults=values)[0]


def nomination(state: str = "screening", by: User | None = None, **values: Any) -> Nomination:
    """Make a nomination in a state, by the verbs; `values` are those of the party."""
    who = by or officer()
    values = {"contact_by": Party.Contact.MESSENGER, "contact": "@hermanas"} | values
    values = {"name": f"Proposed {Nomination.objects.count()}"} | values
    level = values.pop("level", Level.HIDDEN)
    row = nominations.nominate(
        Party.Kind.ORGANISATION, level, why="They asked nobody.", by=who, **values
    )
    if state in (Nomination.State.CLEARED, Nomination.State.CONTACTED):
        nominations.take_checks(row, clear_checks(), by=who)
        row = nominations.clear(row, by=who)
    if state == Nomination.State.CONTACTED:
        nominations.contact(row, by=who)
    if state == Nomination.State.REFUSED:
        nominations.refuse(row, "Not for us.", by=who)
    row.refresh_from_db()
    return row


def clear_checks(*steps: str, **values: str) -> dict[str, Finding]:
    """Return findings without concern: of all steps, or of those named."""
    values = {"found": Check.Found.CLEAR} | values
    found = {step: Finding(**values) for step in steps or Check.Step.values}
    if Check.Step.SANCTIONS in found:
        searched = {"searched": "Their names", "where": "UN list"}
        found[Check.Step.SANCTIONS] = Finding(**searched | values)
    return found


def screened(of: Party, *steps: str, by: User | None = None) -> Party:
    """Take the checks of a party, all or those named, without concern."""
    screening.take_checks(of, clear_checks(*steps), by=by or officer())
    return of


def account_of(of: Party) -> str:
    """Return the account that `with_account` enters: no two parties share one."""
    return f"ES91 2100 0418 4502 {of.number:08}"


def with_account(of: Party) -> Party:
    """Let a party have an account that was entered and confirmed by two."""
    from vigil.fund.accounts import queries as account_queries
    from vigil.fund.accounts import verbs as accounts

    if not account_queries.is_kept(of):
        accounts.enter_own(of, account_of(of))
    if not account_queries.is_confirmed(of):
        accounts.confirm(of, "call", "They read it back.", by=officer())
    return of


def ready(of: Party) -> Party:
    """Take a party through everything that money needs of a party: checks, plan, account.

    Checks and plan are rows, without their words.
    """
    from vigil.fund.screening import queries as screening_queries

    lacking = [one.step for one in screening_queries.states_of(of) if one.missing]
    has_plan = of.plans.filter(newest=True).exists()
    by = officer() if lacking or not has_plan else None
    alike = screening_queries.count_alike(of) if lacking else 0
    Check.objects.bulk_create(
        Check(party=of, step=step, found=Check.Found.CLEAR, alike=alike, by=by) for step in lacking
    )
    if not has_plan:
        review_on = timezone.localdate() + timedelta(days=180)
        SafetyPlan.objects.create(party=of, review_on=review_on, by=by)
    return with_account(of)


def stated(of: Application) -> Application:
    """Let an officer state that an application meets the conditions."""
    from vigil.fund.applications.verbs import stating_conditions

    stating_conditions.state_conditions(of, by=officer())
    of.refresh_from_db()
    return of


def decided(of: Application, outcome: str = "award", **values: Any) -> Any:
    """Let two officers decide on an application; return the decision, not released."""
    from vigil.fund.applications.verbs import determining

    values = {"by": officer(), "exception": "It is urgent."} | values
    made = determining.determine(stated(of), outcome, "They know the place.", "Yes.", **values)
    return determining.agree(made, by=officer())


def accepted(grant: Any, on: Any = None) -> Any:
    """Offer the agreement of a grant and let the grantee accept it; return the grant."""
    from vigil.fund.agreements import verbs as agreements

    agreements.accept(agreements.offer(grant, "What is agreed.", by=officer()), on=on)
    grant.refresh_from_db()
    return grant


def on_path(grant: Any) -> Any:
    """Take a grant through whatever its path to the next payment lacks; return it."""
    from vigil.fund.gates import conditions

    ready(grant.party)
    grant.refresh_from_db()
    for payment in conditions.standing_payments(grant):
        if not has_proof(payment):
            proven(payment)
    if grant.emergency_id is None and conditions.agreement(grant):
        accepted(grant)
    return grant


def proven(payment: Any) -> Any:
    """Keep a proof of transfer with a payment."""
    ApplicationFile.objects.create(
        party=payment.tranche.grant.party, payment=payment, kind="pdf", whole=True, begun_at=None
    )
    return payment


def emergency(of: Party | None = None, **values: Any) -> EmergencyRequest:
    """Make an emergency request that waits."""
    values = {
        "needs": ["relocation"],
        "amount": 250_000,
        "currency": "USD",
        "what": "They were followed home.",
    } | values
    return deciding.request_help(of or party(), **values)


def say_word(request: EmergencyRequest, yes: bool, by: User) -> None:
    """Let somebody open payee and account of an emergency, and say their word."""
    seen = deciding.open_terms(request, by=by).seen_by(by)
    deciding.give_word(request, yes, "I know them", by=by, seen=seen)


def reviewed(*points: int, of: Application | None = None) -> Application:
    """Make an application with a handed-in review for each number of points, in every criterion."""
    row, who = of or application(), officer()
    for given in points:
        one = reviewing.assign(row, reviewer(), by=who)
        scores = dict.fromkeys((c["key"] for c in row.call.rubric), given)
        reviewing.submit_review(one, scores, "award", "They know the place.", by=one.reviewer)
        row.refresh_from_db()
    return row


def a_grant(
    state: str = "active", of: Party | None = None, by: User | None = None, **values: Any
) -> Any:
    """Make a grant of 1,000.00 in two equal tranches (or `minors=[...]`), on its path to money.

    A draft has its plan alone; another was agreed to by two, and accepted by its grantee. Of its
    tranches the first follows the agreement, the others a day: today, or `days={number: day}`.
    """
    from vigil.fund.grants.verbs import granting
    from vigil.fund.models import Grant
    from vigil.fund.payments.verbs.tranches import PlannedTranche

    by = by or officer()
    today = timezone.localdate()
    minors = values.pop("minors", [50_000, 50_000])
    donors = values.pop("donors", None) or [donor()]
    conditions = values.pop("conditions", {})
    reports_on = values.pop("reports_on", {})
    days = values.pop("days", {})
    on = values.pop("agreed_on", today - timedelta(days=20))
    parts = [
        PlannedTranche(
            share,
            days.get(n, today if n and n not in reports_on else None),
            n in reports_on,
            conditions.get(n),
            report_on=reports_on.get(n),
        )
        for n, share in enumerate(
            granting.tranches.split_among_donors(
                dict(
                    zip(
                        [one.pk for one in donors],
                        granting.money.split_exactly(sum(minors), [1] * len(donors)),
                        strict=True,
                    )
                ),
                minors,
            )
        )
    ]
    values = {
        "kind": Grant.Kind.GRANT,
        "currency": "USD",
        "budget": {"activities": sum(minors)},
        "parts": parts,
        "starts_on": today - timedelta(days=30),
        "ends_on": today + timedelta(days=300),
        "purpose": "A radio that warns.",
    } | values
    # Each of another name: links with others are looked at anew once there is one of the same.
    whom = of or party(name=f"Hermanas {Party.objects.count()}")
    if application := values.get("application"):
        stated(application)
    made = granting.open_grant(whom, by=by, **values)
    if state == Grant.State.DRAFT:
        return made
    ready(whom)
    if not application:
        granting.second(made, by=officer())
    return accepted(made, on)


def approved(grant: Any, number: int = 1) -> Any:
    """Let two officers approve a tranche of a grant; return it."""
    on_path(grant)
    tranche = grant.tranches.get(number=number)
    for _n in range(2):
        tranche = _approve(tranche, officer(), condition_met=True)
    return tranche


def approve(tranche: Any, by: User, **values: Any) -> Any:
    """Let somebody open payee and account of a tranche on its path, and approve it."""
    on_path(tranche.grant)
    return _approve(tranche, by, **{"condition_met": True, **values})


def _approve(tranche: Any, by: User, **values: Any) -> Any:
    from vigil.fund.payments.verbs import paying

    seen = paying.open_terms(tranche, by=by).seen_by(by)
    return paying.approve(tranche, seen=seen, by=by, **values)


def paid(grant: Any, number: int = 1, **values: Any) -> Any:
    """Approve and pay a tranche of a grant; return the payment."""
    from vigil.fund.payments.verbs import paying
    from vigil.fund.payments.verbs.tranches import amount_of

    tranche = approved(grant, number)
    values = {
        "paid_on": timezone.localdate(),
        "sent_minor": amount_of(tranche),
        "sent_currency": grant.currency,
        "by": officer(),
    } | values
    return proven(paying.pay(tranche, **values))
