"""Add a case that no source brought: paste a link or a text, or type the case."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.cases.verbs.entering import enter_case
from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.pasted_texts import PastedText
from vigil.desk.matches.panel import with_note_if_known
from vigil.desk.new_cases.errors import PageNotRead
from vigil.desk.new_cases.forms import EntryForm, LinkForm, TextForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


class _NotRead(NotPossible):
    """The page behind a link cannot be read."""


def _read_link(_item: None, data: Data, by: User) -> list[Case] | dict[str, Any]:
    """Return the cases of a page; where it has none, its address for the form for typing."""
    # Here, because it loads what reads and links reports: numeric libraries and models.
    from vigil.desk.new_cases import pasted_links

    try:
        return pasted_links.read_link(data["url"], by=by) or {"url": data["url"]}
    except PageNotRead as error:
        said = _("The page could not be read: %(reason)s. Type what it says; the link is kept.")
        raise _NotRead(said % {"reason": error}) from error


def _read_text(_item: None, data: Data, by: User) -> list[Case] | dict[str, Any]:
    """Return the cases of a pasted text; where it has none, say so."""
    from vigil.desk.new_cases import pasted_links

    day = data.pop("published")
    pasted = PastedText(**data, published=day.isoformat() if day else "")
    try:
        return pasted_links.read_text(pasted, by=by) or {"text": True}
    except PageNotRead as error:
        raise _NotRead(_("The text could not be read: %(reason)s") % {"reason": error}) from error


def _read_sentence(answer: list[Case] | dict[str, Any]) -> str:
    if isinstance(answer, dict):
        return ""  # the screen warns that there is no case
    said = ngettext(
        "It is read; what it tells is in this case.",
        "It is read; what it tells is in %(number)d cases, of which this is the first.",
        len(answer),
    )
    return said % {"number": len(answer)}


def _enter(_item: None, data: Data, by: User) -> Case:
    """Open a case from what was typed."""
    published = data["published"]
    return enter_case(
        data["values"],
        by=by,
        url=data["url"],
        source_title=data["source_title"],
        outlet=data["outlet"],
        published=published.isoformat() if published else "",
        why=data["note"],
    )


def _entered_sentence(case: Case) -> str:
    return with_note_if_known(_("Opened as %(id)s.") % {"id": case.public_id}, case)


def _to_case(case: Case) -> str:
    return reverse("desk:case", args=[case.pk])


LINK: Final = Act[None](
    form=LinkForm,
    verb=_read_link,
    invalid=(_NotRead,),
    done=_read_sentence,
    next=lambda _item, cases: _to_case(cases[0]),
)
TEXT: Final = Act[None](
    form=TextForm,
    verb=_read_text,
    invalid=(_NotRead,),
    done=_read_sentence,
    next=lambda _item, cases: _to_case(cases[0]),
)
ENTRY: Final = Act[None](
    form=EntryForm,
    verb=_enter,
    done=_entered_sentence,
    next=lambda _item, case: _to_case(case),
)


@desk_view("casefile.add_report")
@require_safe
def add(request: HttpRequest) -> HttpResponseBase:
    """Show the ways to add a case."""
    return _show(request, ScreenState())


@desk_view("casefile.add_report")
@require_POST
def add_link(request: HttpRequest) -> HttpResponseBase:
    """Read a page. If this fails, show the form for typing with the link in it."""
    return _perform(request, "link", LINK)


@desk_view("casefile.add_report")
@require_POST
def add_text(request: HttpRequest) -> HttpResponseBase:
    """Read a text that was pasted."""
    return _perform(request, "text", TEXT)


@desk_view("casefile.add_report")
@require_POST
def add_case(request: HttpRequest) -> HttpResponseBase:
    """Open a case from what was typed."""
    return _perform(request, "entry", ENTRY)


def _perform(request: HttpRequest, name: str, act: Act[None]) -> HttpResponseBase:
    show = partial(_show, request)
    return perform(request, None, name, act, show=show, back=reverse("desk:add"))


def _show(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    by, link = person(request), screen.forms.get("link")
    url = screen.revealed.get("url", "")
    if screen.revealed.get("text"):
        messages.warning(request, _("The text is kept, but nothing in it became a candidate."))
    if url:
        messages.warning(request, _("The page is kept, but nothing in it became a candidate."))
    elif link is not None:
        url = link.cleaned_data.get("url", "")
    context = {
        "link": link or LINK.blank("link", None, by),
        "text": screen.forms.get("text") or TEXT.blank("text", None, by),
        "entry": screen.forms.get("entry") or EntryForm(auto_id="entry-%s", initial={"url": url}),
    }
    return render(request, "desk/new_cases/add.html", context, status=screen.status)
