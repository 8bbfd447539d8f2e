"""Compare two codings of a case, and propose which values to accept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.cases.edit_conflicts import only_if_unchanged
from vigil.casefile.cases.queries import version_of
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.comparing import compare_codings
from vigil.casefile.coding.queries import submitted
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.models import Case, Origin
from vigil.desk.adjudication.forms import AdjudicationForm
from vigil.desk.cases.changes import changed_since
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, REFUSED
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require


@desk_view()
@require_http_methods(READ_AND_ACT)
def adjudication(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Compare the codings of a case field by field and propose what to accept.

    A case of the open case file was not coded here: its values are corrected directly.
    """
    case = get_object_or_404(Case, pk=pk)
    require(person(request), "casefile.adjudicate", case)
    codings = list(submitted(case))
    if len(codings) < 2 and case.origin in (Origin.COMPILED, Origin.IMPORTED):
        return _correct(request, case)
    if len(codings) < 2:
        messages.warning(request, _("Two people code a case before it is adjudicated."))
        return redirect("desk:case", pk=case.pk)
    data = request.POST if request.method == "POST" else None
    form = AdjudicationForm(codebook.current(), compare_codings(case), codings, data)
    if data is None:
        return _show(request, case, form)
    if note := changed_since(case, data.get("version", "")):
        form.general.append(note)
        return _show(request, case, form, CONFLICT)
    if not form.check():
        return _show(request, case, form, REFUSED)
    try:
        with only_if_unchanged(case, data.get("version", "")):
            adjudicate(case, form.values, form.reasons, by=person(request))
    except InvalidCoding as error:
        form.show(error.problems)
        return _show(request, case, form, REFUSED)
    except NotPossible as error:
        form.general.append(str(error))
        return _show(request, case, form, CONFLICT)
    return _done(request, case)


def _correct(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Let values that were not coded here be corrected, each change with one common reason."""
    book = codebook.current()
    if request.method != "POST":
        return _show_correction(request, case, CodingForm.of(book, starting_values(case)))
    form = CodingForm.sent(book, request.POST)
    do, _colon, number = request.POST.get("do", "submit").partition(":")
    if do == "add":
        form.add_person()
        return _show_correction(request, case, form)
    if do == "remove":
        form.remove_person(int(number) if number.isascii() and number.isdigit() else -1)
        return _show_correction(request, case, form)
    if note := changed_since(case, request.POST.get("version", "")):
        form.general.append(note)
        return _show_correction(request, case, form, CONFLICT)
    if not form.note.strip():
        form.general.append(_("Say why the record is corrected."))
        return _show_correction(request, case, form, REFUSED)
    before, after = starting_values(case)["case"], form.values["case"]
    changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    reasons = dict.fromkeys(sorted(changed), form.note.strip())
    try:
        with only_if_unchanged(case, request.POST.get("version", "")):
            adjudicate(case, form.values, reasons, by=person(request))
    except InvalidCoding as error:
        form.show(error.problems)
        return _show_correction(request, case, form, REFUSED)
    except NotPossible as error:
        form.general.append(str(error))
        return _show_correction(request, case, form, CONFLICT)
    return _done(request, case)


def _done(request: HttpRequest, case: Case) -> HttpResponseBase:
    messages.success(request, _("Adjudicated. A second person has to verify it now."))
    return redirect("desk:case", pk=case.pk)


def _show(
    request: HttpRequest, case: Case, form: AdjudicationForm, status: int = 200
) -> HttpResponseBase:
    context = {"case": case, "form": form, "version": version_of(case)}
    return render(request, "desk/adjudication/adjudication.html", context, status=status)


def _show_correction(
    request: HttpRequest, case: Case, form: CodingForm, status: int = 200
) -> HttpResponseBase:
    context = {"case": case, "coding": form, "coding_version": version_of(case)}
    return render(request, "desk/adjudication/correction.html", context, status=status)
