"""Releases at the desk: the list, one release, and publishing the next."""

from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, perform
from vigil.fund.access.rules import RELEASE
from vigil.fund.models import Donor, FundRelease, Grant
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments.money import format_amount
from vigil.fund.releases import iati, labels, verbs
from vigil.fund.releases.forms import ReadForm, ReleaseForm
from vigil.fund.releases.queries import published_release
from vigil.fund.releases.suppression import GRANTS_BY_REGION, GRANTS_UNDER_PSEUDONYM, MONEY_KINDS
from vigil.fund.releases.verbs import RELEASE_PART_OF_CELL, ReleasePreview
from vigil.trust.models import User

PAGE: Final = 50


@room_view(RELEASE)
@require_safe
def releases(request: HttpRequest) -> HttpResponseBase:
    """List the releases, newest first."""
    rows = FundRelease.objects.select_related("by").defer("cells", "counted")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "fund/releases/releases.html", {"page": page})


@room_view(RELEASE)
@require_safe
def release(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one release: its numbers, and its files with their digests."""
    row = get_object_or_404(FundRelease.objects.select_related("by"), number=number)
    told = published_release(row)
    donors = {one.slug: one for one in Donor.objects.all()}
    cells = {key: _number(key, n) for key, n in _totals(row).items()}
    context = {
        "release": row,
        "told": told,
        "cells": [(labels.number_label(key, donors), n) for key, n in sorted(cells.items())],
        "files": sorted(row.files.items()),
        "no_iati": iati.why_no_file(),
    }
    return render(request, "fund/releases/release.html", context)


@room_view(RELEASE)
@require_http_methods(READ_AND_ACT)
def make(request: HttpRequest) -> HttpResponseBase:
    """Show what would be published and what is held back; publish it."""
    show = partial(_show, request)
    if request.method != "POST":
        return show(ScreenState())
    results, outcomes = request.POST.getlist("statements"), request.POST.getlist("outcomes")
    act = Act[None](
        form=ReleaseForm,
        verb=lambda _item, _data, by: verbs.make_release(
            by=by, statements=results, outcomes=outcomes
        ),
        done=_("Published."),
        next=lambda _item, made: reverse("desk_fund_releases:release", args=[made.number]),
    )
    return perform(request, None, "make", act, show=show, back=reverse("desk_fund_releases:make"))


@room_view(RELEASE)
@require_POST
def read(request: HttpRequest) -> HttpResponseBase:
    """Open texts of the grants that would be listed; the opening is recorded."""
    show = partial(_show, request)
    return perform(request, None, "read", READ, show=show, back=reverse("desk_fund_releases:make"))


READ: Final = Act[None](
    form=ReadForm,
    verb=lambda _item, data, by: {"opened": verbs.read_texts(by=by, why=data["why"])},
)


def _show(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    seen = verbs.preview(by=by)
    donors = {one.slug: one for one in Donor.objects.all()}
    visible = _visible(seen, by)
    context = {
        "form": screen.forms.get("make") or ReleaseForm(auto_id="make-%s"),
        "read_form": screen.forms.get("read") or ReadForm(auto_id="read-%s"),
        "opened": screen.revealed.get("opened"),
        "no_iati": iati.why_no_file(),
        "rows": _compared(seen, donors),
        "listed": [visible[uid] for uid in sorted(seen.plan.state.items) if uid in visible],
        "new": seen.plan.state.items - seen.before.items,
        "gone": len(seen.before.items - seen.plan.state.items),
        "waiting": [
            (visible[uid], why) for uid, why in sorted(seen.plan.waiting.items()) if uid in visible
        ],
        "held_back": [
            (donors[donor].name, kind, format_amount(minor, currency))
            for (kind, donor, currency), minor in seen.plan.held_back.items()
        ],
    }
    return render(request, "fund/releases/make.html", context, status=screen.status)


def _visible(seen: ReleasePreview, by: User) -> dict[str, Grant]:
    """Return the grants that this user may know of; others appear only in sums."""
    rows = Grant.objects.filter(party__in=party_queries.visible_to(by), uid__in=seen.grants)
    return {grant.uid: grant for grant in rows.select_related("party")}


def _compared(seen: ReleasePreview, donors: dict[str, Donor]) -> list[dict[str, Any]]:
    """Return each number before and after, and why one stays."""
    before, after = seen.shown_before, seen.shown
    return [
        {
            "label": labels.number_label(key, donors),
            "before": _number(key, before.get(key)),
            "after": _number(key, after.get(key)),
            "changes": before.get(key) != after.get(key),
            "still": seen.plan.still.get(key, ""),
        }
        for key in sorted({*before, *after, *seen.plan.still})
    ]


def _number(key: str, n: int | None) -> str:
    if n is None:
        return ""
    kind, _bar, rest = key.partition("|")
    return format_amount(n, rest.split("|")[1]) if kind in MONEY_KINDS else str(n)


def _totals(row: FundRelease) -> dict[str, int]:
    cells = row.cells
    found = {f"{GRANTS_BY_REGION}|{code}": n for code, n in cells.get("regions", {}).items()}
    for kind, part in RELEASE_PART_OF_CELL.items():
        found |= {f"{kind}|{code}": n for code, n in cells.get(part, {}).items()}
    for one in cells.get("told", []):
        found[
            f"{GRANTS_UNDER_PSEUDONYM}|{one['region']}|{one['month']}|{one['currency']}|{one['band']}"
        ] = one["n"]
    for one in cells.get("remainders", []):
        years = "+".join(map(str, one["years"]))
        found[f"{one['kind']}|{one['donor']}|{one['currency']}|{years}"] = one["minor"]
    return found
