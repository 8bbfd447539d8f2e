"""Assign a whole call: preview who gets what and why somebody cannot, then one act."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.fund.access.rules import WORK, blind_calls
from vigil.fund.calls.form_definition import in_language
from vigil.fund.models import Call, Review
from vigil.fund.parties.forms.desk import EmptyForm
from vigil.fund.reviews import progress
from vigil.fund.reviews.assigning_forms import (
    AssignPlannedForm,
    DeadlineForm,
    HandOverForm,
    LanguagesForm,
)
from vigil.fund.reviews.eligibility import (
    CLOSED,
    CONFLICT,
    HAS_IT,
    LANGUAGE,
    NO_LANGUAGE,
    PROPOSED,
    languages_of,
    reviewers_of,
)
from vigil.fund.reviews.planning import AssignmentPlan, plan
from vigil.fund.reviews.verbs import assigning, reminding
from vigil.trust.models import User

PAGE: Final = 50
MOST_LATE: Final = 50
REASONS: Final[Mapping[str, Any]] = {
    HAS_IT: _("has it already, or gave it back"),
    CONFLICT: _("has a conflict of interest"),
    PROPOSED: _("proposed the applicant"),
    CLOSED: _("may not know of the applicant"),
    LANGUAGE: _("does not read the language"),
    NO_LANGUAGE: _("languages are not known: state them below"),
}
"""Why somebody cannot review an application, in words."""


def _assigned(made: AssignmentPlan) -> str:
    return ngettext("%(n)d review assigned.", "%(n)d reviews assigned.", made.assignments) % {
        "n": made.assignments
    }


def _writers(call: Call, _by: User) -> dict[str, Any]:
    rows = Review.objects.filter(application__call=call, state=Review.State.ASSIGNED)
    people = User.objects.filter(pk__in=rows.order_by().values("reviewer"))
    return {"people": people.order_by("display_name", "email")}


def _languages(call: Call, _by: User) -> dict[str, Any]:
    people = list(reviewers_of(call))
    codes = assigning.language_codes(call)
    return {"people": people, "codes": codes, "known": languages_of(people)}


def _deadline_set(n: int) -> str:
    return ngettext(
        "Deadline set. It changes %(n)d review.", "Deadline set. It changes %(n)d reviews.", n
    ) % {"n": n}


def _written(n: int) -> str:
    return ngettext(
        "%(n)d reminder written. It waits until you release it.",
        "%(n)d reminders written. They wait until you release them.",
        n,
    ) % {"n": n}


ACTS: Final[Mapping[str, Act[Call]]] = {
    "assign": Act(
        form=AssignPlannedForm,
        verb=lambda call, data, by: assigning.assign_planned(
            call, data["reviewer"], data["seen"], by=by
        ),
        done=_assigned,
    ),
    "hand_over": Act(
        form=HandOverForm,
        verb=lambda call, data, by: assigning.hand_over(
            call, data["leaving"], data["reviewer"], data["why"], data["seen"], by=by
        ),
        done=_assigned,
        form_arguments=_writers,
    ),
    "languages": Act(
        form=LanguagesForm,
        verb=lambda call, data, by: assigning.state_languages(call, data["spoken"], by=by),
        done=_("Languages saved."),
        form_arguments=_languages,
    ),
    "deadline": Act(
        form=DeadlineForm,
        verb=lambda call, data, by: assigning.set_deadline(
            call, data["due_on"], by=by, reviewer=data["reviewer"]
        ),
        done=_deadline_set,
        form_arguments=_writers,
        initial=lambda call: {"due_on": call.reviews_due_on},
    ),
    "remind": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: reminding.remind_late(call, by=by),
        done=_written,
    ),
    "release_reminders": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: reminding.release_reminders(call, by=by),
        done=_("Reminders released. They will be sent."),
    ),
}
"""What an officer does with the reviewers of a call."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def reviewers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Assign the applications of a call; `?reviewer=` chooses who, `?leaving=` who drops out."""
    closed = blind_calls(person(request))
    call = found_or_404(Call.objects.exclude(pk__in=closed), slug=slug)
    show = partial(_show, request, call)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:reviewers", args=[slug])
    return act_named(request, call, ACTS, show=show, back=back)


def _show(request: HttpRequest, found: Call, screen: ScreenState) -> HttpResponseBase:
    by, call = person(request), Call.objects.get(pk=found.pk)
    asked = request.POST if request.method == "POST" else request.GET
    people = list(reviewers_of(call))
    chosen = _keys(asked.getlist("reviewer")) or _proposed(call, people)
    writers = _writers(call, by)["people"]
    leaving = writers.filter(pk__in=_keys([asked.get("leaving", "")])).first()
    made = plan(call, chosen, by=by, leaving=leaving)
    forms = forms_of(ACTS, call, by, screen)
    late = progress.late_reviews(call, by)
    context = {
        "call": call,
        "title": in_language(call.title, get_language() or "en"),
        "plan": made,
        "people": _people(call, made, chosen),
        "lacking": [(one, _in_words(one.reasons)) for one in made.lacking[:PAGE]],
        "page": Paginator(made.given, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "leaving": leaving,
        "writers": writers,
        "forms": forms,
        "late": list(late[:MOST_LATE]),
        "late_count": late.count(),
        "reminders": reminding.waiting(call).count(),
        "screen": screen,
    }
    return render(request, "fund/reviews/reviewers.html", context, status=screen.status)


def _proposed(call: Call, people: list[User]) -> list[int]:
    """Return who is ticked at first: everybody, but not who dropped out of this call."""
    rows = Review.objects.filter(application__call=call).order_by()
    held = set(rows.filter(state__in=Review.HELD).values_list("reviewer", flat=True))
    back = set(rows.filter(state=Review.State.TAKEN_BACK).values_list("reviewer", flat=True))
    return [one.pk for one in people if one.pk not in back - held]


def _people(call: Call, made: AssignmentPlan, chosen: list[int]) -> list[dict[str, Any]]:
    """Return a row for each reviewer: what they have, get, and cannot get."""
    counts = {row["reviewer"]: row for row in progress.counts_by_reviewer(call)}
    shares = {one.reviewer.pk: one for one in made.shares}
    everybody = {one.pk: one for one in reviewers_of(call)}
    others = User.objects.filter(pk__in=[pk for pk in counts if pk not in everybody])
    rows = []
    for one in [*everybody.values(), *others]:
        share = shares.get(one.pk)
        rows.append(
            {
                "who": one,
                "counts": counts.get(one.pk),
                "share": share,
                "chosen": one.pk in chosen,
                "can": one.pk in everybody,
                "barred": _in_words(share.barred) if share else [],
            }
        )
    return rows


def _in_words(reasons: Mapping[str, int]) -> list[tuple[Any, int]]:
    return [(REASONS[code], n) for code, n in sorted(reasons.items())]


def _keys(texts: list[str]) -> list[int]:
    return [int(one) for one in texts if one.isdecimal() and len(one) < 12]
