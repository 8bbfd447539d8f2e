"""A report on the grantee's own page: text and files."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vigil.files.limits import MEGABYTE
from vigil.fund.models import Party, Report
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.fund.own_pages.views import already_sent, behind_link, not_found
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reporting.forms import ReportForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, REFUSED, skipped_of, ticket_of
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import new_ticket, note_sent, was_sent
from vigil.trust.uploads.verbs.files import FileRefused

FILES_AT_ONCE: Final = 5
TOO_LARGE: Final = 413


@behind_link(FILES_AT_ONCE)
def report(request: HttpRequest, party: Party, token: str, uid: str) -> HttpResponse:
    """Accept a report in the grantee's own words, with files.

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
        return redirect("fund:mine", token) if known else already_sent(request, token)
    form = ReportForm(request.POST)
    try:
        if request.POST.get("remove"):
            reporting.remove_report_file(due, request.POST["remove"])
            typed = ReportForm(initial={"text": request.POST.get("text", "")})
            return _shown(request, due, token, typed)
        troubles, status = _kept(request, due)
        if not form.is_valid() or troubles:
            return _shown(request, due, token, form, troubles, status or REFUSED)
        reporting.hand_in_report(due, form.cleaned_data["text"], by=None)
    except NotPossible as error:
        return _shown(request, due, token, form, [str(error)], CONFLICT)
    note_sent(sent)
    return redirect("fund:mine", token)


def _kept(request: HttpRequest, due: Report) -> tuple[list[str], int]:
    """Store the files of the form; return the errors and a status.

    Raises NotPossible if the report was answered already, or the party was removed.
    """
    troubles: list[str] = []
    party, ticket = due.grant.party, ticket_of(request)
    for n, given in enumerate(request.FILES.getlist("files"), 1):
        if not isinstance(given, UploadedFile):
            continue
        content = given.read()
        try:
            made = uid_from_ticket(ticket, party, "report", due.uid, content)
            reporting.keep_report_file(due, content, uid=made)
        except FileRefused as error:
            troubles.append(_("File %(n)d: %(why)s") % {"n": n, "why": error})
    skipped = skipped_of(request)
    if skipped:
        troubles.append(
            _(
                "%(n)d files were not taken: at most %(files)d files with %(megabytes)d megabytes "
                "together can be sent at once. Make the file smaller, or send the others after "
                "this."
            )
            % {"n": skipped, "files": FILES_AT_ONCE, "megabytes": MOST_BYTES // MEGABYTE}
        )
    return troubles, TOO_LARGE if skipped else 0


def _shown(
    request: HttpRequest,
    due: Report,
    token: str,
    form: ReportForm,
    troubles: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page of a report, with what was typed and the files kept."""
    due.refresh_from_db()
    context: dict[str, Any] = {
        "report": due,
        "token": token,
        "form": form,
        "troubles": troubles or [],
        "refused": status != 200,
        "is_open": due.state == Report.State.DUE,
        "files": reporting.files_of(due) if due.state == Report.State.DUE else [],
        "ticket": new_ticket(),
        "megabytes": MOST_BYTES // MEGABYTE,
    }
    return render(request, "fund/reporting/report.html", context, status=status)
