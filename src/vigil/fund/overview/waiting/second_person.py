"""What waits for a second person: only what this person did not begin themselves."""

from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from vigil.fund.models import (
    AccountConfirmation,
    Approval,
    Determination,
    Grant,
    Hold,
    KeyLoss,
    SwitchedGate,
    Tranche,
)
from vigil.fund.overview.waiting.lines import (
    Viewer,
    WaitingLine,
    address,
    days_ago,
    first,
    named,
    until,
)
from vigil.fund.parties.models.party import PARTY
from vigil.fund.payments.verbs.paying import APPROVALS_NEEDED
from vigil.trust.models import Confirmation, Decision, Sealed
from vigil.trust.protection.verbs import LOOSEN


def decisions(viewer: Viewer) -> list[WaitingLine]:
    """Return the decisions on applications to which a second person must agree."""
    return [
        WaitingLine(
            _("%(code)s (%(who)s): a colleague decided “%(outcome)s”. Agree, or decide otherwise.")
            % of_decision(row),
            address("desk_fund:application", row.application.uid),
            days_ago(row.at, viewer.today),
        )
        for row in viewer.decisions
        if row.agreed_by_id is None and row.by_id != viewer.user.pk and not viewer.one_decides
    ]


def answers(viewer: Viewer) -> list[WaitingLine]:
    """Return the decisions that are to be released to applicants."""
    return [
        WaitingLine(
            _("%(code)s (%(who)s): release the decision “%(outcome)s” to the applicant.")
            % of_decision(row),
            address("desk_fund:application", row.application.uid),
            days_ago(row.at, viewer.today),
        )
        for row in viewer.decisions
        if row.agreed_by_id is not None or viewer.one_decides
    ]


def of_decision(row: Determination) -> dict[str, str]:
    """Return what a sentence names of a decision on an application."""
    return {
        "code": named(row.application.code),
        "who": named(row.application.party),
        "outcome": row.get_outcome_display(),
    }


def approvals(viewer: Viewer) -> list[WaitingLine]:
    """Return the tranches that a colleague approved and this person did not."""
    own = Approval.objects.filter(tranche=OuterRef("pk"), by=viewer.user)
    rows = Tranche.objects.filter(
        ~Exists(own),
        state=Tranche.State.PLANNED,
        grant__state=Grant.State.ACTIVE,
        grant__party__in=viewer.parties,
    )
    rows = rows.annotate(approved=Count("approvals")).filter(
        approved__gt=0, approved__lt=APPROVALS_NEEDED
    )
    rows = rows.select_related("grant__party").order_by("due_on", "pk")
    return [
        WaitingLine(
            _("%(grant)s (%(who)s): a colleague approved tranche %(n)d. A second person must.")
            % {
                "grant": named(row.grant.code),
                "who": named(row.grant.party),
                "n": row.number,
            },
            address("desk_grants:grant", row.grant_id) + "#tranches",
            until(row.due_on, viewer.today) if row.due_on else "",
            is_late=bool(row.due_on and row.due_on < viewer.today),
        )
        for row in first(rows)
    ]


def accounts(viewer: Viewer) -> list[WaitingLine]:
    """Return the parties with money to come whose account nobody confirmed.

    Accounts that this person entered are left out: another officer confirms those.
    """
    entered = Sealed.objects.filter(
        subject_kind=PARTY, subject_key=OuterRef("party__uid"), field="bank"
    )
    confirmed = AccountConfirmation.objects.filter(party=OuterRef("party"))
    own = Decision.objects.filter(
        verb="seal",
        target_kind=PARTY,
        target_key=OuterRef("party__uid"),
        after__field="bank",
        actor=viewer.user,
    )
    rows = Grant.objects.filter(
        Exists(entered),
        ~Exists(confirmed),
        ~Exists(own),
        state__in=(Grant.State.DRAFT, Grant.State.ACTIVE),
        tranches__state=Tranche.State.PLANNED,
        party__in=viewer.parties,
    )
    return [
        WaitingLine(
            _("%(who)s: confirm their account with them over a second channel.")
            % {"who": named(row.party)},
            address("desk_fund:account", row.party.uid),
            days_ago(row.made_at, viewer.today),
        )
        for row in first(rows.select_related("party").distinct().order_by("made_at", "pk"))
    ]


def key_losses(viewer: Viewer) -> list[WaitingLine]:
    """Return the lost keys for which a colleague asks a second officer."""
    rows = KeyLoss.objects.filter(state=KeyLoss.State.ASKED, party__in=viewer.parties)
    rows = rows.exclude(asked_by=viewer.user).select_related("party")
    return [
        WaitingLine(
            _("%(who)s lost their key. A colleague asks you to grant a new one.")
            % {"who": named(row.party)},
            address("desk_fund:party", row.party.uid),
            days_ago(row.asked_at, viewer.today),
        )
        for row in first(rows.order_by("asked_at", "pk"))
    ]


def holds(viewer: Viewer) -> list[WaitingLine]:
    """Return the quiet stops of payments that are not lifted, oldest first."""
    asked = Confirmation.objects.filter(
        outcome=Confirmation.Outcome.WAITING, subject_kind="hold", subject_key=OuterRef("uid")
    )
    rows = Hold.objects.filter(lifted_at=None, party__in=viewer.parties).select_related("party")
    rows = rows.annotate(
        asked=Exists(asked.exclude(asked_by=viewer.user)),
        mine=Exists(asked.filter(asked_by=viewer.user)),
    )
    found: list[Any] = first(rows.filter(mine=False).order_by("-asked", "at", "pk"))
    return [
        WaitingLine(
            (
                _("%(who)s: a colleague asks to end the quiet stop of payments. Confirm or refuse.")
                if row.asked
                else _("%(who)s: payments are stopped quietly. Check whether they must be.")
            )
            % {"who": named(row.party)},
            address("desk:confirmations")
            if row.asked
            else address("desk_fund:hold", row.party.uid),
            days_ago(row.at, viewer.today),
        )
        for row in found
    ]


def gates(viewer: Viewer) -> list[WaitingLine]:
    """Return the gates that a colleague asks to switch off."""
    rows = SwitchedGate.objects.filter(confirmed_by=None, on_again_at=None)
    rows = rows.exclude(asked_by=viewer.user).order_by("off_at", "pk")
    return [
        WaitingLine(
            _("A colleague asks to switch off the gate “%(gate)s”. Confirm it, or leave it on.")
            % {"gate": row.get_gate_display()},
            address("desk_grants:gates"),
            days_ago(row.off_at, viewer.today),
        )
        for row in first(rows)
    ]


def levels(viewer: Viewer) -> list[WaitingLine]:
    """Return the parties of whom a colleague asks to show more."""
    rows = Confirmation.objects.filter(
        outcome=Confirmation.Outcome.WAITING,
        verb=LOOSEN,
        subject_kind=PARTY,
        subject_key__in=viewer.parties.values("uid"),
    )
    rows = rows.exclude(asked_by=viewer.user).order_by("asked_at", "pk")
    return [
        WaitingLine(
            _("A colleague asks to show more of a party. Confirm or refuse it."),
            address("desk:confirmations"),
            days_ago(row.asked_at, viewer.today),
        )
        for row in first(rows)
    ]
