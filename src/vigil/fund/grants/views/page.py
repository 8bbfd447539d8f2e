"""The page of a grant: its state, the acts on it, and one sealed text opened at a time."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.calls.public_call import theme_name
from vigil.fund.gates.path_on_page import path_of
from vigil.fund.gates.switches import that_touched
from vigil.fund.grants import next_acts, queries
from vigil.fund.grants.acts import ACTS, find_target, form_key, offer_acts
from vigil.fund.grants.forms.acts import OpenFileForm, OpenTextForm
from vigil.fund.grants.verbs import accompanying, granting
from vigil.fund.models import ApplicationFile, Grant
from vigil.fund.payments import ledger
from vigil.fund.payments.money import format_amount
from vigil.fund.reporting import verbs as reporting
from vigil.trust.models import User
from vigil.trust.sessions.recent_sign_in import require_recent
from vigil.trust.uploads.downloads import download

ADDED: Final = ("incident", "step", "result", "connect", "story")
"""What is added to a grant that is agreed, beside its reports and its safety plan."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def grant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a grant, and do what was sent. A rejected form is shown as it was typed."""
    row = get_object_or_404(queries.grants_for(person(request)), pk=pk)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    name, act, target = _asked(request, row)
    if act is None:
        return show(ScreenState(REFUSED, problem=_("There is nothing called so.")))
    back = reverse("desk_grants:grant", args=[pk])
    return perform(request, target, name, act, show=show, back=back)


def _asked(request: HttpRequest, row: Grant) -> tuple[str, Act[Any] | None, Any]:
    """Return the act that was sent, the name of its form, and what it is done to."""
    name, of = request.POST.get("act", ""), request.POST.get("of", "")
    if name == "open":
        return name, OPEN_TEXT, row
    if name == "open_file":
        uid = request.POST.get("file", "")
        file = get_object_or_404(queries.report_files_of(row), uid=uid)
        return form_key(name, uid), OPEN_FILE, file
    if name not in ACTS:
        return name, None, row
    if ACTS[name].recent:
        require_recent(request)  # before anything is said of what there is
    return form_key(name, of), ACTS[name], find_target(row, name, of, person(request))


def _choices(row: Grant) -> list[tuple[str, str]]:
    return queries.texts_offered(row, queries.sealed_of(granting.texts_of(row)))


def _open_text(row: Grant, data: Data, by: User) -> dict[str, tuple[str, str]]:
    """Open one sealed text; the opening is recorded."""
    kind, uid, field = data["text"].split(" ")
    label = dict(_choices(row))[data["text"]]
    return {"opened": (label, granting.open_text(row, kind, uid, field, by=by, why=data["why"]))}


def _open_file(file: ApplicationFile, data: Data, by: User) -> HttpResponseBase:
    """Return a report file as a download with a neutral name; the opening is recorded."""
    content = reporting.open_report_file(file, by=by, why=data["why"])
    kind = Kind(file.kind)
    return download(content, kind.media_type, f"file-{file.pk}{kind.suffix}")


OPEN_TEXT: Final = Act[Grant](
    form=OpenTextForm, verb=_open_text, form_arguments=lambda row, _by: {"offered": _choices(row)}
)
OPEN_FILE: Final = Act[ApplicationFile](form=OpenFileForm, verb=_open_file)


def _show(request: HttpRequest, row: Grant, screen: ScreenState) -> HttpResponseBase:
    refused, user = screen.forms, person(request)
    terms = screen.revealed.get("terms")
    if request.method == "POST":  # what an act has read of it may be older than the act
        row = queries.grants_for(user).get(pk=row.pk)
    queries.read_parts(row)
    subjects = granting.texts_of(row)
    sealed = queries.sealed_of(subjects)
    choices = queries.texts_offered(row, sealed)
    shown = queries.tranches_of(row, user, sealed, refused, terms)
    line = ledger.by_grant([row])[row.pk]
    sent = next(iter(refused.values()), None)
    path, reports = path_of(row, refused), queries.reports_on_page(row, refused)
    lost = sent is not None and not _is_offered(next(iter(refused)), shown, row)
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
        "path": path,
        "gates_off": that_touched(row),
        "acts": queries.acts_on(row, refused),
        "left": queries.missing_before_closing(row, path),
        "reports": reports,
        "entries": queries.entries_of(row),
        "amendments": row.amendments.all(),
        "plan": next((plan for plan in row.party.plans.all() if plan.newest), None),
        "incidents": queries.incidents_of(row, refused),
        "steps": row.accompaniment.all(),
        "results": [
            (one, [theme_name(code, get_language() or "en") for code in one.themes])
            for one in row.results.all()
        ],
        "outcomes": row.outcomes.all(),
        "connections": accompanying.connections_of(row.party, user),
        "next": next_acts.of_one(row),
        "write_plan": offer_acts(["plan"], "", refused)[0],
        "additions": offer_acts(_added(row), "", refused),
        "open_form": refused.get("open") or OpenTextForm(auto_id="open-%s", offered=choices),
        "has_texts": bool(choices),
        "opened": screen.revealed.get("opened"),
        "terms": terms,
        "decisions": queries.decisions_of(subjects | queries.files_on_page(reports)),
        "trouble": screen.problem or (_errors_of(sent) if lost else ""),
        "refused": None if lost else sent,
    }
    for one in context["additions"]:
        if one.act == "result" and not one.form.is_bound:
            # What shows a result is offered by what this grantee handed in.
            one.form.offer_sources(row)
    if plan := context["plan"]:
        context["review"] = offer_acts(["review"], plan.uid, refused)[0]
    return render(request, "fund/grants/grant.html", context, status=screen.status)


def _added(row: Grant) -> list[str]:
    """Return the acts that add something to a grant as it is."""
    if row.state == Grant.State.DRAFT:
        return ["incident"]
    reports = ["regularly", "report"] if row.state == Grant.State.ACTIVE else []
    return [*reports, *ADDED]


def _is_offered(key: str, shown: list[queries.TrancheOnPage], row: Grant) -> bool:
    """Say whether a rejected act is still on the page, or somebody else's act removed it."""
    name = key.partition("-")[0]
    if name in ("open", "open_file", "review", "plan"):
        return True
    acts = [*queries.acts_on(row, {}), *offer_acts(_added(row))]
    acts += [act for gate in path_of(row, {}) for act in gate.doings]
    acts += [act for one in shown for act in one.doings]
    acts += [act for one in shown for payment in one.payments for act in payment.doings]
    acts += [act for _report, offered in queries.reports_of(row, {}) for act in offered]
    acts += [act for _incident, offered in queries.incidents_of(row, {}) for act in offered]
    return key in {act.key for act in acts}


def _errors_of(form: Any) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
