"""Desk screens of stories: the list, one story, and its acts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Story, StoryOffer
from vigil.witness.offers import verbs as offers
from vigil.witness.stories.forms import desk as desk_forms
from vigil.witness.stories.queries import desk as desk_queries
from vigil.witness.stories.verbs import publishing, reviewing, withdrawing, writing
from vigil.witness.stories.views.desk_story_screen import (
    CONFLICT,
    REFUSED,
    SEE,
    do_and_answer,
    render_story_screen,
    story_to_change,
    story_to_see,
)

ON_A_PAGE = 50


@room_view(SEE)
@require_safe
def stories(request: HttpRequest) -> HttpResponseBase:
    """List the stories, newest first, after the accounts that are offered."""
    return _listed(request)


@room_view(SEE)
@require_POST
def take_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take up an account that somebody agreed to be asked for."""
    offer = get_object_or_404(StoryOffer, pk=pk)
    try:
        offer = offers.take_offer(offer, person(request))
    except NotPossible as error:
        return _listed(request, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Taken up. Ask %(who)s.") % {"who": offer.offered_by})
    return redirect("desk_stories:stories")


@room_view(SEE)
@require_POST
def finish_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that the account was asked for."""
    offer = get_object_or_404(StoryOffer, pk=pk, taken_by=person(request))
    try:
        offers.finish_offer(offer, person(request))
    except NotPossible as error:
        return _listed(request, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Done. It is not on your list any more."))
    return redirect("desk_stories:stories")


def _listed(request: HttpRequest, trouble: str = "", status: int = 200) -> HttpResponseBase:
    asked = request.GET.get("show", "")
    user = person(request)
    found = desk_queries.stories(asked, user)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = desk_queries.counts(user)
    context = {
        "page": page,
        "rows": desk_queries.story_rows(page.object_list),
        "asked": asked,
        "counts": [(s, s.label, numbers[s]) for s in Story.Standing if numbers.get(s)],
        "overdue": desk_queries.overdue_requests(),
        "offers": offers.offers_for(user),
        "trouble": trouble,
    }
    return render(request, "witness/stories/desk/list.html", context, status=status)


@room_view("witness.edit_story")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a story or a profile."""
    form = desk_forms.NewStoryForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            said = form.cleaned_data
            try:
                begun = writing.begin_story(
                    said["kind"],
                    said["language"],
                    by=person(request),
                    case=said["case"],
                    persons=said["persons"],
                    told_by=said["told_by"],
                )
            except NotPossible as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                messages.success(request, _("Begun. Nobody but the editors sees anything of it."))
                return redirect("desk_stories:story", begun.public_id)
    return render(request, "witness/stories/desk/new.html", {"form": form}, status=status)


@room_view(SEE)
@require_safe
def story(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show one story: its state, what is missing, and what can be done."""
    return render_story_screen(request, story_to_see(request, handle))


@room_view(SEE)
@require_POST
def bind(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Set the case and the people of a story, and who tells it."""
    found, form = story_to_change(request, handle), desk_forms.SubjectForm(request.POST)
    if not form.is_valid():
        return render_story_screen(request, found, bind_form=form, status=REFUSED)
    said = form.cleaned_data
    return do_and_answer(
        request,
        found,
        lambda: writing.bind_story(
            found,
            case=said["case"],
            persons=said["persons"],
            told_by=said["told_by"],
            by=person(request),
        ),
        _("Saved."),
        bind_form=form,
    )


@room_view(SEE)
@require_POST
def act(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Send to review, send back, approve, publish, unpublish, or note the family's answer."""
    found, by = story_to_change(request, handle), person(request)
    said, why = request.POST, request.POST.get("why", "")
    acts = {
        "send": (lambda: reviewing.send_to_review(found, by=by), _("Sent to review.")),
        "send_back": (lambda: reviewing.send_back(found, by=by, why=why), _("Sent back.")),
        "approve": (lambda: reviewing.approve(found, by=by), _("Approved.")),
        "publish": (
            lambda: publishing.publish(found, by=by, correction=said.get("correction", "")),
            _("Published."),
        ),
        "take_back": (lambda: publishing.take_back(found, by=by, why=why), _("Taken back.")),
        "acknowledge": (
            lambda: publishing.acknowledge_record(found, by=by),
            _("Noted: the text still holds."),
        ),
        "family": (
            lambda: reviewing.family_read(found, said.get("answer", ""), by=by, why=why),
            _("Noted."),
        ),
    }
    if said.get("do") not in acts:
        return render_story_screen(
            request, found, trouble=_("There is nothing called so."), status=REFUSED
        )
    run, told = acts[said["do"]]
    return do_and_answer(request, found, run, told)


@room_view(SEE)
@require_POST
def schedule(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Schedule a story."""
    found, form = story_to_change(request, handle), desk_forms.ScheduleForm(request.POST)
    if not form.is_valid():
        return render_story_screen(request, found, schedule_form=form, status=REFUSED)
    return do_and_answer(
        request,
        found,
        lambda: publishing.schedule(found, form.cleaned_data["at"], by=person(request)),
        _("Scheduled. Until then nobody but the editors sees anything of it."),
        schedule_form=form,
    )


@room_view(SEE)
@require_POST
def withdraw(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Withdraw a story for good."""
    found = story_to_see(request, handle)
    why = request.POST.get("why", "")
    return do_and_answer(
        request,
        found,
        lambda: withdrawing.withdraw_story(found, by=person(request), why=why),
        _("Withdrawn. Nothing of it is kept."),
    )
