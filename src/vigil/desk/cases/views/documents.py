"""The documents of a case: the list, taking one in, giving one out, removing one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload
from vigil.trust.uploads.downloads import served, served_original
from vigil.trust.uploads.verbs.files import FileRefused

REFUSED, CONFLICT = 422, 409
ACCEPTED = "image/jpeg,image/png,image/tiff,image/gif,image/webp,application/pdf"


class DocumentForm(forms.Form):
    """One file, and what it shows."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A picture (JPEG, PNG, TIFF, GIF, WebP) or a PDF, up to 40 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,  # the rebuilder says it better
    )
    what = forms.CharField(label=gettext_lazy("What it shows"), max_length=300)
    keep_original = forms.BooleanField(
        label=gettext_lazy("Keep the original too, encrypted (as evidence)"), required=False
    )


@desk_view("casefile.read_document")
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the documents of a case; take another one in."""
    case = _case(request, pk)
    if request.method != "POST":
        return _show(request, case, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, case, form, status=REFUSED)
    try:
        attach_document(
            case,
            form.cleaned_data["file"],
            by=person(request),
            what=form.cleaned_data["what"],
            keep_original=form.cleaned_data["keep_original"],
        )
    except FileRefused as error:
        form.add_error("file", str(error))
        return _show(request, case, form, status=REFUSED)
    except NotPossible as error:
        return _show(request, case, form, trouble=str(error), status=CONFLICT)
    messages.success(request, _("The document is here, without what it said about people."))
    return redirect("desk:documents", pk)


@desk_view("casefile.read_document")
@require_safe
def document(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Give the working copy out, as a download."""
    case = _case(request, pk)
    found = _document(case, uid)
    try:
        return served(found, read_document(case, found, by=person(request)))
    except NotPossible as error:
        return _show(request, case, DocumentForm(), trouble=str(error), status=CONFLICT)


@desk_view("trust.open_original", recent=True)
@require_POST
def original(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Give the original out, once; that it was opened, and why, is a decision."""
    case = _case(request, pk, "casefile.open_original")
    found, form = _document(case, uid), ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        content = read_original(case, found, by=person(request), why=why)
    except NotPossible as error:
        return _show(request, case, DocumentForm(), trouble=str(error), status=CONFLICT)
    return served_original(found, content)


@desk_view("casefile.attach_document")
@require_POST
def remove(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Remove a document for good."""
    case = _case(request, pk)
    found, form = _document(case, uid), ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        remove_document(case, found, by=person(request), why=why)
    except NotPossible as error:
        return _show(request, case, DocumentForm(), trouble=str(error), status=CONFLICT)
    messages.success(request, _("The document is removed for good."))
    return redirect("desk:documents", pk)


def _case(request: HttpRequest, pk: int, permission: str = "casefile.read_document") -> Case:
    case = get_object_or_404(Case, pk=pk)
    require(person(request), permission, case)
    return case


def _document(case: Case, uid: str) -> Upload:
    found = document_of(case, uid)
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, case: Case, form: DocumentForm, *, trouble: str = "", status: int = 200
) -> HttpResponseBase:
    context = {
        "case": case,
        "documents": documents_of(case),
        "form": form,
        "trouble": trouble,
        "can_attach": takes_documents(case),
        "can_open": person(request).has_perm("casefile.open_original", case),
    }
    return render(request, "desk/cases/documents.html", context, status=status)
