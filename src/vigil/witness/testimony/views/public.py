"""Public pages: send a testimony, and come back with a code.

They know nobody: they read and set no cookie, no session and no address, and their forms hold a
ticket in place of Django's token (docs/decisions/2026-11-26-forms-without-cookies.md). A code is
only ever in the body of what is sent, never in an address, and each page that shows one is kept
by no browser.
"""

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.files.limits import MEGABYTE
from vigil.trust.access.errors import NotPossible
from vigil.trust.organisation.queries import organisation
from vigil.trust.public_forms.anonymous_pages import (
    NOT_FOUND,
    REFUSED,
    FormAnswer,
    anonymous_form,
    answer_to,
    render_form,
    skipped_of,
    ticket_of,
)
from vigil.trust.public_forms.doors import is_open, referral
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import Ticket
from vigil.witness.models import Testimony
from vigil.witness.testimony.doors import STORY, TIP
from vigil.witness.testimony.forms.public import AdditionForm, ReceiptCodeForm, TestimonyForm
from vigil.witness.testimony.receipts import CodeKeys, grouped, normal
from vigil.witness.testimony.verbs import sending
from vigil.witness.testimony.verbs.sending import FILES_AT_ONCE, NoSuchCode, SentTestimony


@anonymous_form(FILES_AT_ONCE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_testimony(request: HttpRequest) -> HttpResponse:
    """Show the form with what it cannot hide, or store what was sent."""
    if request.method != "POST":
        about = request.GET.get("about", "")[: sending.LONGEST_ABOUT]
        return _tell(request, TestimonyForm(initial={"about": about}))
    ticket, form = ticket_of(request), TestimonyForm(request.POST)
    if not form.is_valid():
        return _tell(request, form, FormAnswer(REFUSED))
    said = form.cleaned_data
    try:
        given = sending.give(
            said["what"],
            said["text"],
            _files(request),
            ticket=ticket,
            about=said["about"],
            country=said["country"],
            language=get_language() or "",
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _tell(request, form, answer_to(error, request.POST["ticket"]))
    context = {"given": given, "troubles": _troubles(request, given)}
    return render(request, "witness/testimony/receipt.html", context)


@anonymous_form(FILES_AT_ONCE)
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for a code; with one, show the answers, and do what its sender asks for."""
    if request.method != "POST":
        return _ask_code(request, ReceiptCodeForm())
    ticket, form = ticket_of(request), ReceiptCodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form, REFUSED)
    try:
        testimony, opener = sending.come_back(form.cleaned_data["code"])
    except NoSuchCode as error:
        form.add_error("code", str(error))
        return _ask_code(request, form, NOT_FOUND)
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        return act(request, testimony, opener, ticket) if act else _talk(request, testimony, opener)
    except NotPossible as error:  # it was taken back a moment ago
        form.add_error("code", str(error))
        return _ask_code(request, form, NOT_FOUND)


@anonymous_form(FILES_AT_ONCE)
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Lead to another site, and ask the browser to forget what it kept of our pages."""
    response = redirect(settings.VIGIL_EXIT)
    response["Clear-Site-Data"] = '"cache"'
    return response


# What somebody who came back asks for


def _add(
    request: HttpRequest, testimony: Testimony, opener: CodeKeys, ticket: Ticket
) -> HttpResponse:
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return _talk(request, testimony, opener, form, FormAnswer(REFUSED))
    try:
        given = sending.add(testimony, form.cleaned_data["text"], _files(request), ticket=ticket)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _talk(request, testimony, opener, form, answer_to(error, request.POST["ticket"]))
    told = FormAnswer(done=_("Sent. We read it."), troubles=_troubles(request, given))
    return _talk(request, testimony, opener, told=told)


def _delete(
    request: HttpRequest, testimony: Testimony, opener: CodeKeys, ticket: Ticket
) -> HttpResponse:
    sending.delete_message(testimony, request.POST.get("message", ""))
    return _talk(request, testimony, opener, told=FormAnswer(done=_("Deleted for good.")))


def _take_back(
    request: HttpRequest, testimony: Testimony, opener: CodeKeys, ticket: Ticket
) -> HttpResponse:
    if request.POST.get("sure") != "on":
        told = FormAnswer(REFUSED, unsure=True)
        return _talk(request, testimony, opener, told=told)
    sending.take_back(testimony)
    return render(request, "witness/testimony/destroyed.html")


_ACTS: Final = {"add": _add, "delete": _delete, "take-back": _take_back}


# Answers


def _tell(
    request: HttpRequest, form: TestimonyForm, told: FormAnswer | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "contact": organisation().contact,
        "closed": not (is_open(TIP) or is_open(STORY)),
        "referral": referral(TIP),
    }
    return _page(request, "witness/testimony/tell.html", context, told)


def _ask_code(request: HttpRequest, form: ReceiptCodeForm, status: int = 200) -> HttpResponse:
    return _page(request, "witness/testimony/return.html", {"form": form}, FormAnswer(status))


def _talk(
    request: HttpRequest,
    testimony: Testimony,
    opener: CodeKeys,
    form: AdditionForm | None = None,
    told: FormAnswer | None = None,
) -> HttpResponse:
    context = {
        "talk": sending.conversation(testimony, opener),
        "code": grouped(normal(request.POST["code"])),
        "form": form or AdditionForm(),
    }
    return _page(request, "witness/testimony/conversation.html", context, told)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], told: FormAnswer | None
) -> HttpResponse:
    context |= {
        "files_at_once": FILES_AT_ONCE,
        "megabytes": MOST_BYTES // MEGABYTE,
    }
    return render_form(request, template, context, told)


def _files(request: HttpRequest) -> list[bytes]:
    """Return what was attached; a field without a file sends none."""
    given = request.FILES.getlist("files")
    return [one.read() for one in given if isinstance(one, UploadedFile)]


def _troubles(request: HttpRequest, given: SentTestimony) -> tuple[str, ...]:
    """Return why files were not stored: not read at all, or refused."""
    if not skipped_of(request):
        return given.troubles
    skipped = _(
        "%(n)d more were not taken: at most %(files)d files with %(megabytes)d megabytes together "
        "can be sent at once. Come back with your code to send the others."
    ) % {"n": skipped_of(request), "files": FILES_AT_ONCE, "megabytes": MOST_BYTES // MEGABYTE}
    return (*given.troubles, skipped)
