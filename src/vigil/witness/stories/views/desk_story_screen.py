"""Which stories a user reaches at the desk, and how the screen of a story answers."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from vigil.desk.screens.access import person
from vigil.desk.screens.act import Act, ScreenState, forms_of, perform
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Role
from vigil.witness.models import Commission, Story
from vigil.witness.stories.forms.desk import FileDescriptionForm
from vigil.witness.stories.queries.desk import story_screen
from vigil.witness.stories.verbs.commissioning import NEXT, has_family_contact
from vigil.witness.stories.views.desk_acts import ACTS, EDIT
from vigil.witness.works.screens import take_problem


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


def story_url(story: Story) -> str:
    """Return the address of the screen of a story."""
    return reverse("desk_stories:story", args=[story.public_id])


def perform_on_story[T](
    request: HttpRequest, story: Story, item: T, name: str, act: Act[T]
) -> HttpResponseBase:
    """Do an act on a story, or on something of it, and answer with the screen of the story."""
    show = partial(show_story, request, story)
    return perform(request, item, name, act, show=show, back=story_url(story))


def show_story(request: HttpRequest, story: Story, state: ScreenState) -> HttpResponseBase:
    """Show the screen of a story, with an error and the forms as they were sent."""
    story = Story.objects.select_related("case").get(pk=story.pk)
    trouble = take_problem(state)
    if story.standing == Story.Standing.WITHDRAWN:
        context = {"story": story, "trouble": trouble}
        template = "witness/stories/desk/withdrawn.html"
        return render(request, template, context, status=state.status)
    asked = Commission.objects.filter(story=story).first()
    context = {
        "screen": story_screen(story),
        "story": story,
        "may_edit": request.user.has_perm(EDIT, story),
        "trouble": trouble,
        "commission": asked,
        "next_states": [(s, s.label) for s in NEXT[Commission.State(asked.state)]] if asked else [],
        "has_family": has_family_contact(story),
        "files": list(story.files.all()),
        "forms": forms_of(ACTS, story, person(request), state),
        "describe_form": FileDescriptionForm(),
    }
    return render(request, "witness/stories/desk/story.html", context, status=state.status)
