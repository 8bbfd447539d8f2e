"""Which stories a user reaches at the desk, and how the screen of a story answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from vigil.desk.screens.access import person
from vigil.desk.screens.acts import WAITS
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, Role
from vigil.witness.models import Commission, Story
from vigil.witness.stories import public_record
from vigil.witness.stories.forms import desk as desk_forms
from vigil.witness.stories.queries import desk as desk_queries
from vigil.witness.stories.verbs.commissioning import NEXT, has_family_contact

SEE, EDIT = "witness.see_stories", "witness.edit_story"
CONFLICT, REFUSED = 409, 422


def story_to_see(request: HttpRequest, handle: str) -> Story:
    """Return a story that the user may see: administrators all, editors those in their reach.

    Raises Http404: what was withdrawn with a person, or is out of reach, is not told of.
    """
    found = Story.objects.select_related("case").filter(public_id=handle).first()
    if found is None or found.withdrawals:
        raise Http404
    user = person(request)
    if Role.ADMINISTRATOR not in roles_of(user) and not user.has_perm(EDIT, found):
        raise Http404
    return found


def story_to_change(request: HttpRequest, handle: str) -> Story:
    """Return a story that the user may change. Raises Http404 as `story_to_see`, NotAllowed."""
    found = story_to_see(request, handle)
    require(person(request), EDIT, found)
    return found


def render_story_screen(
    request: HttpRequest, story: Story, *, trouble: str = "", status: int = 200, **forms: Any
) -> HttpResponseBase:
    """Show the screen of a story, with an error and the forms as they were sent."""
    story = Story.objects.select_related("case").get(pk=story.pk)
    if story.standing == Story.Standing.WITHDRAWN:
        context = {"story": story, "trouble": trouble}
        return render(request, "witness/stories/desk/withdrawn.html", context, status=status)
    asked = Commission.objects.filter(story=story).first()
    context = {
        "screen": desk_queries.story_screen(story),
        "story": story,
        "may_edit": request.user.has_perm(EDIT, story),
        "trouble": trouble,
        "commission": asked,
        "next_states": [(s, s.label) for s in NEXT[Commission.State(asked.state)]] if asked else [],
        "has_family": has_family_contact(story),
        "files": list(story.files.all()),
        "bind_form": desk_forms.SubjectForm(initial=_bound(story)),
        "schedule_form": desk_forms.ScheduleForm(),
        "correction_form": desk_forms.CorrectionForm(),
        "family_reads_form": desk_forms.FamilyReadsForm(initial={"answer": story.family_reads}),
        "agree_form": desk_forms.ConsentForm(),
        "file_form": desk_forms.FileForm(),
        "describe_form": desk_forms.FileDescriptionForm(initial={"language": story.language}),
        "commission_form": desk_forms.CommissionForm(instance=asked),
        "family_form": desk_forms.FamilyContactForm(),
        "forget_why": None,
        **forms,
    }
    return render(request, "witness/stories/desk/story.html", context, status=status)


def do_and_answer(
    request: HttpRequest, story: Story, act: Callable[[], object], said: str, **forms: Any
) -> HttpResponseBase:
    """Do an act on a story and show its screen; where it is refused, keep what was typed."""
    try:
        waits = isinstance(act(), Confirmation)
    except NotPossible as error:
        return render_story_screen(request, story, trouble=str(error), status=CONFLICT, **forms)
    messages.success(request, WAITS if waits else said)
    return redirect("desk_stories:story", story.public_id)


def _bound(story: Story) -> dict[str, Any]:
    persons = public_record.persons_of(story)
    return {
        "told_by": story.told_by,
        "case": story.case.public_id if story.case else "",
        "persons": "\n".join(one.name for one in persons),
    }
