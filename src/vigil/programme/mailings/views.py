"""The desk's screens of messages from the hosts: the list, who gets one, reading and sending it."""

from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    perform,
)
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.mailings.forms import ChoiceForm, SendForm, TextsForm, choice_of
from vigil.programme.mailings.preview import MailingPreview, preview_mailing
from vigil.programme.mailings.queries import progress_of, progress_of_event
from vigil.programme.mailings.recipients import RecipientCounts, count_recipients, count_registered
from vigil.programme.mailings.verbs import drafting
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing, why_not_sent
from vigil.programme.models import Event, Mailing, Session
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import User

State, Template = Mailing.State, Mailing.Template


def _draft(event: Event, data: Data, by: User) -> Mailing:
    return drafting.draft_mailing(event, drafting.MailingChoice(**data), by=by)


def _change(mailing: Mailing, data: Data, by: User) -> Mailing:
    return drafting.change_mailing(mailing, drafting.MailingChoice(**data), by=by)


def _set_texts(mailing: Mailing, data: Data, by: User) -> Mailing:
    tags = [name.removeprefix("text-") for name in data if name.startswith("text-")]
    texts = {tag: drafting.TextChoice(data[f"text-{tag}"], data[f"instead-{tag}"]) for tag in tags}
    return drafting.set_texts(mailing, texts, by=by)


def _release(mailing: Mailing, data: Data, by: User) -> Mailing:
    return release_mailing(mailing, data["read"], data["shown"], by=by)


def _discard(mailing: Mailing, data: Data, by: User) -> str:
    discarded = drafting.discard_mailing(mailing, by=by)
    return reverse("desk_programme:mailings", args=[discarded.event_id])


def _sent_sentence(mailing: Mailing) -> str:
    n = mailing.recipients
    return ngettext(
        "Sent to %(n)d person. The letter is written in the background.",
        "Sent to %(n)d people. The letters are written in the background.",
        n,
    ) % {"n": n}


def address_of(mailing: Mailing) -> str:
    """Return the address of the screen of a message."""
    return reverse("desk_programme:mailing", args=[mailing.pk])


DRAFT: Final = Act[Event](
    form=ChoiceForm,
    form_arguments=lambda event, by: {"event": event},
    verb=_draft,
    invalid=(Unfit,),
    done=_("Draft saved. Read it, then send it."),
    next=lambda _event, made: address_of(made),
)
CHANGE: Final = Act[Mailing](
    form=ChoiceForm,
    form_arguments=lambda mailing, by: {"event": mailing.event},
    initial=choice_of,
    verb=_change,
    invalid=(Unfit,),
    done=_("Draft saved. Read it, then send it."),
    next=lambda mailing, _made: address_of(mailing),
)
ACTS: Final[dict[str, Act[Mailing]]] = {
    "texts": Act(
        form=TextsForm,
        form_arguments=lambda mailing, by: {
            "mailing": mailing,
            "readers": count_recipients(mailing).by_language,
        },
        verb=_set_texts,
        invalid=(Unfit,),
        done=_("Texts saved."),
    ),
    "release": Act(form=SendForm, verb=_release, done=_sent_sentence),
    "discard": Act(form=Form, verb=_discard, done=_("Draft discarded. Nobody was written to.")),
}


