"""The path of a grant as its page shows it: each gate with the next act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.fund.agreements.proposing import proposed_text
from vigil.fund.gates import queries
from vigil.fund.gates.names import Gate
from vigil.fund.gates.queries import GateState
from vigil.fund.gates.switches import read_once
from vigil.fund.grants.acts import OfferedAct, offer_acts
from vigil.fund.models import Agreement, Grant

RefusedForms = Mapping[str, BaseForm]
LINK_LABELS: Final[Mapping[Gate, str | Promise]] = {
    Gate.ELIGIBILITY: _("Go to the application"),
    Gate.CHECKS: _("Enter checks"),
    Gate.DECISION: _("Go to the application"),
    Gate.SAFETY_PLAN: _("Go to the safety plan"),
    Gate.ACCOUNT: _("Confirm account"),
    Gate.PROOF: _("Go to the payments"),
    Gate.TRANCHE: _("Go to the reports"),
    Gate.APPROVAL: _("Go to the tranches"),
}
ANCHORS: Final = {
    Gate.SAFETY_PLAN: "#safety",
    Gate.PROOF: "#tranches",
    Gate.TRANCHE: "#reports",
    Gate.APPROVAL: "#tranches",
}


@dataclass(frozen=True)
class GateOnPage:
    """A gate with where to act, or the acts that are offered on the page itself."""

    state: GateState
    address: str
    link: str | Promise
    doings: list[OfferedAct]


def path_of(grant: Grant, refused: RefusedForms) -> list[GateOnPage]:
    """Return every gate of a grant with its next act."""
    with read_once():
        return [_on_page(grant, state, refused) for state in queries.way_of(grant)]


def _on_page(grant: Grant, state: GateState, refused: RefusedForms) -> GateOnPage:
    doings = _doings(grant, state, refused)
    if state.passed or doings:
        return GateOnPage(state, "", "", doings)
    address = ANCHORS.get(state.gate, "") or _address(grant, state.gate)
    return GateOnPage(state, address, LINK_LABELS.get(state.gate, "") if address else "", doings)


def _address(grant: Grant, gate: Gate) -> str:
    if gate in (Gate.ELIGIBILITY, Gate.DECISION) and grant.application is not None:
        return reverse("desk_fund:application", args=[grant.application.uid])
    if gate == Gate.CHECKS:
        return reverse("desk_fund:checks", args=[grant.party.uid])
    if gate == Gate.ACCOUNT:
        return reverse("desk_fund:account", args=[grant.party.uid])
    return ""


def _doings(grant: Grant, state: GateState, refused: RefusedForms) -> list[OfferedAct]:
    if state.gate == Gate.DECISION and state.missing and grant.application_id is None:
        return offer_acts(["second"], "", refused)
    if state.gate != Gate.AGREEMENT:
        return []
    newest = max(grant.agreements.all(), key=lambda row: row.version, default=None)
    waits = newest is not None and newest.state == Agreement.State.OFFERED
    names = ["record", "declined"] if waits and newest is not None else []
    offered = offer_acts(names, newest.uid if newest else "", refused)
    over = grant.state not in (Grant.State.DRAFT, Grant.State.ACTIVE)
    if (state.passed and not state.is_off) or over:
        return offered
    if state.is_off and grant.state == Grant.State.DRAFT:
        offered += offer_acts(["agree"], "", refused)
    initial = {"offer": {"text": proposed_text(grant)}}
    return [*offered, *offer_acts(["offer"], "", refused, initial)]
