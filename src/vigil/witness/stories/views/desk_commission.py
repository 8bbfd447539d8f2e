"""Desk acts on commissions and on the contact of the family."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vigil.desk.screens.access import person, room_view
from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Commission
from vigil.witness.stories.forms import desk as desk_forms
from vigil.witness.stories.verbs import commissioning
from vigil.witness.stories.views.desk_story_screen import (
    CONFLICT,
    EDIT,
    REFUSED,
    SEE,
    do_and_answer,
    render_story_screen,
    story_to_change,
    story_to_see,
)


@room_view(SEE)
@require_POST
def commission(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Ask a journalist, or change what was asked."""
    found = story_to_change(request, handle)
    form = desk_forms.CommissionForm(request.POST)
    if not form.is_valid():
        return render_story_screen(request, found, commission_form=form, status=REFUSED)
    said = form.cleaned_data
    return do_and_answer(
        request,
        found,
        lambda: commissioning.commission(found, by=person(request), **said),
        _("Saved."),
        commission_form=form,
    )


@room_view(SEE)
@require_POST
def move(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Return how far a commission is."""
    found = story_to_change(request, handle)
    asked = get_object_or_404(Commission, story=found)
    state = request.POST.get("state", "")
    return do_and_answer(
        request,
        found,
        lambda: commissioning.move_commission(asked, state, by=person(request)),
        _("Saved."),
    )


@room_view(SEE)
@require_POST
def family(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Store the contact of the family in the vault."""
    found, form = story_to_change(request, handle), desk_forms.FamilyContactForm(request.POST)
    if not form.is_valid():
        return render_story_screen(request, found, family_form=form, status=REFUSED)
    return do_and_answer(
        request,
        found,
        lambda: commissioning.keep_family_contact(found, form.cleaned_data, by=person(request)),
        _("Kept in the vault. Each opening is recorded."),
        family_form=form,
    )


@room_view(SEE)
@require_POST
def forget_family(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Remove the contact of the family from the vault."""
    found, why = story_to_change(request, handle), request.POST.get("why", "")[:2000]
    return do_and_answer(
        request,
        found,
        lambda: commissioning.forget_family_contact(found, by=person(request), why=why),
        _("The family’s contact is removed from the vault."),
        forget_why=why,
    )


@room_view(EDIT)
@require_POST
def open_family(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show the contact of the family once. The log keeps the reason."""
    found = story_to_see(request, handle)
    why = request.POST.get("why", "")
    try:
        kept = commissioning.open_family_contact(found, by=person(request), why=why)
    except NotPossible as error:
        return render_story_screen(request, found, trouble=str(error), status=CONFLICT)
    fields = desk_forms.FamilyContactForm().fields
    told = [(fields[name].label, text) for name, text in kept.items()]
    return render(request, "witness/stories/desk/family.html", {"story": found, "told": told})
