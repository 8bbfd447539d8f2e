"""Open, edit and agree a grant, and open one for an approved emergency."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.emergencies.queries import matching_votes
from vigil.fund.gates import queries as gates
from vigil.fund.gates.names import Gate
from vigil.fund.grants import plan_checks
from vigil.fund.models import (
    Application,
    Approval,
    BudgetLine,
    Donor,
    EmergencyRequest,
    Entry,
    Grant,
    Party,
    Tranche,
)
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import own_page_links, sealing
from vigil.fund.payments import money
from vigil.fund.payments.verbs import approval_terms, tranches
from vigil.fund.payments.verbs.tranches import PlannedTranche
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

KIND: Final = "grant"
PAPERWORK_WITHIN: Final = timedelta(days=30)
"""How long the paperwork of an emergency grant may follow its money."""
Kind, State = Grant.Kind, Grant.State
EDITABLE_COLUMNS: Final = (
    "kind",
    "currency",
    "starts_on",
    "ends_on",
    "theme",
    "country",
    "public_title",
)


@transaction.atomic
def open_grant(
    party: Party,
    *,
    by: User,
    kind: str,
    currency: str,
    budget: Mapping[str, int],
    parts: Sequence[PlannedTranche],
    starts_on: date | None = None,
    ends_on: date | None = None,
    theme: str = "",
    country: str = "",
    public_title: str = "",
    purpose: str = "",
    application: Application | None = None,
) -> Grant:
    """Open a draft grant. It promises no money until it is agreed.

    It follows an award by two that was released, or a direct invitation, to which a second officer
    agrees (`second`). Budget and tranches must have the same sum. Raises NotAllowed; NotPossible if
    the party was removed, is not screened, has a check that says stop or overdue papers of an
    emergency, the application is another party's, was not awarded, not agreed, not released or has
    a grant, or the title names somebody who is not shown; Unfit with the field that is wrong.
    """
    take_part()  # the title is for the public
    require(by, WORK, party)
    party = locking.locked(party)
    if application is not None:
        plan_checks.require_awarded(party, application)
    else:
        own_page_links.require_screened(party)
    grant = Grant(
        party=party,
        application=application,
        kind=kind,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        theme=theme,
        country=country or party.country,
        public_title=public_title.strip(),
    )
    plan_checks.check_columns(grant)
    plan_checks.require_no_stop(grant)
    tranches.check_plan(parts, budget)
    _save_new(grant)
    _fill(grant, budget, parts, purpose, by)
    record("open_grant", KIND, grant.uid, by=by, after=_told(grant, parts))
    return grant


@transaction.atomic
def edit_grant(
    grant: Grant,
    *,
    by: User,
    budget: Mapping[str, int],
    parts: Sequence[PlannedTranche],
    purpose: str | None = None,
    **values: Any,
) -> Grant:
    """Change a draft grant: columns of `EDITABLE_COLUMNS`, its budget, its tranches.

    A purpose of None is left unchanged. Raises NotAllowed; NotPossible if it is agreed; Unfit.
    """
    take_part()  # the title is for the public
    require(by, WORK, grant)
    grant = tranches.locked(grant)
    locking.locked(grant.party)
    if grant.state != State.DRAFT:
        raise NotPossible(_("This grant is agreed: write an amendment instead."))
    for name in values:
        if name not in EDITABLE_COLUMNS:
            raise NotPossible(_("There is no such field."))
        setattr(grant, name, values[name])
    plan_checks.check_columns(grant)
    tranches.check_plan(parts, budget, grant=grant)
    grant.changed_at = timezone.now()
    grant.save()
    before = tranches.amounts_for_amendment(grant)
    _fill(grant, budget, parts, purpose, by)
    if grant.seconded_by is not None and tranches.amounts_for_amendment(grant) != before:
        grant.seconded_by = grant.seconded_at = None  # the second officer agreed to another plan
        grant.save(update_fields=["seconded_by", "seconded_at"])
    record("edit_grant", KIND, grant.uid, by=by, after=_told(grant, parts))
    return grant


@transaction.atomic
def second(grant: Grant, *, by: User) -> Grant:
    """Agree, as the second officer, to a grant that follows no application and no emergency.

    After an amendment by which it is more, too. Raises NotAllowed; NotPossible if it follows one,
    was agreed to already, or is over; NeedsSecondPerson if `by` opened or amended it, or seems to
    be who did.
    """
    require(by, WORK, grant)
    grant = tranches.locked(grant)
    locking.locked(grant.party)
    if grant.application_id is not None or grant.emergency_id is not None:
        raise NotPossible(_("Two people decided on this grant before it was opened."))
    if grant.state not in (State.DRAFT, State.ACTIVE) or grant.seconded_by is not None:
        raise NotPossible(_("A second officer agreed to this grant already."))
    for who in _proposed_by(grant):
        require_two_people(who, by)
    grant.seconded_by, grant.seconded_at = by, timezone.now()
    grant.save(update_fields=["seconded_by", "seconded_at"])
    record("second_grant", KIND, grant.uid, by=by)
    return grant


@transaction.atomic
def agree(grant: Grant, on: date, *, by: User) -> Grant:
    """Start a grant without an agreement, where that gate is switched off.

    Otherwise a grant starts when its grantee accepts the agreement (`agreements.verbs.accept`).
    Raises NotAllowed; NotPossible with what is missing, or if it is not a draft; Unfit if a day or
    the purpose is missing, or the day is in the future.
    """
    require(by, WORK, grant)
    grant = tranches.locked(grant)
    locking.locked(grant.party)
    if grant.state != State.DRAFT:
        raise NotPossible(_("This grant is agreed already."))
    require_complete(grant)
    if on > timezone.localdate():
        raise Unfit(_("It cannot have been agreed on a day that is yet to come."), "on")
    lacking = [*gates.before_agreement(grant), *gates.missing(grant, Gate.AGREEMENT)]
    if lacking:
        raise NotPossible(" ".join(lacking))
    return start(grant, on, by=by)


def require_complete(grant: Grant) -> None:
    """Raise Unfit if the plan of a grant has no days, or no purpose."""
    if grant.starts_on is None or grant.ends_on is None:
        raise Unfit(_("Say first on which days the grant begins and ends."), "starts_on")
    if grant.emergency_id is None and not sealing.is_kept(KIND, grant.uid, "purpose"):
        raise Unfit(_("Write first what the grant is for."), "purpose")


def start(grant: Grant, on: date, *, by: User) -> Grant:
    """Make a draft grant active, and commit its amount. The calling verb locked and checked it."""
    _start(grant, on, by)
    record("agree_grant", KIND, grant.uid, by=by, after={"state": grant.state, "on": str(on)})
    return grant


@transaction.atomic
def open_emergency_grant(
    request: EmergencyRequest, *, by: User, donor: Donor | None = None
) -> Grant:
    """Open an active grant for an approved emergency request: money before paperwork.

    It has one tranche. Yes votes of people who saw payee and account approve it; with two of them
    it can be paid. The money comes from the named donor, or the donor of the last emergency; an
    amendment can change that. Raises NotAllowed; NotPossible if the request is not approved, has a
    grant, or there is no donor.
    """
    require(by, WORK, request)
    request = EmergencyRequest.objects.select_for_update().get(pk=request.pk)
    party = locking.locked(request.party)
    if request.state != EmergencyRequest.State.APPROVED:
        raise NotPossible(_("Two people have not approved this request yet."))
    if Grant.objects.filter(emergency=request).exists():
        raise NotPossible(_("This request has its grant already."))
    today = timezone.localdate()
    grant = Grant(
        party=party,
        emergency=request,
        kind=Kind.EMERGENCY,
        currency=request.currency,
        country=party.country,
        starts_on=today,
        ends_on=today + PAPERWORK_WITHIN,
        paper_due_on=today + PAPERWORK_WITHIN,
    )
    _save_new(grant)
    shares = {(donor or _donor_of_emergencies()).pk: request.minor}
    tranches.put_budget(grant, {BudgetLine.Category.SAFETY: request.minor})
    tranches.put_parts(grant, [PlannedTranche(shares, due_on=today)], by=by)
    _start(grant, today, by)
    _approved_by_two(grant.tranches.get(), request)
    after = {"kind": grant.kind, "state": grant.state, "currency": grant.currency}
    record("open_emergency_grant", KIND, grant.uid, by=by, after=after)
    return grant


@transaction.atomic
def note_papers(grant: Grant, *, by: User) -> Grant:
    """Record that the checks and papers of an emergency grant are complete.

    Raises NotAllowed; NotPossible with what is missing.
    """
    require(by, WORK, grant)
    grant = tranches.running(grant)
    if grant.paper_due_on is None:
        raise NotPossible(_("No paperwork is missing."))
    if not grant.party.is_removed and (lacking := gates.before_papers_are_complete(grant)):
        raise NotPossible(" ".join(lacking))
    grant.paper_due_on = None
    grant.save(update_fields=["paper_due_on"])
    record("note_papers", KIND, grant.uid, by=by)
    return grant


@transaction.atomic
def open_text(grant: Grant, kind: str, uid: str, field: str, *, by: User, why: str) -> str:
    """Open one sealed text of a grant or its party, and record who did and why.

    Raises NotAllowed; NotPossible if the text is not of this grant, or the reason is missing.
    """
    require(by, WORK, grant)
    if (kind, uid) not in texts_of(grant):
        raise NotPossible(_("There is nothing of this grant by that name."))
    return sealing.read(grant.party, kind, uid, field, by=by, why=why)


def texts_of(grant: Grant) -> set[tuple[str, str]]:
    """Return the subjects whose sealed texts are shown with a grant."""
    party = grant.party
    rows: dict[str, Any] = {
        "tranche": grant.tranches,
        "agreement": grant.agreements,
        "amendment": grant.amendments,
        "report": grant.reports,
        "accompaniment": grant.accompaniment,
        "result": grant.results,
        "outcome": grant.outcomes,
        "safety_plan": party.plans,
        "incident": party.incidents,
    }
    found = {(kind, uid) for kind, of in rows.items() for uid in of.values_list("uid", flat=True)}
    payments = [p.uid for row in grant.tranches.all() for p in row.payments.all()]
    return found | {(KIND, grant.uid)} | {("payment", uid) for uid in payments}


def _save_new(grant: Grant) -> None:
    grant.number = next_number(Grant)
    grant.save()


def _fill(
    grant: Grant,
    budget: Mapping[str, int],
    parts: Sequence[PlannedTranche],
    purpose: str | None,
    by: User,
) -> None:
    tranches.put_budget(grant, budget)
    tranches.put_parts(grant, parts, by=by)
    if purpose is not None:
        sealing.write(grant.party, KIND, grant.uid, "purpose", purpose, by=by)


def _start(grant: Grant, on: date, by: User) -> None:
    grant.state, grant.agreed_on, grant.changed_at = State.ACTIVE, on, timezone.now()
    grant.save(update_fields=["state", "agreed_on", "changed_at"])
    tranches.enter(grant, Entry.Kind.COMMIT, tranches.shares_of(grant), on=on, by=by)


def _approved_by_two(tranche: Tranche, request: EmergencyRequest) -> None:
    """Count yes votes as approvals of the tranche, so that nobody is asked twice.

    Only votes of people who saw payee, account and amount as they are now.
    """
    yes = [word for word in matching_votes(request, True) if word.terms]
    if not yes:
        return
    why = "to check what was approved"
    asked, terms = (
        approval_terms.terms_for_system(request, why=why),
        approval_terms.terms_for_system(tranche, why=why),
    )
    yes = [word for word in yes if asked.were_seen(word)][:2]
    for word in yes:
        seen = terms.seen_by(word.by)
        Approval.objects.create(tranche=tranche, by=word.by, at=word.at, terms=seen)
    if len(yes) == 2:
        tranche.state = Tranche.State.APPROVED
        tranche.save(update_fields=["state"])


def _donor_of_emergencies() -> Donor:
    last = (
        Entry.objects.filter(grant__kind=Kind.EMERGENCY, kind=Entry.Kind.COMMIT)
        .select_related("donor")
        .order_by("-pk")
        .first()
    )
    found = last.donor if last else Donor.objects.order_by("pk").first()
    if found is None:
        raise NotPossible(_("There is no donor yet from whom money can be given. Add one first."))
    return found


def _proposed_by(grant: Grant) -> list[User]:
    """Return who opened a grant or changed its plan."""
    rows = Decision.objects.filter(
        target_kind=KIND, target_key=grant.uid, verb__in=("open_grant", "edit_grant", "amend_grant")
    )
    return [row.actor for row in rows.select_related("actor") if row.actor is not None]


def _told(grant: Grant, parts: Sequence[PlannedTranche]) -> dict[str, str]:
    amount = money.format_for_machines(sum(part.minor for part in parts), grant.currency)
    return {"kind": grant.kind, "amount": amount, "currency": grant.currency}


LOG: Final = LogWords(
    verbs={
        "agree_grant": pgettext_lazy("decision", "agree a grant"),
        "edit_grant": pgettext_lazy("decision", "change a grant that is being agreed"),
        "note_papers": pgettext_lazy("decision", "note that paperwork came"),
        "open_emergency_grant": pgettext_lazy("decision", "give emergency help"),
        "open_grant": pgettext_lazy("decision", "open a grant"),
        "second_grant": pgettext_lazy("decision", "agree to a grant as the second officer"),
    },
    kinds={
        "grant": pgettext_lazy("decision", "grant"),
    },
    parts={
        "amount": pgettext_lazy("decision", "amount"),
    },
)
