"""Add a case that no source brought: paste a link, or type the case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.cases.verbs.entering import enter_case
from vigil.desk.matches.panel import with_note_if_known
from vigil.desk.new_cases.errors import PageNotRead
from vigil.desk.new_cases.forms import EntryForm, LinkForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, REFUSED
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible


@desk_view("casefile.add_report")
@require_safe
def add(request: HttpRequest) -> HttpResponseBase:
    """Show both ways to add a case."""
    return _show(request, LinkForm(), EntryForm(codebook.current()))


@desk_view("casefile.add_report")
@require_POST
def add_link(request: HttpRequest) -> HttpResponseBase:
    """Read a page. If this fails, show the form for typing with the link in it."""
    link = LinkForm(request.POST)
    if not link.is_valid():
        return _show(request, link, EntryForm(codebook.current()), REFUSED)
    # Here, because it loads what reads and links reports: numeric libraries and models.
    from vigil.desk.new_cases import pasted_links

    url = link.cleaned_data["url"]
    try:
        cases = pasted_links.read_link(url, by=person(request))
    except PageNotRead as reason:
        said = _("The page could not be read: %(reason)s. Type what it says; the link is kept.")
        messages.warning(request, said % {"reason": reason})
        return _show(request, link, EntryForm(codebook.current(), initial={"url": url}), REFUSED)
    if not cases:
        messages.warning(request, _("The page is kept, but nothing in it became a candidate."))
        return _show(request, LinkForm(), EntryForm(codebook.current(), initial={"url": url}))
    said = ngettext(
        "The page is read; what it tells is in this case.",
        "The page is read; what it tells is in %(number)d cases, of which this is the first.",
        len(cases),
    )
    messages.success(request, said % {"number": len(cases)})
    return redirect("desk:case", pk=cases[0].pk)


@desk_view("casefile.add_report")
@require_POST
def add_case(request: HttpRequest) -> HttpResponseBase:
    """Open a case from what was typed."""
    form = EntryForm(codebook.current(), request.POST)
    if not form.is_valid():
        return _show(request, LinkForm(), form, REFUSED)
    source = form.source.cleaned_data
    published = source["published"]
    try:
        case = enter_case(
            form.values,
            by=person(request),
            url=source["url"],
            source_title=source["source_title"],
            outlet=source["outlet"],
            published=published.isoformat() if published else "",
            why=source["note"],
        )
    except NotPossible as error:
        form.general.append(str(error))
        return _show(request, LinkForm(), form, CONFLICT)
    said = _("Opened as %(id)s.") % {"id": case.public_id}
    messages.success(request, with_note_if_known(said, case))
    return redirect("desk:case", pk=case.pk)


def _show(
    request: HttpRequest, link: LinkForm, entry: EntryForm, status: int = 200
) -> HttpResponseBase:
    return render(request, "desk/new_cases/add.html", {"link": link, "entry": entry}, status=status)
