"""How a screen of a room does what its forms ask for, and loses nothing that was typed.

A screen has one address. What is sent to it names its `act`; each act has its form and its verb.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Confirmation

REFUSED, CONFLICT = 422, 409
WAITS: Final = gettext_lazy("A second person must confirm this. Nothing has changed yet.")
"""What somebody is told who asked for what takes two people."""
READING_WRITING: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Told:
    """How a screen differs from one that was only asked for: forms as sent, what was opened."""

    status: int = 200
    forms: dict[str, Form] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True)
class Act:
    """One thing that a screen does.

    `verb` takes what the form read. Where it returns a mapping, the screen is shown at once with
    it, for things that are shown once; where an answer, that; where an address, it leads there;
    where an act that a second person has to confirm, the screen says so. Else the screen is asked
    for again.
    """

    form: Callable[..., Form]
    verb: Callable[[dict[str, Any]], object]
    said: str = ""


Show = Callable[[Told], HttpResponseBase]


def acted(request: HttpRequest, acts: Mapping[str, Act], show: Show, back: str) -> HttpResponseBase:
    """Do what a form asks for; where it cannot be done, say why and show the form as sent."""
    name = request.POST.get("act", "")
    act = acts.get(name)
    if act is None:
        return show(Told(REFUSED, trouble=_("There is nothing called so.")))
    form = act.form(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return show(Told(REFUSED, {name: form}))
    try:
        found = act.verb(form.cleaned_data)
    except NotPossible as error:
        refuse(form, error)
        return show(Told(CONFLICT, {name: form}))
    if isinstance(found, HttpResponseBase):
        return found
    if isinstance(found, Confirmation):
        messages.success(request, WAITS)
        return redirect(back)
    if act.said:
        messages.success(request, act.said)
    if isinstance(found, dict):
        return show(Told(opened=found))
    return redirect(found if isinstance(found, str) else back)


def begun(
    form: Form, make: Callable[..., Any], leads_to: str
) -> tuple[HttpResponseBase | None, int]:
    """Make what a form with a screen of its own asks for, and lead to what was made, by its uid.

    `make` takes what the form read, by name. Else there is no answer yet, and the form is shown
    with the status that is returned beside: as it was asked for, or as sent, with why not.
    """
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, REFUSED
    try:
        return redirect(leads_to, make(**form.cleaned_data).uid), 302
    except NotPossible as error:
        refuse(form, error)
        return None, CONFLICT


def refuse(form: Form, error: NotPossible) -> None:
    """Put what a verb said at the field that it names; above the form where it names none."""
    name = error.field if isinstance(error, Unfit) else ""
    form.add_error(name if name in form.fields else None, str(error))


def forms_of(acts: Mapping[str, Act], told: Told, initial: Mapping[str, Any]) -> dict[str, Form]:
    """Return the forms of a screen: as they were sent, or new with what stands now."""
    return {
        name: told.forms.get(name)
        or act.form(auto_id=f"{name}-%s", initial=dict(initial.get(name, {})))
        for name, act in acts.items()
    }


def found_or_404[T: Model](rows: QuerySet[T], **named: Any) -> T:
    """Return the one row named so. Raises Http404: of what is out of reach nothing is told."""
    row = rows.filter(**named).first()
    if row is None:
        raise Http404
    return row
