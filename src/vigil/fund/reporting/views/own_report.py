"""A report on the grantee's own page: text, files and a voice message."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from vigil.fund.models import Party, Report
from vigil.fund.own_pages.behind_link import (
    FILES_AT_ONCE,
    TOO_LARGE,
    PageOutcome,
    already_sent,
    behind_link,
    not_found,
    refused_files,
    sent_files,
    shown,
    skipped_files,
)
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reporting.forms import ReportForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED, ticket_of
from vigil.trust.public_forms.tickets import note_sent, was_sent
from vigil.trust.uploads.verbs.files import FileRefused

NOTHING: Final = gettext_lazy("Write something first, or add a file or a voice message.")


@behind_link(FILES_AT_ONCE)
def report(request: HttpRequest, party: Party, token: str, uid: str) -> HttpResponse:
    """Accept a report in the grantee's own words, with files or a voice message.

    Files are stored first; then the report is handed in. If it was sent from another window
    already, the text comes back to be copied.
    """
    due = Report.objects.filter(grant__party=party, uid=uid).first()
    if due is None:
        return not_found(request)
    if request.method != "POST":
        return _shown(request, due, token, ReportForm())
    sent = uid_from_ticket(ticket_of(request), party, "reported", uid, request.POST.get("text", ""))
    if due.state == Report.State.RECEIVED:
        # The same form, sent twice, leads where it led the first time.
        known = was_sent(sent) and not request.POST.get("remove")
        return redirect("fund:mine_due", token) if known else already_sent(request, token)
    form = ReportForm(request.POST)
    try:
        if request.POST.get("remove"):
            reporting.remove_report_file(due, request.POST["remove"])
            typed = ReportForm(initial={"text": request.POST.get("text", "")})
            return _shown(request, due, token, typed)
        troubles, status = _kept(request, due)
        wordless = form.is_valid() and not form.cleaned_data["text"].strip()
        if wordless and not troubles and not reporting.files_of(due).exists():
            form.add_error("text", str(NOTHING))
        if not form.is_valid() or troubles:
            return _shown(request, due, token, form, troubles, status or REFUSED)
        reporting.hand_in_report(due, form.cleaned_data["text"], by=None)
    except NotPossible as error:
        return _shown(request, due, token, form, (str(error),), CONFLICT)
    note_sent(sent)
    return redirect("fund:mine_due", token)


def _kept(request: HttpRequest, due: Report) -> tuple[tuple[str, ...], int]:
    """Store the files of the form; return the errors and a status.

    Raises NotPossible if the report was answered already, or the party was removed.
    """
    refused: list[tuple[int, str]] = []
    party, ticket = due.grant.party, ticket_of(request)
    for n, content in enumerate(sent_files(request), 1):
        try:
            made = uid_from_ticket(ticket, party, "report", due.uid, content)
            reporting.keep_report_file(due, content, uid=made)
        except FileRefused as error:
            refused.append((n, str(error)))
    skipped = skipped_files(request)
    return refused_files(tuple(refused)) + skipped, TOO_LARGE if skipped else 0


def _shown(
    request: HttpRequest,
    due: Report,
    token: str,
    form: ReportForm,
    troubles: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the page of a report, with what was typed and the files kept."""
    due.refresh_from_db()
    is_open = due.state == Report.State.DUE
    context: dict[str, Any] = {
        "report": due,
        "form": form,
        "is_open": is_open,
        "files": reporting.files_of(due) if is_open else [],
    }
    return shown(request, "report.html", token, PageOutcome(status, troubles=troubles), context)
