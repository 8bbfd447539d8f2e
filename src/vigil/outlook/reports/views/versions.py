"""Compare versions of a block, and the draft with its last edition."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, found_or_404
from vigil.outlook.models import OutlookReport, Paragraph, ParagraphVersion
from vigil.outlook.reports.editor.comparing import changes_since, compared
from vigil.outlook.reports.forms import RestoreForm
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.verbs import restoring
from vigil.outlook.reports.views.editor import editor_address
from vigil.outlook.reports.views.script import block_or_404
from vigil.trust.models import User


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def versions(request: HttpRequest, uid: str) -> HttpResponseBase:
    """List the versions of a block, compare two of them, and restore one."""
    row = block_or_404(uid)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    back = editor_address(row.section.report, uid)
    return act_named(request, row, ACTS, show=show, back=back)


def _restore(row: Paragraph, data: Data, by: User) -> object:
    kept = ParagraphVersion.objects.filter(uid=row.uid, number=data["version"])
    version: ParagraphVersion = found_or_404(kept, withdrawals=[])
    return restoring.restore_version(version, by=by)


ACTS: Final[Mapping[str, Act[Paragraph]]] = {"restore": Act(form=RestoreForm, verb=_restore)}
"""What is done with the versions of a block."""


def _show(request: HttpRequest, row: Paragraph, screen: ScreenState) -> HttpResponseBase:
    kept = ParagraphVersion.objects.filter(uid=row.uid, withdrawals=[]).select_related("by")
    rows = list(kept.order_by("-number"))
    by_number = {str(one.number): one for one in rows}
    after = by_number.get(request.GET.get("to", ""), rows[0] if rows else None)
    before = by_number.get(request.GET.get("from", ""), rows[1] if len(rows) > 1 else None)
    context = {
        "paragraph": row,
        "report": row.section.report,
        "versions": rows,
        "before": before,
        "after": after,
        "compared": compared(before.text, after.text) if before and after else None,
        "screen": screen,
    }
    return render(request, "outlook/reports/versions.html", context, status=screen.status)


@room_view(WRITE)
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show how the draft differs from its last edition."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    edition = row.editions.first()
    found = list(changes_since(row, edition)) if edition is not None else []
    context = {"report": row, "edition": edition, "changes": found}
    return render(request, "outlook/reports/changes.html", context)
