"""Desk pages of statements: all of a consultation, which may be quoted, one with its speaker."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
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
from vigil.outlook.consultations.code_lists import code_names
from vigil.outlook.consultations.forms import (
    ConsentForm,
    EmptyForm,
    EndConsentForm,
    IrreversibleForm,
    QuotesForm,
    ReasonForm,
    SpeakerForm,
    WordsForm,
)
from vigil.outlook.consultations.names_in_statements import names_in_statements
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.consultations.verbs import (
    notes_and_statements,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.consultations.verbs.coding import codes_of
from vigil.outlook.consultations.verbs.editing import CHAIR
from vigil.outlook.models import Consultation, Statement
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import User

PAGE: Final = 100


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def statements(request: HttpRequest, uid: str) -> HttpResponseBase:
    """List the statements of a consultation, page by page, and save which may be quoted."""
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    rows = found.statements.select_related("consultation").prefetch_related("codes")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)

    own = found.chair_id == person(request).pk

    def show(screen: ScreenState) -> HttpResponseBase:
        ticked = set(request.POST.getlist("quoted")) if screen.forms else None
        context = {
            "consultation": found,
            "page": page,
            "rows": _rows(shown, ticked, own=own),
            "own": own,
            "screen": screen,
        }
        return render(
            request, "outlook/consultations/statements.html", context, status=screen.status
        )

    if request.method != "POST":
        return show(ScreenState())
    return perform(
        request, found, "quote", _quoting(shown), show=show, back=request.get_full_path()
    )


def _quoting(shown: list[Statement]) -> Act[Consultation]:
    """Return the act that saves which statements of a page may be quoted."""

    def quote(found: Consultation, data: Data, by: User) -> None:
        if data["cleared"]:
            quoting_statements.clear_names(found, data["cleared"], by=by)
        # Those on other pages stay as they are.
        others = found.statements.exclude(pk__in=[one.pk for one in shown])
        kept = others.filter(may_be_quoted=True).values_list("uid", flat=True)
        quoting_statements.set_quotable(found, [*kept, *data["quoted"]], by=by)

    return Act(
        form=QuotesForm,
        form_arguments=lambda _found, _by: {"offered": [(one.uid, one.code) for one in shown]},
        verb=quote,
        done=_("Kept."),
    )


def _rows(shown: list[Statement], ticked: set[str] | None, *, own: bool) -> list[dict[str, Any]]:
    """Return the rows of the list, ticked as stored or as somebody just ticked them.

    Names are looked for only for the chair of the consultation: others learn from none who spoke.
    """
    agreed = speakers_and_consent.quotable(shown)
    named = names_in_statements(shown[0].consultation, shown) if shown and own else {}
    return [
        {
            "statement": one,
            "codes": code_names(codes_of(one)),
            "agreed": one.uid in agreed,
            "named": named.get(one.uid),
            "ticked": one.may_be_quoted if ticked is None else one.uid in ticked,
        }
        for one in shown
    ]


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def statement(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one statement; edit its words, its speaker and the speaker's consent."""
    found: Statement = found_or_404(Statement.objects.select_related("consultation"), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_consultations:statement", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _whole(found: Statement) -> str:
    return reverse("desk_consultations:statements", args=[found.consultation.uid])


def _open_speaker(found: Statement, data: Data, by: User) -> dict[str, Any]:
    return {"speaker": speakers_and_consent.open_speaker(found, by=by, why=data["why"])}


def _agree(found: Statement, data: Data, by: User) -> object:
    use = data.pop("use")
    return speakers_and_consent.agree(found.subject, use, by=by, **data)


ACTS: Final[Mapping[str, Act[Statement]]] = {
    "edit": Act(
        form=WordsForm,
        initial=lambda found: {"text": found.text},
        verb=lambda found, data, by: notes_and_statements.edit_statement(
            found, data["text"], by=by
        ),
        done=_("Kept."),
        next=lambda found, _done: _whole(found),
    ),
    "join": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: notes_and_statements.join_next(found, by=by),
        done=_("Joined."),
    ),
    "drop": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: notes_and_statements.drop_statement(found, by=by),
        done=_("Taken out. It stays in the sealed notes."),
        next=lambda found, _done: _whole(found),
    ),
    "speaker": Act(
        form=SpeakerForm,
        verb=lambda found, data, by: speakers_and_consent.say_speaker(found, by=by, **data),
        done=_("Sealed."),
    ),
    "open": Act(form=ReasonForm, verb=_open_speaker),
    "agree": Act(form=ConsentForm, verb=_agree, done=_("Kept.")),
    "end": Act(
        form=EndConsentForm,
        verb=lambda _found, data, by: speakers_and_consent.end_agreement(data["consent"], by=by),
        done=_("Ended."),
    ),
    "attribute": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: speakers_and_consent.attribute(found, by=by),
        done=_("It is shown."),
    ),
    "stop": Act(
        form=EmptyForm,
        verb=lambda found, _data, by: speakers_and_consent.stop_attributing(found, by=by),
        done=_("It is not shown any more."),
    ),
    "withdraw": Act(
        form=IrreversibleForm,
        verb=lambda found, data, by: speakers_and_consent.withdraw_statement(
            found, data["why"], by=by
        ),
        done=_("Withdrawn."),
    ),
}
"""The acts of a chair on a statement."""


def _show(request: HttpRequest, found: Statement, screen: ScreenState) -> HttpResponseBase:
    # Somebody may have removed it a moment ago.
    now = found_or_404(Statement.objects.select_related("consultation"), pk=found.pk)
    of = now.consultation
    around = of.statements.filter(number__in=(now.number - 1, now.number + 1))
    context = {
        "statement": now,
        "consultation": of,
        "codes": code_names(codes_of(now)),
        "own": of.chair_id == person(request).pk,
        "agreed": now.uid in speakers_and_consent.quotable([now]),
        "consents": consents_of(now.subject),
        "before": next((one for one in around if one.number < now.number), None),
        "after": next((one for one in around if one.number > now.number), None),
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
        "decisions": decisions_on("statement", now.uid),
    }
    return render(request, "outlook/consultations/statement.html", context, status=screen.status)
