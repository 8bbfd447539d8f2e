"""The desk pages of Word files: download a draft, upload it again, and accept changes."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    found_or_404,
    perform,
)
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import OutlookReport, ReturnedText
from vigil.outlook.reports.preconditions import WRITE
from vigil.outlook.reports.views.desk import report_address
from vigil.outlook.reports.word_files import verbs
from vigil.outlook.reports.word_files.beginning import begin_with_document
from vigil.outlook.reports.word_files.comparing import WordChange, returned_parts
from vigil.outlook.reports.word_files.draft import parts_of
from vigil.outlook.reports.word_files.forms import AcceptForm, NewFromWordForm, WordFileForm
from vigil.outlook.reports.word_files.notices import notices_of
from vigil.outlook.reports.word_files.writing_docx import MEDIA, docx_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def word(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Offer a draft as a .docx file, and take it back."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, row, "file", RETURN, show=show, back=request.path)


def _keep(row: OutlookReport, data: Data, by: User) -> ReturnedText:
    document = verbs.read_word_file(data["file"].read())
    return verbs.keep_returned(row, document, by=by)


RETURN: Final[Act[OutlookReport]] = Act(
    form=WordFileForm,
    verb=_keep,
    invalid=(NotPossible,),
    next=lambda row, made: reverse("desk_reports:report_word_changes", args=[row.slug, made.uid]),
)


def _show(request: HttpRequest, row: OutlookReport, screen: ScreenState) -> HttpResponseBase:
    context = {
        "report": row,
        "form": screen.forms.get("file") or RETURN.blank("file", row, person(request)),
        "waiting": row.returned_texts.select_related("by"),
    }
    return render(request, "outlook/reports/matter/word.html", context, status=screen.status)


@room_view(WRITE)
@require_safe
def word_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return a draft as a .docx file."""
    row: OutlookReport = found_or_404(OutlookReport.objects.all(), slug=slug)
    rtl = bool(get_language_info(row.language)["bidi"])
    content = docx_of(row.title, row.language, rtl, parts_of(row))
    response = HttpResponse(content, content_type=MEDIA)
    response["Content-Disposition"] = f'attachment; filename="{slug}.docx"'
    return response


# What came back


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def word_changes(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    """Show what a file changes word by word, and accept or discard it."""
    rows = ReturnedText.objects.select_related("report", "by")
    row: ReturnedText = found_or_404(rows, report__slug=slug, uid=uid)
    changes = verbs.changes_in(row)
    acts = _acts(changes)
    show = partial(_show_changes, request, row, changes)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_reports:report_word", args=[slug])
    return act_named(request, row, acts, show=show, back=back)


def _acts(changes: list[WordChange]) -> dict[str, Act[ReturnedText]]:
    return {
        "accept": Act(
            form=AcceptForm,
            form_arguments=lambda _row, _by: {"changes": changes},
            verb=_accept,
        ),
        "discard": Act(
            form=EmptyForm,
            verb=lambda row, _data, by: verbs.discard_returned(row, by=by),
            done=_("Discarded. Nothing of the file is kept."),
        ),
    }


def _accept(row: ReturnedText, data: Data, by: User) -> object:
    told = verbs.accept_changes(row, data["change"], by=by)
    if told.refused:
        return {"accepted": told}
    return report_address(row.report)


def _show_changes(
    request: HttpRequest, row: ReturnedText, changes: list[WordChange], screen: ScreenState
) -> HttpResponseBase:
    accepted: verbs.Accepted | None = screen.revealed.get("accepted")
    if accepted is not None:
        changes = verbs.changes_in(row)
    document = verbs.document_in(row)
    form = screen.forms.get("accept")
    ticked = set(form.data.getlist("change")) if form is not None else None
    context: dict[str, Any] = {
        "report": row.report,
        "row": row,
        "changes": [
            {"change": one, "ticked": one.key in ticked if ticked is not None else not one.doubtful}
            for one in changes
        ],
        "can_accept": any(not one.problems for one in changes),
        "same": not changes and bool(returned_parts(document)),
        "notices": notices_of(document),
        "accepted": _said_of(accepted) if accepted else "",
        "refused": accepted.refused if accepted else [],
        "screen": screen,
    }
    name = "outlook/reports/matter/word_changes.html"
    return render(request, name, context, status=screen.status)


def _said_of(told: verbs.Accepted) -> str:
    said = ngettext("%(n)d change accepted.", "%(n)d changes accepted.", told.done)
    return said % {"n": told.done}


# A new report


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def new_from_word(request: HttpRequest) -> HttpResponseBase:
    """Show the form for a report that begins with a .docx file, and create it."""
    return form_screen(request, None, BEGIN, "outlook/reports/matter/new_from_word.html")


def _begin(_none: None, data: Data, by: User) -> OutlookReport:
    document = verbs.read_word_file(data.pop("file").read())
    return begin_with_document(**data, document=document, by=by)


BEGIN: Final[Act[None]] = Act(
    form=NewFromWordForm,
    verb=_begin,
    invalid=(Unfit,),
    done=lambda _made: gettext("Begun. Now give each paragraph its sources."),
    next=lambda _none, made: report_address(made),
)
