"""The pages on which anybody tells us something, and comes back with a code.

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
from vigil.trust.public_forms.anonymous_pages import (
    NOT_FOUND,
    REFUSED,
    FormAnswer,
    anonymous_form,
    answer_to,
    skipped_of,
    ticket_of,
)
from vigil.trust.public_forms.doors import is_open, referral
from vigil.trust.public_forms.in_memory_uploads import MOST_BYTES
from vigil.trust.public_forms.tickets import Ticket, new_ticket
from vigil.witness.models import Testimony
from vigil.witness.testimony.doors import STORY, TIP
from vigil.witness.testimony.forms.public import AddForm, CodeForm, TellForm
from vigil.witness.testimony.receipts import Opener, grouped, normal
from vigil.witness.testimony.verbs import sending as testifying
from vigil.witness.testimony.verbs.sending import FILES_AT_ONCE, Given, NoSuchCode


@anonymous_form(FILES_AT_ONCE)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Say what this is and what it cannot hide; show the form, or take in what was told."""
    if request.method != "POST":
        about = request.GET.get("about", "")[: testifying.LONGEST_ABOUT]
        return _tell(request, TellForm(initial={"about": about}))
    ticket, form = ticket_of(request), TellForm(request.POST)
    if not form.is_valid():
        return _tell(request, form, FormAnswer(REFUSED))
    said = form.cleaned_data
    try:
        given = testifying.give(
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
    """Ask for a code; with one, show what was answered, and do what its sender asks for."""
    if request.method != "POST":
        return _ask_code(request, CodeForm())
    ticket, form = ticket_of(request), CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form, REFUSED)
    try:
        testimony, opener = testifying.come_back(form.cleaned_data["code"])
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
    """Lead away, and ask the browser to forget what it kept of our pages."""
    response = redirect(settings.VIGIL_EXIT)
    response["Clear-Site-Data"] = '"cache"'
    return response


# What somebody who came back asks for


def _add(
    request: HttpRequest, testimony: Testimony, opener: Opener, ticket: Ticket
) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _talk(request, testimony, opener, form, FormAnswer(REFUSED))
    try:
        given = testifying.add(testimony, form.cleaned_data["text"], _files(request), ticket=ticket)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _talk(request, testimony, opener, form, answer_to(error, request.POST["ticket"]))
    told = FormAnswer(done=_("Sent. We read it."), troubles=_troubles(request, given))
    return _talk(request, testimony, opener, told=told)


def _delete(
    request: HttpRequest, testimony: Testimony, opener: Opener, ticket: Ticket
) -> HttpResponse:
    testifying.delete_message(testimony, request.POST.get("message", ""))
    return _talk(request, testimony, opener, told=FormAnswer(done=_("Deleted for good.")))


def _take_back(
    request: HttpRequest, testimony: Testimony, opener: Opener, ticket: Ticket
) -> HttpResponse:
    if request.POST.get("sure") != "on":
        told = FormAnswer(REFUSED, unsure=True)
        return _talk(request, testimony, opener, told=told)
    testifying.take_back(testimony)
    return render(request, "witness/testimony/destroyed.html")


_ACTS: Final = {"add": _add, "delete": _delete, "take-back": _take_back}


# Answers


def _tell(request: HttpRequest, form: TellForm, told: FormAnswer | None = None) -> HttpResponse:
    context = {
        "form": form,
        "contact": settings.VIGIL_CONTACT,
        "closed": not (is_open(TIP) or is_open(STORY)),
        "referral": referral(TIP),
    }
    return _page(request, "witness/testimony/tell.html", context, told or FormAnswer())


def _ask_code(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return _page(request, "witness/testimony/return.html", {"form": form}, FormAnswer(status))


def _talk(
    request: HttpRequest,
    testimony: Testimony,
    opener: Opener,
    form: AddForm | None = None,
    told: FormAnswer | None = None,
) -> HttpResponse:
    context = {
        "talk": testifying.conversation(testimony, opener),
        "code": grouped(normal(request.POST["code"])),
        "form": form or AddForm(),
    }
    return _page(request, "witness/testimony/conversation.html", context, told or FormAnswer())


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], told: FormAnswer
) -> HttpResponse:
    context |= {
        "told": told,
        "ticket": told.ticket or new_ticket(),
        "files_at_once": FILES_AT_ONCE,
        "megabytes": MOST_BYTES // MEGABYTE,
    }
    response = render(request, template, context, status=told.status)
    if told.wait:
        response["Retry-After"] = str(told.wait)
    return response


def _files(request: HttpRequest) -> list[bytes]:
    """Return what was attached; a field without a file sends none."""
    given = request.FILES.getlist("files")
    return [one.read() for one in given if isinstance(one, UploadedFile)]


def _troubles(request: HttpRequest, given: Given) -> tuple[str, ...]:
    """Say why files are not kept: what was not read at all, and what could not be taken."""
    if not skipped_of(request):
        return given.troubles
    skipped = _(
        "%(n)d more were not taken: at most %(files)d files with %(megabytes)d megabytes together "
        "can be sent at once. Come back with your code to send the others."
    ) % {"n": skipped_of(request), "files": FILES_AT_ONCE, "megabytes": MOST_BYTES // MEGABYTE}
    return (*given.troubles, skipped)
