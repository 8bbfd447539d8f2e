"""Desk acts on the state of a commission, and opening the contact of the family."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import Act, Data
from vigil.trust.models import User
from vigil.witness.models import Commission, Story
from vigil.witness.stories.forms.desk import CommissionStateForm, FamilyContactForm, ReasonForm
from vigil.witness.stories.verbs import commissioning
from vigil.witness.stories.views.desk_acts import EDIT, SAVED, SEE
from vigil.witness.stories.views.desk_story_screen import (
    perform_on_story,
    story_to_change,
    story_to_see,
)

MOVE: Act[Commission] = Act(
    form=CommissionStateForm,
    verb=lambda asked, said, by: commissioning.move_commission(asked, said["state"], by=by),
    done=SAVED,
)


@room_view(SEE)
@require_POST
def move(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Set how far a commission is."""
    found = story_to_change(request, handle)
    asked = get_object_or_404(Commission, story=found)
    return perform_on_story(request, found, asked, "move", MOVE)


@room_view(EDIT)
@require_POST
def open_family(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show the contact of the family once. The log keeps the reason."""
    found = story_to_see(request, handle)

    def open_contact(story: Story, said: Data, by: User) -> HttpResponseBase:
        kept = commissioning.open_family_contact(story, by=by, why=said["why"])
        fields = FamilyContactForm().fields
        told = [(fields[name].label, text) for name, text in kept.items()]
        return render(request, "witness/stories/desk/family.html", {"story": story, "told": told})

    act = Act(form=ReasonForm, verb=open_contact)
    return perform_on_story(request, found, found, "open_family", act)
