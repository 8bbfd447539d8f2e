"""Desk screens of stories: the list, one story, and its acts."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.trust.models import User
from vigil.witness.models import Story, StoryOffer
from vigil.witness.offers import verbs as offers
from vigil.witness.stories.forms.desk import NewStoryForm
from vigil.witness.stories.queries import desk as queries
from vigil.witness.stories.verbs import writing
from vigil.witness.stories.views.desk_acts import ACTS, EDIT, REVIEW, SEE, UNFIT, word_for
from vigil.witness.stories.views.desk_story_screen import (
    perform_on_story,
    show_story,
    story_to_change,
    story_to_see,
    story_url,
)
from vigil.witness.works.screens import take_problem

ON_A_PAGE = 50


def _begin(nothing: None, said: Data, by: User) -> Story:
    return writing.begin_story(
        said["kind"],
        said["language"],
        by=by,
        case=said["case"],
        persons=said["persons"],
        told_by=said["told_by"],
        told_apart=word_for(said),
    )


BEGIN: Final[Act[None]] = Act(
    form=NewStoryForm,
    verb=_begin,
    invalid=UNFIT,
    done=gettext_lazy("The draft is there. Only editors see it."),
    next=lambda nothing, story: story_url(story),
)
TAKE_OFFER: Final[Act[StoryOffer]] = Act(
    form=Form,
    verb=lambda offer, said, by: offers.take_offer(offer, by),
    done=lambda offer: (
        _("Offer accepted. Ask %(who)s how to reach them.") % {"who": offer.offered_by}
    ),
)
FINISH_OFFER: Final[Act[StoryOffer]] = Act(
    form=Form,
    verb=lambda offer, said, by: offers.finish_offer(offer, by),
    done=gettext_lazy("Offer closed. It left your list."),
)


@room_view(SEE)
@require_safe
def stories(request: HttpRequest) -> HttpResponseBase:
    """List the stories, newest first, after the accounts that are offered."""
    return _show_list(request, ScreenState())


@room_view(SEE)
@require_POST
def take_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take up an account that somebody agreed to be asked for."""
    return _on_offer(request, get_object_or_404(StoryOffer, pk=pk), TAKE_OFFER)


@room_view(SEE)
@require_POST
def finish_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that the account was asked for."""
    offer = get_object_or_404(StoryOffer, pk=pk, taken_by=person(request))
    return _on_offer(request, offer, FINISH_OFFER)


def _on_offer(request: HttpRequest, offer: StoryOffer, act: Act[StoryOffer]) -> HttpResponseBase:
    show, back = partial(_show_list, request), reverse("desk_stories:stories")
    return perform(request, offer, "offer", act, show=show, back=back)


def _show_list(request: HttpRequest, state: ScreenState) -> HttpResponseBase:
    asked = request.GET.get("show", "")
    user = person(request)
    found = queries.stories(asked, user)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = queries.counts(user)
    context = {
        "page": page,
        "rows": queries.story_rows(page.object_list),
        "asked": asked,
        "counts": [(s, s.label, numbers[s]) for s in Story.Standing if numbers.get(s)],
        "overdue": queries.overdue_requests(),
        "offers": offers.offers_for(user),
        "trouble": take_problem(state),
    }
    return render(request, "witness/stories/desk/list.html", context, status=state.status)


@room_view(EDIT)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a story or a profile."""

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("begin") or BEGIN.blank("begin", None, person(request))
        context = {"form": form}
        return render(request, "witness/stories/desk/new.html", context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "begin", BEGIN, show=show, back="")


@room_view(SEE)
@require_safe
def story(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show one story: its state, what is missing, and what can be done."""
    return show_story(request, story_to_see(request, handle), ScreenState())


@room_view(SEE)
@require_POST
def act(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Send to review, send back, approve, publish, unpublish, or note the family's answer."""
    found, name = story_to_change(request, handle), request.POST.get("do", "")
    if name not in REVIEW:
        problem = _("There is nothing called so.")
        return show_story(request, found, ScreenState(REFUSED, problem=problem))
    return perform_on_story(request, found, found, name, REVIEW[name])


def act_at(name: str) -> Callable[..., HttpResponseBase]:
    """Return the view that does one act on a story."""

    @room_view(SEE)
    @require_POST
    def view(request: HttpRequest, handle: str) -> HttpResponseBase:
        found = story_to_see(request, handle)
        return perform_on_story(request, found, found, name, ACTS[name])

    return view
