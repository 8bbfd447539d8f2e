"""Withdraw a person or a case in every room: search, tick, withdraw; the receipt; lifting.

Names are sent by POST alone, also for the search: addresses are kept in histories and logs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, forms_of, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.screens.labels import room_name
from vigil.desk.withdrawal.forms import WithdrawalSearchForm, WithdrawForm
from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, Keeper
from vigil.trust.withdrawals import verbs

RECENT = 50


@dataclass(frozen=True)
class SearchResult:
    """What all rooms hold under some names."""

    names: list[str]
    held: list[tuple[Keeper, list[Holding]]]

    @property
    def by_key(self) -> dict[str, tuple[str, str, str]]:
        """The holdings as the verb names them, by the keys under which they are ticked."""
        return {
            _key(keeper, holding): (keeper.room, holding.kind, holding.key)
            for keeper, holdings in self.held
            for holding in holdings
        }

    def rooms(self, ticked: Collection[str] | None) -> list["RoomHoldings"]:
        """List what each room holds: ticked as it was sent, or as the room proposes (None)."""
        return [
            RoomHoldings(
                room_name(keeper.room),
                [
                    (key, holding, holding.ticked if ticked is None else key in ticked)
                    for key, holding in ((_key(keeper, one), one) for one in holdings)
                ],
            )
            for keeper, holdings in self.held
        ]


@dataclass(frozen=True)
class RoomHoldings:
    """What one room holds, each with its key and whether it is ticked."""

    room: str
    holdings: list[tuple[str, Holding, bool]]


def _withdraw(found: SearchResult, data: Data, by: User) -> Withdrawal:
    named = found.by_key
    return verbs.withdraw(
        found.names,
        by=by,
        why=data["why"],
        chosen=[named[key] for key in named if key in data["chosen"]],
        seen=[named[key] for key in named if key in data["seen"]],
    )


WITHDRAW: Final = Act[SearchResult](
    form=WithdrawForm,
    form_arguments=lambda found, _by: {"offered": list(found.by_key)},
    verb=_withdraw,
    done=_("Withdrawn. This is the receipt."),
    next=lambda _found, done: reverse("desk:withdrawal", args=[done.pk]),
)
LIFT: Final = {
    "lift": Act[Withdrawal](
        form=ReasonForm,
        verb=lambda found, data, by: verbs.ask_to_lift(found, by=by, why=data["why"]),
    )
}


@desk_view("trust.withdraw")
@require_http_methods(READ_AND_ACT)
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Search what every room holds under a name, and withdraw the ticked items."""
    if request.method != "POST":
        return _show(request, WithdrawalSearchForm())
    search = WithdrawalSearchForm(request.POST)
    if not search.is_valid():
        return _show(request, search, status=REFUSED)
    names = search.cleaned_data["names"]
    found = SearchResult(names, verbs.find(names, by=person(request)))
    if request.POST.get("do") != "withdraw":
        return _show(request, search, found)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms["withdraw"]
        return _show(request, search, found, form, status=screen.status)

    return perform(request, found, "withdraw", WITHDRAW, show=show, back=reverse("desk:withdraw"))


@desk_view("trust.withdraw")
@require_safe
def withdrawal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the receipt of a withdrawal: what each room did, and what is still public."""
    return _receipt(request, get_object_or_404(Withdrawal, pk=pk), ScreenState())


@desk_view("trust.lift_withdrawal", recent=True)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask a second person to confirm that a withdrawal is lifted in every room."""
    found, back = get_object_or_404(Withdrawal, pk=pk), reverse("desk:withdrawal", args=[pk])
    show = partial(_receipt, request, found)
    return perform(request, found, "lift", LIFT["lift"], show=show, back=back)


def _show(
    request: HttpRequest,
    search: WithdrawalSearchForm,
    found: SearchResult | None = None,
    form: BaseForm | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    ticked = form["chosen"].value() if form else None
    context = {
        "look": search,
        "found": found.rooms(ticked) if found else None,
        "nothing": found is not None and not found.by_key,
        "form": form or WithdrawForm(offered=[]),
        "recent": Withdrawal.objects.select_related("by")[:RECENT],
    }
    return render(request, "desk/withdrawal/withdraw.html", context, status=status)


def _receipt(request: HttpRequest, found: Withdrawal, screen: ScreenState) -> HttpResponseBase:
    context = {
        "withdrawal": found,
        "receipts": [(room_name(r["room"]), r) for r in found.receipts if _has_content(r)],
        "untouched": [room_name(r["room"]) for r in found.receipts if not _has_content(r)],
        "lifted": found.lift_receipts,
        "waiting": waiting_on(verbs.LIFT, verbs.subject_of(found)),
        "form": forms_of(LIFT, found, person(request), screen)["lift"],
    }
    return render(request, "desk/withdrawal/receipt.html", context, status=screen.status)


def _has_content(receipt: Mapping[str, Any]) -> bool:
    """Return whether a room withdrew something, left something, or still shows something."""
    return any(receipt.get(part) for part in ("done", "left", "still"))


def _key(keeper: Keeper, holding: Holding) -> str:
    return f"{keeper.room}/{holding.kind}/{holding.key}"
