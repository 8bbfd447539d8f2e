"""The documents of a case: list, attach, download, open the original, remove."""

from functools import partial
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.casefile.cases.verbs.documents import (
    attach_document,
    document_of,
    documents_of,
    read_document,
    read_original,
    remove_document,
    takes_documents,
)
from vigil.casefile.models import Case
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.forms import ReasonForVerbForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.uploads.downloads import download_copy, download_original

ACCEPTED = "image/jpeg,image/png,image/tiff,image/gif,image/webp,application/pdf"


class DocumentForm(forms.Form):
    """One file, and what it shows."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A picture (JPEG, PNG, TIFF, GIF, WebP) or a PDF, up to 40 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,  # the rebuilder says it better
    )
    what = forms.CharField(label=_("What it shows"), max_length=300)
    keep_original = forms.BooleanField(
        label=_("Keep the original too, encrypted (as evidence)"), required=False
    )


def _attach(case: Case, data: Data, by: User) -> None:
    attach_document(case, data.pop("file"), by=by, **data)


ATTACH: Final = Act(
    form=DocumentForm,
    verb=_attach,
    done=_("The document is here, without what it said about people."),
)


@desk_view("casefile.read_document")
@require_http_methods(READ_AND_ACT)
def documents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the documents of a case; attach another one."""
    case = _case(request, pk)
    if request.method != "POST":
        return _show(request, case, ScreenState())
    return _perform(request, case, "attach", ATTACH)


@desk_view("casefile.read_document")
@require_safe
def document(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Download the working copy of a document."""
    case = _case(request, pk)
    found = _document(case, uid)
    try:
        return download_copy(found, read_document(case, found, by=person(request)))
    except NotPossible as error:
        return _show(request, case, ScreenState(CONFLICT, problem=str(error)))


@desk_view("trust.open_original", recent=True)
@require_POST
def original(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Download the original, once. Who opened it, and why, is recorded."""
    case = _case(request, pk, "casefile.open_original")
    found = _document(case, uid)

    def open_original(case: Case, data: Data, by: User) -> HttpResponseBase:
        return download_original(found, read_original(case, found, by=by, why=data["why"]))

    return _perform(request, case, "original", Act(form=ReasonForVerbForm, verb=open_original))


@desk_view("casefile.attach_document")
@require_POST
def remove(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Remove a document for good."""
    case = _case(request, pk)
    found = _document(case, uid)
    act = Act[Case](
        form=ReasonForVerbForm,
        verb=lambda case, data, by: remove_document(case, found, by=by, why=data["why"]),
        done=_("The document is removed for good."),
    )
    return _perform(request, case, "remove", act)


def _perform(request: HttpRequest, case: Case, name: str, act: Act[Case]) -> HttpResponseBase:
    back = reverse("desk:documents", args=[case.pk])
    return perform(request, case, name, act, show=partial(_show, request, case), back=back)


def _case(request: HttpRequest, pk: int, permission: str = "casefile.read_document") -> Case:
    case = get_object_or_404(Case, pk=pk)
    require(person(request), permission, case)
    return case


def _document(case: Case, uid: str) -> Upload:
    found = document_of(case, uid)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, case: Case, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    can_attach = takes_documents(case)
    context = {
        "case": case,
        "documents": documents_of(case),
        "form": screen.forms.get("attach") or ATTACH.blank("attach", case, user),
        "refused": [f for name, f in screen.forms.items() if name != "attach" or not can_attach],
        "problem": screen.problem,
        "can_attach": can_attach,
        "can_open": user.has_perm("casefile.open_original", case),
    }
    return render(request, "desk/cases/documents.html", context, status=screen.status)
