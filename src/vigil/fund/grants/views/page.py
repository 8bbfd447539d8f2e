"""The page of a grant: what stands of it, what can be done, and one text opened at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import refuse
from vigil.files import Kind
from vigil.fund.calls.public_call import theme_name
from vigil.fund.grants import queries
from vigil.fund.grants.acts import (
    ACTS,
    ACTS_NEEDING_RECENT_SIGN_IN,
    ACTS_ON_GRANT,
    find_target,
    offer_acts,
)
from vigil.fund.grants.forms.acts import OpenFileForm, OpenTextForm, RemovedEndForm
from vigil.fund.grants.verbs import accompanying, granting
from vigil.fund.models import Grant
from vigil.fund.payments import ledger
from vigil.fund.payments.money import format_amount
from vigil.fund.payments.verbs.approval_terms import PaymentTerms
from vigil.fund.payments.verbs.tranches import WORK
from vigil.fund.reporting import verbs as reporting
from vigil.trust.access.errors import NotPossible
from vigil.trust.sessions.recent_sign_in import require_recent
from vigil.trust.uploads.downloads import download

REFUSED, CONFLICT = 422, 409
ONGOING = ("report", "regularly", "plan", "incident", "step", "result", "connect", "story")


@room_view(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a grant; do what was sent. What was refused is shown as it was typed."""
    user = person(request)
    row = get_object_or_404(queries.grants_for(user), pk=pk)
    if request.method != "POST":
        return _show(request, row)
    name, on = request.POST.get("act", ""), request.POST.get("of", "")
    if name == "open":
        return _open(request, row)
    if name == "open_file":
        return _open_file(request, row)
    act = ACTS.get(name)
    if act is None:
        return _show(request, row, status=REFUSED, trouble=_("There is nothing called so."))
    if name in ACTS_NEEDING_RECENT_SIGN_IN:
        require_recent(request)
    target = find_target(row, act, on, user)
    make = RemovedEndForm if name == "end" and row.party.is_removed else act.form
    form = make(request.POST, auto_id=f"{name}-{on}-%s")
    if not form.is_valid():
        return _show(request, row, {(name, on): form}, REFUSED)
    try:
        result = act.verb(target, form.cleaned_data, user)
    except NotPossible as error:
        refuse(form, error)
        return _show(request, row, {(name, on): form}, CONFLICT)
    if isinstance(result, PaymentTerms):
        return _show(request, row, terms=queries.OpenedTerms(on, result, user))
    messages.success(request, str(act.said))
    return redirect("desk_grants:grant", pk)


def _open(request: HttpRequest, row: Grant) -> HttpResponseBase:
    """Open one text; that it was opened, by whom and why, is kept."""
    choices = queries.texts_offered(row, queries.sealed_of(granting.texts_of(row)))
    form = OpenTextForm(request.POST, auto_id="open-%s", offered=choices)
    if not form.is_valid():
        return _show(request, row, {("open", ""): form}, REFUSED)
    kind, uid, field = form.cleaned_data["text"].split(" ")
    try:
        text = granting.open_text(
            row, kind, uid, field, by=person(request), why=form.cleaned_data["why"]
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, row, {("open", ""): form}, CONFLICT)
    return _show(request, row, opened=(dict(choices)[form.cleaned_data["text"]], text))


def _open_file(request: HttpRequest, row: Grant) -> HttpResponseBase:
    """Give a file of a report out, under a name that says nothing; that it was opened is kept."""
    uid = request.POST.get("file", "")
    form = OpenFileForm(request.POST, auto_id=f"open_file-{uid}-%s")
    kept = get_object_or_404(queries.report_files_of(row), uid=uid)
    if not form.is_valid():
        return _show(request, row, {("open_file", uid): form}, REFUSED)
    try:
        content = reporting.open_report_file(kept, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, row, {("open_file", uid): form}, CONFLICT)
    kind = Kind(kept.kind)
    return download(content, kind.media_type, f"file-{kept.pk}{kind.suffix}")


def _show(
    request: HttpRequest,
    row: Grant,
    refused: queries.RefusedForms | None = None,
    status: int = 200,
    *,
    opened: tuple[str, str] | None = None,
    terms: queries.OpenedTerms | None = None,
    trouble: str = "",
) -> HttpResponseBase:
    refused, user = refused or {}, person(request)
    row = queries.grants_for(user).get(pk=row.pk)
    subjects = granting.texts_of(row)
    sealed = queries.sealed_of(subjects)
    choices = queries.texts_offered(row, sealed)
    shown = queries.tranches_of(row, user, sealed, refused, terms)
    line = ledger.by_grant(Grant.objects.filter(pk=row.pk))[row.pk]
    bound = next(iter(refused.items()), None)
    # What somebody else did meanwhile may have taken the act itself off the page.
    lost = (
        bound
        and bound[0][0] not in ("open", "open_file", *ACTS_ON_GRANT)
        and not _stands(bound[0], shown, row)
    )
    context: dict[str, Any] = {
        "grant": row,
        "party": row.party,
        "theme": theme_name(row.theme, get_language() or "en") if row.theme else "",
        "line": line,
        "sums": [
            (_("Committed"), format_amount(line.committed, row.currency)),
            (_("Paid"), format_amount(line.paid, row.currency)),
            (_("Remaining"), format_amount(line.remaining, row.currency)),
        ],
        "budget": [
            (one.get_category_display(), format_amount(one.minor, row.currency))
            for one in row.budget.all()
        ],
        "tranches": shown,
        "approvals_lost": queries.approvals_lost(shown),
        "acts": queries.acts_on(row, refused),
        "left": queries.missing_before_closing(row),
        "reports": queries.reports_on_page(row, refused),
        "entries": queries.entries_of(row),
        "amendments": row.amendments.select_related("by"),
        "plan": row.party.plans.filter(newest=True).first(),
        "incidents": queries.incidents_of(row, refused),
        "steps": row.accompaniment.select_related("by"),
        "results": [
            (one, [theme_name(code, get_language() or "en") for code in one.themes])
            for one in row.results.select_related("by")
        ],
        "connections": accompanying.connections_of(row.party, user),
        "more": {one: offer_acts([one], "", refused)[0] for one in ONGOING},
        "open_form": refused.get(("open", "")) or OpenTextForm(auto_id="open-%s", offered=choices),
        "has_texts": bool(choices),
        "opened": opened,
        "terms": terms,
        "decisions": queries.decisions_of(subjects | queries.files_kept_of(row)),
        "trouble": trouble or (_first(bound[1]) if bound and lost else ""),
        "refused": bound[1] if bound and not lost else None,
    }
    if plan := context["plan"]:
        context["review"] = offer_acts(["review"], plan.uid, refused)[0]
    return render(request, "fund/grants/grant.html", context, status=status)


def _stands(key: tuple[str, str], shown: list[Any], row: Grant) -> bool:
    """Say whether the act that was refused is still offered on the page."""
    doings = [d for one in shown for d in one.doings]
    doings += [d for one in shown for p in one.payments for d in p.doings]
    doings += [d for _r, ds in queries.reports_of(row, {}) for d in ds]
    doings += [d for _i, ds in queries.incidents_of(row, {}) for d in ds]
    return key in {(d.act, d.on) for d in doings} or key[0] == "review"


def _first(form: Any) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