@room_view(MANAGE)
@require_safe
def mailings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the messages of an event, drafts and sent ones, and begin a new one."""
    event = get_object_or_404(Event, pk=pk)
    rows = progress_of_event(event)
    context = {
        "event": event,
        "templates": Template.choices,
        "for_sessions": "".join(f"&session={one.pk}" for one in _sessions_asked(request, event)),
        "drafts": [one.mailing for one in rows if one.mailing.state == State.DRAFT],
        "sent": [one for one in rows if one.mailing.state == State.RELEASED],
        "registered": count_registered(event).people,
    }
    return render(request, "programme/mailings/desk/mailings.html", context)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def new_mailing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose who gets a new message. The address says what it begins as, and which session."""
    event = get_object_or_404(Event, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        asked = request.GET.get("template", "")
        template = asked if asked in Template.values else Template.FREE
        sessions = _sessions_asked(request, event)
        initial = {"template": template, "sessions": [one.pk for one in sessions]}
        form = state.forms.get("form") or ChoiceForm(
            initial=initial, auto_id="form-%s", event=event
        )
        return _show_choice(request, event, form, state, sessions)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:mailings", args=[pk])
    return perform(request, event, "form", DRAFT, show=show, back=back)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def mailing_choice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change who gets a draft, or what its template says."""
    mailing = _mailing_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("form") or CHANGE.blank("form", mailing, person(request))
        sessions = list(mailing.sessions.all())
        return _show_choice(request, mailing.event, form, state, sessions)

    if request.method == "POST":
        return perform(request, mailing, "form", CHANGE, show=show, back=address_of(mailing))
    if mailing.state != State.DRAFT:
        return redirect(address_of(mailing))
    return show(ScreenState())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def mailing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Read a draft as it would arrive, and send it; or see what became of its letters."""
    row = _mailing_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show_mailing(request, _mailing_or_404(pk), state)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, row, ACTS, show=show, back=address_of(row))


def _mailing_or_404(pk: int) -> Mailing:
    rows = Mailing.objects.select_related("event", "created_by", "released_by")
    return get_object_or_404(rows, pk=pk)


def _sessions_asked(request: HttpRequest, event: Event) -> list[Session]:
    """Return the sessions that a new message begins with: those of the address, or the only one."""
    asked = [int(one) for one in request.GET.getlist("session") if one.isdecimal()]
    rows = list(event.sessions.all())
    return rows if len(rows) == 1 else [one for one in rows if one.pk in asked]


def _show_choice(
    request: HttpRequest,
    event: Event,
    form: Any,
    state: ScreenState,
    sessions: list[Session],
) -> HttpResponseBase:
    template = form["template"].value()
    label = dict(Template.choices).get(template, Template.FREE.label)
    context = {
        "event": event,
        "sessions": sessions,
        "form": form,
        "title": label,
        "moved_elsewhere": template in (Template.DELAY, Template.ROOM),
    }
    return render(request, "programme/mailings/desk/choice.html", context, status=state.status)


def _show_mailing(request: HttpRequest, row: Mailing, state: ScreenState) -> HttpResponseBase:
    context = {
        "mailing": row,
        "event": row.event,
        "sessions": [] if row.whole_event else list(row.sessions.all()),
        "problem": _problem(state),
        "moved_elsewhere": row.template in (Template.DELAY, Template.ROOM),
        "texts": [(language_name(one.language), one) for one in row.texts.all()],
        "progress": progress_of(row),
    }
    if row.state == State.DRAFT:
        context |= _of_a_draft(request, row, state)
    return render(request, "programme/mailings/desk/mailing.html", context, status=state.status)


def _of_a_draft(request: HttpRequest, row: Mailing, state: ScreenState) -> dict[str, Any]:
    """Return what the screen of a draft shows beside: who gets it, its texts, the letters."""
    counts = count_recipients(row)
    previews, problem = _previews(row, counts)
    form = state.forms.get("texts") or ACTS["texts"].blank("texts", row, person(request))
    send = SendForm(initial={"read": fingerprint(row), "shown": counts.people}, auto_id="send-%s")
    return {
        "counts": counts,
        "by_session": [(one, counts.by_session[one.pk]) for one in _sessions(row)],
        "by_language": [(language_name(tag), n) for tag, n in counts.by_language.most_common()],
        "texts_form": form,
        "previews": previews,
        "hindrance": why_not_sent(row, counts) or problem,
        "send_form": send,
    }


def _sessions(row: Mailing) -> list[Session]:
    rows = row.event.sessions if row.whole_event else row.sessions
    return list(rows.all())


def _previews(row: Mailing, counts: RecipientCounts) -> tuple[list[MailingPreview], str]:
    try:
        return preview_mailing(row, counts), ""
    except NotPossible as error:  # the address of the site is unknown
        return [], str(error)


def _problem(state: ScreenState) -> str:
    """Return what is wrong where no form on the screen says it."""
    if state.refusal is not None and "texts" not in state.forms:
        return str(state.refusal)
    if "release" in state.forms:
        return gettext("Not sent: read the draft again.")
    return state.problem
