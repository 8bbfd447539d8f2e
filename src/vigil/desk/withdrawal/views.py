"""Withdrawing a person or a case everywhere: look, tick, one act; the receipt; lifting it.

Names are sent by POST alone, also to look for them: an address is kept in histories and logs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.acts import WAITS
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.screens.labels import room_name
from vigil.desk.withdrawal.forms import WithdrawalSearchForm, WithdrawForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, Keeper
from vigil.trust.withdrawals import verbs

RECENT = 50
REFUSED, CONFLICT = 422, 409


@dataclass(frozen=True)
class RoomHoldings:
    """What one room holds, each with the key under which it is ticked."""

    room: str
    holdings: list[tuple[str, Holding, bool]]


@desk_view("trust.withdraw")
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Look for what every room holds, and withdraw what is ticked of it."""
    if request.method not in ("GET", "HEAD"):
        return _post(request)
    return _show(request, WithdrawalSearchForm())


@require_POST
def _post(request: HttpRequest) -> HttpResponseBase:
    look = WithdrawalSearchForm(request.POST)
    if not look.is_valid():
        return _show(request, look, status=REFUSED)
    user, names = person(request), look.cleaned_data["names"]
    held = verbs.find(names, by=user)
    if request.POST.get("do") != "withdraw":
        return _show(request, look, _offered(held, None))
    form = WithdrawForm(request.POST, offered=[_key(k, h) for k, hs in held for h in hs])
    if not form.is_valid():
        ticked = set(request.POST.getlist("chosen"))
        return _show(request, look, _offered(held, ticked), form, status=REFUSED)
    return _withdraw(request, user, look, form, held)


def _withdraw(
    request: HttpRequest, user: User, look: WithdrawalSearchForm, form: WithdrawForm, held: Any
) -> HttpResponseBase:
    ticked, listed = set(form.cleaned_data["chosen"]), set(request.POST.getlist("seen"))
    named = {_key(k, h): (k.room, h.kind, h.key) for k, hs in held for h in hs}
    try:
        done = verbs.withdraw(
            look.cleaned_data["names"],
            by=user,
            why=form.cleaned_data["why"],
            chosen=[named[key] for key in named if key in ticked],
            seen=[named[key] for key in named if key in listed],
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, look, _offered(held, ticked), form, status=CONFLICT)
    messages.success(request, _("Withdrawn. This is the receipt."))
    return redirect("desk:withdrawal", done.pk)


@desk_view("trust.withdraw")
@require_safe
def withdrawal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the receipt of a withdrawal: what each room did, what is still out, how to lift it."""
    return _receipt(request, get_object_or_404(Withdrawal, pk=pk), ReasonForm())


@desk_view("trust.lift_withdrawal", recent=True)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask a second person to confirm that a withdrawal is lifted in every room."""
    found, form = get_object_or_404(Withdrawal, pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _receipt(request, found, form, status=REFUSED)
    try:
        verbs.ask_to_lift(found, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _receipt(request, found, form, status=CONFLICT)
    messages.success(request, WAITS)
    return redirect("desk:withdrawal", pk)


def _show(
    request: HttpRequest,
    look: WithdrawalSearchForm,
    found: list[RoomHoldings] | None = None,
    form: WithdrawForm | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "look": look,
        "found": found,
        "nothing": found is not None and not any(room.holdings for room in found),
        "form": form or WithdrawForm(offered=[]),
        "recent": Withdrawal.objects.select_related("by")[:RECENT],
    }
    return render(request, "desk/withdrawal/withdraw.html", context, status=status)


def _receipt(
    request: HttpRequest, found: Withdrawal, form: ReasonForm, *, status: int = 200
) -> HttpResponseBase:
    context = {
        "withdrawal": found,
        "receipts": [(room_name(r["room"]), r) for r in found.receipts if _has_content(r)],
        "untouched": [room_name(r["room"]) for r in found.receipts if not _has_content(r)],
        "lifted": found.lift_receipts,
        "waiting": waiting_on(verbs.LIFT, verbs.subject_of(found)),
        "form": form,
    }
    return render(request, "desk/withdrawal/receipt.html", context, status=status)


def _has_content(receipt: Mapping[str, Any]) -> bool:
    """Say whether a room did something, left something, or has something still."""
    return any(receipt.get(part) for part in ("done", "left", "still"))


def _offered(
    held: list[tuple[Keeper, list[Holding]]], ticked: set[str] | None
) -> list[RoomHoldings]:
    """List what each room holds: ticked as it was sent, or as the room proposes."""
    return [
        RoomHoldings(
            room_name(keeper.room),
            [
                (_key(keeper, h), h, h.ticked if ticked is None else _key(keeper, h) in ticked)
                for h in holdings
            ],
        )
        for keeper, holdings in held
    ]


def _key(keeper: Keeper, holding: Holding) -> str:
    return f"{keeper.room}/{holding.kind}/{holding.key}"
