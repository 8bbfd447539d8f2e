"""Refuse money at a closed gate, and switch gates off or on.

Approval by two, what an approval binds, and the check of sanctions have no switch.
"""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.gates import queries
from vigil.fund.models import SwitchedGate, Tranche
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "fund_gate"
LONGEST_REASON: Final = 500
Gate = SwitchedGate.Gate


def require_open_way(tranche: Tranche, *, on: date | None = None) -> None:
    """Raise NotPossible with all that is missing before a tranche is approved or paid.

    `on` is the day of the payment; without it the tranche is only approved.
    """
    if lacking := queries.before_money(tranche, on=on):
        raise NotPossible(" ".join(lacking))


@transaction.atomic
def switch_off(gate: str, why: str, *, by: User) -> SwitchedGate:
    """Ask to switch a gate off, with a reason that auditors read; a second person confirms it.

    Raises NotAllowed; NotPossible if the gate has no switch, or was asked for already; Unfit if the
    reason is missing, too long, or names somebody who is not shown.
    """
    require(by, MANAGE_CALLS)
    if gate not in Gate.values:
        raise NotPossible(_("This gate cannot be switched off."))
    why = why.strip()
    if not why or len(why) > LONGEST_REASON:
        raise Unfit(_("Write why, in at most %(n)d characters.") % {"n": LONGEST_REASON}, "why")
    require_no_hidden_names(why)
    if SwitchedGate.objects.select_for_update().filter(gate=gate, on_again_at=None).exists():
        raise NotPossible(_("This gate is off already, or waits for a second person."))
    row = SwitchedGate.objects.create(gate=gate, why=why, asked_by=by)
    record("ask_gate_off", KIND, gate, by=by, after={"why": why})
    return row


@transaction.atomic
def confirm_off(switched: SwitchedGate, *, by: User) -> SwitchedGate:
    """Switch a gate off, as the second person.

    Raises NotAllowed; NotPossible if nobody asks for it any more, or the gate has no switch;
    NeedsSecondPerson if `by` asked for it, or seems to be who did.
    """
    require(by, MANAGE_CALLS)
    row = SwitchedGate.objects.select_for_update(of=("self",)).get(pk=switched.pk)
    if row.gate not in Gate.values:
        raise NotPossible(_("This gate cannot be switched off."))
    if row.on_again_at is not None or row.confirmed_by is not None:
        raise NotPossible(_("This was answered already."))
    require_two_people(row.asked_by, by)
    row.confirmed_by, row.off_at = by, timezone.now()
    row.save(update_fields=["confirmed_by", "off_at"])
    record("switch_gate_off", KIND, row.gate, by=by, after={"why": row.why})
    return row


@transaction.atomic
def switch_on(switched: SwitchedGate, *, by: User) -> SwitchedGate:
    """Switch a gate on again, or refuse to switch it off. Raises NotAllowed, NotPossible."""
    require(by, MANAGE_CALLS)
    row = SwitchedGate.objects.select_for_update(of=("self",)).get(pk=switched.pk)
    if row.on_again_at is not None:
        raise NotPossible(_("This gate is on already."))
    row.on_again_at, row.on_again_by = timezone.now(), by
    row.save(update_fields=["on_again_at", "on_again_by"])
    record("switch_gate_on", KIND, row.gate, by=by)
    return row


LOG: Final = LogWords(
    verbs={
        "ask_gate_off": pgettext_lazy("decision", "ask to switch off a gate before money"),
        "switch_gate_off": pgettext_lazy("decision", "switch off a gate before money"),
        "switch_gate_on": pgettext_lazy("decision", "switch on a gate before money"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "gate before money"),
    },
    parts={
        "why": gettext_lazy("Why"),
    },
)
