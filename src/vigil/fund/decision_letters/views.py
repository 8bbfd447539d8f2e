"""Answers to applicants: what waits in a call, previews, bulk release; texts by outcome."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
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
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.fund.access.rules import MANAGE_CALLS, WORK, blind_calls
from vigil.fund.applications.verbs import determining
from vigil.fund.calls.form_definition import in_language
from vigil.fund.decision_letters import verbs
from vigil.fund.decision_letters.forms import (
    ChosenDecisionsForm,
    MessageForm,
    OneDecisionForm,
    TextsForm,
    texts_in,
)
from vigil.fund.decision_letters.texts import known_language
from vigil.fund.models import Call, Determination, Party
from vigil.fund.overview import queries
from vigil.fund.parties.forms.desk import ReasonForm
from vigil.fund.reviews.verbs import reading
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

PAGE: Final = 50


def waiting_in(call: Call, by: User) -> QuerySet[Determination]:
    """Return the decisions of a call that were not released, oldest first."""
    rows = queries.unreleased_determinations_for(by).filter(application__call=call)
    return rows.select_related("application__party", "letter", "by", "agreed_by")


def _released(rows: list[Determination]) -> str:
    return ngettext(
        "%(n)d answer released. The applicant can read it on their page.",
        "%(n)d answers released. The applicants can read them on their pages.",
        len(rows),
    ) % {"n": len(rows)}


def _agreed(rows: list[Determination]) -> str:
    return ngettext(
        "You agreed with %(n)d decision.", "You agreed with %(n)d decisions.", len(rows)
    ) % {"n": len(rows)}


def _rows(call: Call, by: User) -> dict[str, Any]:
    return {"rows": waiting_in(call, by)}


def _preview(call: Call, data: Data, by: User) -> dict[str, Any]:
    row: Determination = data["decision"]
    why = reading.reason_in_force(call, by)
    if not why:
        raise NotPossible(
            _("Your reason has expired. State it again. It is valid for eight hours.")
        )
    opened = determining.open_determination(row, by=by, why=why)
    return {"preview": row, "opened_decision": opened}


ACTS: Final[Mapping[str, Act[Call]]] = {
    "reason": Act(
        form=ReasonForm,
        verb=lambda call, data, by: reading.state_reason(call, data["why"], by=by),
        done=_("Your reason is valid for eight hours."),
    ),
    "preview": Act(form=OneDecisionForm, verb=_preview, form_arguments=_rows),
    "message": Act(
        form=MessageForm,
        verb=lambda _call, data, by: verbs.change_message(data["decision"], data["message"], by=by),
        done=_("Saved. The applicant reads it once it is released."),
        form_arguments=_rows,
    ),
    "agree": Act(
        form=ChosenDecisionsForm,
        verb=lambda _call, data, by: determining.agree_many(list(data["decisions"]), by=by),
        done=_agreed,
        form_arguments=_rows,
        recent=True,
    ),
    "release": Act(
        form=ChosenDecisionsForm,
        verb=lambda _call, data, by: verbs.release_many(list(data["decisions"]), by=by),
        done=_released,
        form_arguments=_rows,
    ),
}
"""What an officer does with the decisions of a call that applicants do not know of yet."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def answers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the decisions of a call that wait; preview, agree, release many, and whom to tell."""
    closed = blind_calls(person(request))
    call = found_or_404(Call.objects.exclude(pk__in=closed), slug=slug)
    show = partial(_show, request, call)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_fund:decision_letters", args=[slug])
    return act_named(request, call, ACTS, show=show, back=back)


def _show(request: HttpRequest, call: Call, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    page = Paginator(waiting_in(call, by), PAGE).get_page(request.GET.get("page"))
    preview = screen.revealed.get("preview")
    forms = forms_of(ACTS, call, by, screen)
    if preview is not None:
        opened = screen.revealed["opened_decision"]
        forms["message"].initial = {"decision": preview.uid, "message": opened.message}
    context = {
        "call": call,
        "title": in_language(call.title, get_language() or "en"),
        "page": page,
        "rows": [
            (
                row,
                determining.how_to_notify(row),
                row.application.party.contact_by == Party.Contact.EMAIL,
            )
            for row in page.object_list
        ],
        "to_tell": [
            (row, determining.how_to_notify(row)) for row in _to_tell_by_hand(call, by)[:PAGE]
        ],
        "reason": reading.reason_in_force(call, by),
        "forms": forms,
        "preview": preview,
        "letter": screen.revealed["opened_decision"].message if preview is not None else "",
        "screen": screen,
    }
    return render(request, "fund/decision_letters/answers.html", context, status=screen.status)


def _to_tell_by_hand(call: Call, by: User) -> QuerySet[Determination]:
    """Return the released decisions of applicants without email, newest first."""
    rows = Determination.objects.filter(
        application__call=call,
        told_at__isnull=False,
        application__party__in=queries.visible_party_keys(by),
        application__party__removed_at=None,
    )
    rows = rows.exclude(application__party__contact_by=Party.Contact.EMAIL)
    return rows.select_related("application__party", "letter").order_by("-told_at")


TEXTS: Final = Act[str](
    form=TextsForm,
    verb=lambda _language, data, by: verbs.save_texts(
        data["language"],
        {outcome: data[outcome] for outcome in ("award", "reserve", "decline")},
        by=by,
    ),
    done=_("Texts saved."),
    initial=texts_in,
)


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def decision_texts(request: HttpRequest) -> HttpResponseBase:
    """Show and change what applicants read by outcome, in the language `?language=`."""
    asked = request.POST.get("language") or request.GET.get("language") or get_language() or "en"
    language = known_language(asked)

    def show(screen: ScreenState) -> HttpResponseBase:
        form = screen.forms.get("texts") or TEXTS.blank("texts", language, person(request))
        context = {
            "form": form,
            "language": language,
            "languages": settings.LANGUAGES,
            "screen": screen,
        }
        return render(request, "fund/decision_letters/texts.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    back = f"{reverse('desk_fund:decision_texts')}?language={language}"
    return perform(request, language, "texts", TEXTS, show=show, back=back)
