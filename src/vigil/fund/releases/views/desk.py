"""Publishing at the desk: what was published, what would be and what is held back, and doing it."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.fund.models import Donor, FundRelease, Grant
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments.money import format_amount
from vigil.fund.releases import iati, labels, verbs
from vigil.fund.releases.forms import ReadForm, ReleaseForm
from vigil.fund.releases.queries import published_release
from vigil.fund.releases.suppression import GRANTS_BY_REGION, GRANTS_UNDER_PSEUDONYM, MONEY_KINDS
from vigil.fund.releases.verbs import RELEASE, RELEASE_PART_OF_CELL, ReleasePreview
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

PAGE: Final = 50
REFUSED, CONFLICT = 422, 409
READING_WRITING: Final = ["GET", "HEAD", "POST"]


@room_view(RELEASE)
@require_safe
def releases(request: HttpRequest) -> HttpResponseBase:
    """List what was published, the last first."""
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
@require_http_methods(READING_WRITING)
def make(request: HttpRequest) -> HttpResponseBase:
    """Show what would be published and what is held back, and publish it."""
    by = person(request)
    if request.method != "POST":
        return _show(request, by)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _show(request, by, form=form, status=REFUSED)
    try:
        made = verbs.make_release(by=by, statements=request.POST.getlist("statements"))
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, by, form=form, status=CONFLICT)
    messages.success(request, _("Published."))
    return redirect("desk_fund_releases:release", made.number)


@room_view(RELEASE)
@require_POST
def read(request: HttpRequest) -> HttpResponseBase:
    """Open what came of the grants that would be listed; that it was opened is kept."""
    by, form = person(request), ReadForm(request.POST)
    if not form.is_valid():
        return _show(request, by, read_form=form, status=REFUSED)
    try:
        opened = verbs.read_statements(by=by, why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, by, read_form=form, status=CONFLICT)
    return _show(request, by, opened=opened)


def _show(request: HttpRequest, by: User, status: int = 200, **more: Any) -> HttpResponseBase:
    seen = verbs.preview(by=by)
    donors = {one.slug: one for one in Donor.objects.all()}
    visible = _visible(seen, by)
    context = {
        "form": more.get("form") or ReleaseForm(),
        "read_form": more.get("read_form") or ReadForm(),
        "opened": more.get("opened"),
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
    return render(request, "fund/releases/make.html", context, status=status)


def _visible(seen: ReleasePreview, by: User) -> dict[str, Grant]:
    """Return the grants of which whoever asks may know; the others are in the sums alone."""
    rows = Grant.objects.filter(party__in=party_queries.visible_to(by), uid__in=seen.grants)
    return {grant.uid: grant for grant in rows.select_related("party")}


def _compared(seen: ReleasePreview, donors: dict[str, Donor]) -> list[dict[str, Any]]:
    """Set what would be said beside what is said, number by number, with why it stands."""
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
