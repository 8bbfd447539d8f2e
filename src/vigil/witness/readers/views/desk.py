"""The screen of the readers of a draft: links, what was answered, corrections beside the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named
from vigil.publication.api.responses import site_of
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.verbs.links import (
    links_of,
    make_private_link,
    revoke_private_link,
    send_private_link,
    show_private_link,
)
from vigil.witness.models import ReaderNote
from vigil.witness.readers import forms
from vigil.witness.readers.kinds import KINDS, DraftKind
from vigil.witness.readers.queries import readers_screen
from vigil.witness.readers.relative_checks import checked_word
from vigil.witness.readers.verbs import answering
from vigil.witness.works.screens import take_problem

DOOR: Final = "witness.edit_story"
"""Who gets to these screens at all: editors. Each kind asks for its own permission then."""


@dataclass(frozen=True)
class Draft:
    """The draft of a screen: of which kind it is, and its row."""

    kind: DraftKind
    row: Any


def _make(draft: Draft, said: Data, by: User) -> object:
    kind = draft.kind
    word = checked_word(said["relative"], said["own"], kind.names(draft.row))
    link = make_private_link(
        kind.key(draft.row),
        kind.purpose,
        held_by=said["held_by"],
        by=by,
        uses=said.get("uses", ()),
        language=said["language"],
        called=word,
    )
    if said["address"]:
        return send_private_link(link, by=by, address=said["address"])
    return _revealed(link, by)


def _revealed(link: PrivateLink, by: User) -> dict[str, Any]:
    return {"link": link, "token": show_private_link(link, by=by)}


def _link(draft: Draft, said: Data) -> PrivateLink:
    """Return a link of this draft. Raises NotPossible (there is none)."""
    for link in links_of(draft.kind.subject(draft.row)):
        if link.pk == said["link"]:
            return link
    raise NotPossible(_("This link is not one of this draft."))


def _note(draft: Draft, said: Data) -> ReaderNote:
    """Return a correction of this draft. Raises NotPossible (there is none)."""
    links = links_of(draft.kind.subject(draft.row))
    note = ReaderNote.objects.filter(link__in=links, pk=said["note"]).first()
    if note is None:
        raise NotPossible(_("This correction is not one of this draft."))
    return note


def _open(draft: Draft, said: Data, by: User) -> dict[str, Any]:
    links = links_of(draft.kind.subject(draft.row))
    notes = [one for one in answering.notes_on(links) if one.state != ReaderNote.State.CLOSED]
    return {"opened": answering.open_corrections(notes, by=by)}


ACTS: Final[Mapping[str, Act[Draft]]] = {
    "make": Act(
        form=forms.LinkForm,
        form_arguments=lambda draft, by: {"kind": draft.kind},
        verb=_make,
        invalid=(Unfit,),
        label=gettext_lazy("Make a link"),
        done=gettext_lazy("The link is made. Nobody but its reader can open it."),
    ),
    "send": Act(
        form=forms.SendForm,
        verb=lambda draft, said, by: send_private_link(
            _link(draft, said), by=by, address=said["address"]
        ),
        label=gettext_lazy("Send the link again"),
        done=gettext_lazy("The letter is written. The same link works again for two years."),
    ),
    "show": Act(
        form=forms.OnLinkForm,
        verb=lambda draft, said, by: _revealed(_link(draft, said), by),
        label=gettext_lazy("Show the link"),
    ),
    "revoke": Act(
        form=forms.OnLinkForm,
        verb=lambda draft, said, by: revoke_private_link(_link(draft, said), by=by),
        label=gettext_lazy("Revoke the link"),
        done=gettext_lazy("The link is revoked. What was agreed to on it stays."),
    ),
    "open": Act(form=Form, verb=_open, label=gettext_lazy("Open the corrections")),
    "answer": Act(
        form=forms.AnswerForm,
        verb=lambda draft, said, by: answering.answer_correction(
            _note(draft, said), said["answer"], by=by
        ),
        label=gettext_lazy("Send the answer"),
        done=gettext_lazy("Answered. Whoever wrote it reads the answer on their link."),
    ),
    "close": Act(
        form=forms.OnNoteForm,
        verb=lambda draft, said, by: answering.close_correction(_note(draft, said), by=by),
        label=gettext_lazy("Close the correction"),
        done=gettext_lazy("Closed. Its words are removed."),
    ),
}


@room_view(DOOR)
@require_http_methods(READ_AND_ACT)
def readers(request: HttpRequest, kind: str, handle: str) -> HttpResponseBase:
    """Show who reads a draft first, and do what an editor asks for."""
    draft = _draft(request, kind, handle)
    show = partial(_show, request, draft)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, draft, ACTS, show=show, back=request.path)


def _draft(request: HttpRequest, slug: str, handle: str) -> Draft:
    kind = KINDS.get(slug)
    row = kind.find(handle) if kind is not None else None
    if kind is None or row is None or not person(request).has_perm(kind.permission, row):
        raise Http404
    return Draft(kind, row)


def _show(request: HttpRequest, draft: Draft, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    read = draft.kind.read(draft.row)
    revealed = dict(state.revealed)
    trouble = take_problem(state)
    made = state.forms.get("make")
    opened, typed = revealed.get("opened", {}), _typed(state)
    context = {
        "kind": draft.kind,
        "title": draft.kind.title(draft.row),
        "back": draft.kind.desk(draft.row),
        "why_not": read.why_not,
        "screen": readers_screen(draft.kind, draft.row, read, by, opened=opened, typed=typed),
        "opened": "opened" in revealed,
        "address": _address(request, draft.kind, revealed),
        "form": made or ACTS["make"].blank("make", draft, by),
        "acts": ACTS,
        "trouble": trouble,
    }
    return render(request, "witness/readers/desk/readers.html", context, status=state.status)


def _typed(state: ScreenState) -> dict[int, str]:
    """Return the answer that was refused, by the key of its correction."""
    form = state.forms.get("answer")
    if form is None or not form.cleaned_data.get("note"):
        return {}
    return {form.cleaned_data["note"]: form.data.get("answer", "")}


def _address(request: HttpRequest, kind: DraftKind, revealed: Mapping[str, Any]) -> str:
    """Return the address of a link that is shown now, in the language of its reader."""
    if "token" not in revealed:
        return ""
    with override(revealed["link"].language):
        return site_of(request) + reverse(kind.page, args=[revealed["token"]])
