"""Show the codebook in force; propose, discuss and release changes; list old codings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.casefile.access.reach import CODERS
from vigil.casefile.codebook_changes.queries import (
    ToRecode,
    accepted_next,
    proposals,
    recoding_changes,
    to_recode,
    unseen_calls,
)
from vigil.casefile.codebook_changes.verbs import (
    DECIDE,
    KEEP,
    PROPOSE,
    RELEASE,
    accept_change,
    comment,
    decline_change,
    keep_as_coded,
    next_number,
    propose_change,
    read_comments,
    release_codebook,
    withdraw_change,
)
from vigil.casefile.coding.verbs.taking_up import TAKE_UP
from vigil.casefile.models import Case, CodebookProposal, CodebookVersion
from vigil.casefile.triage.queries import recorders
from vigil.desk.codebook import forms
from vigil.desk.codebook.download import version_as_zip
from vigil.desk.codebook.words import changed_words, consequence, sentence
from vigil.desk.queue.queries import reach_condition
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    offered,
)
from vigil.desk.screens.forms import NoteForm, ReasonForm
from vigil.desk.screens.labels import value_text
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook import Field
from vigil.reading.codebook.editing import FIXED_FIELDS
from vigil.reading.codebook.scheme import Edition
from vigil.trust.models import User

AT_ONCE: Final = 50
"""How many cases of one change are listed at once."""
LEVELS: Final = {"case": _("The case"), "victim": _("The persons"), "desk": _("For the desk alone")}
State = CodebookProposal.State


def _change(kind: type[forms.ChangeForm], label: Any, offered_for: Any = None) -> Act[Field]:
    """Return the act that proposes a change of one kind."""

    def verb(field: Field, data: Data, by: User) -> str:
        made = propose_change(data["edit"], data["reason"], data["example"], by=by)
        return reverse("desk:codebook_change", args=[made.pk])

    return Act(
        form=kind,
        form_arguments=lambda field, _by: {"field": field},
        permission=PROPOSE,
        about=lambda _field: None,
        verb=verb,
        label=label,
        offered=offered_for or (lambda _field: True),
        done=_("Proposed. Colleagues can comment on it; a second person decides."),
    )


def _takes_values(field: Field) -> bool:
    return bool(field.values) and field.id not in FIXED_FIELDS


CHANGES: Final[Mapping[str, Act[Field]]] = {
    "wording": _change(forms.WordingForm, _("Propose other words")),
    "new_value": _change(forms.NewValueForm, _("Propose a new value"), _takes_values),
    "retire": _change(forms.RetireForm, _("Propose to retire a value"), _takes_values),
    "join": _change(forms.JoinForm, _("Propose to join two values"), _takes_values),
    "split": _change(forms.SplitForm, _("Propose to split a value"), _takes_values),
    "open_first": _change(
        forms.OpenFirstForm,
        _("Propose to open it at once"),
        lambda field: not field.required and not field.open_first,
    ),
    "fold": _change(forms.FoldForm, _("Propose to fold it"), lambda field: field.open_first),
}


def _is_open(proposal: CodebookProposal) -> bool:
    return proposal.state == State.OPEN


ACTS: Final[Mapping[str, Act[CodebookProposal]]] = {
    "comment": Act(
        form=forms.CommentForm,
        permission=PROPOSE,
        about=lambda _proposal: None,
        verb=lambda proposal, data, by: comment(proposal, data["text"], by=by) and None,
        label=_("Write comment"),
        done=_("The comment is kept."),
    ),
    "accept": Act(
        form=NoteForm,
        permission=DECIDE,
        about=lambda _proposal: None,
        verb=lambda proposal, data, by: accept_change(proposal, by=by, why=data["why"]) and None,
        label=_("Accept into the next version"),
        offered=_is_open,
        done=_("Accepted. It comes into force when somebody releases the next version."),
    ),
    "decline": Act(
        form=ReasonForm,
        permission=DECIDE,
        about=lambda _proposal: None,
        verb=lambda proposal, data, by: decline_change(proposal, by=by, why=data["why"]) and None,
        label=_("Decline the change"),
        offered=lambda proposal: proposal.state in (State.OPEN, State.ACCEPTED),
        done=_("Declined."),
    ),
    "withdraw": Act(
        form=NoteForm,
        permission=PROPOSE,
        about=lambda _proposal: None,
        verb=lambda proposal, _data, by: withdraw_change(proposal, by=by) and None,
        label=_("Withdraw my proposal"),
        offered=_is_open,
        done=_("Withdrawn."),
    ),
    "read": Act(
        form=NoteForm,
        permission=PROPOSE,
        about=lambda _proposal: None,
        verb=lambda proposal, _data, by: read_comments(proposal, by=by),
        label=_("Mark comments as read"),
    ),
}

RELEASING: Final[Mapping[str, Act[None]]] = {
    "release": Act(
        form=forms.ReleaseForm,
        permission=RELEASE,
        verb=lambda _none, data, by: release_codebook(data["summary"], by=by) and None,
        label=_("Release the next version"),
        done=_("Released. The new version is in force."),
    )
}


def _keep(_none: None, data: Data, by: User) -> None:
    proposal = get_object_or_404(CodebookProposal, pk=data["proposal"])
    keep_as_coded(proposal, get_object_or_404(Case, pk=data["case"]), by=by, why=data["why"])


KEEPING: Final[Mapping[str, Act[None]]] = {
    "keep": Act(
        form=forms.KeepForm,
        verb=_keep,
        label=_("Keep as coded"),
        done=_("Recorded: the case stays as it was coded."),
    )
}


@desk_view()
@require_safe
def book(request: HttpRequest) -> HttpResponseBase:
    """Show the codebook in force, in the language of the screen."""
    now = codebook.current()
    context = {
        "book": now,
        "levels": [(label, now.at(level)) for level, label in LEVELS.items()],  # type: ignore[arg-type]
        "open": proposals(State.OPEN, State.ACCEPTED).count(),
        "may_propose": person(request).has_perm(PROPOSE),
        **_language(),
    }
    return render(request, "desk/codebook/book.html", context)


@desk_view()
@require_http_methods(READ_AND_ACT)
def field(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show one field, and take proposals to change it."""
    found = forms.field_or_none(name)
    if found is None:
        raise Http404
    show = partial(_show_field, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, CHANGES, show=show, back=request.path)


def _show_field(request: HttpRequest, found: Field, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    may, made = offered(CHANGES, found, user), forms_of(CHANGES, found, user, screen)
    about = [one for one in proposals(State.OPEN, State.ACCEPTED) if one.change.field == found.id]
    context = {
        "field": found,
        "fixed": found.id in FIXED_FIELDS,
        "acts": [(name, CHANGES[name], made[name]) for name in CHANGES if name in may],
        "about": [(one, sentence(one)) for one in about],
        "problem": screen.problem,
        **_language(),
    }
    return render(request, "desk/codebook/field.html", context, status=screen.status)


@desk_view()
@require_http_methods(READ_AND_ACT)
def changes(request: HttpRequest) -> HttpResponseBase:
    """List proposals and versions; release the next version."""
    show = partial(_show_changes, request)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, RELEASING, show=show, back=reverse("desk:codebook_changes"))


@dataclass(frozen=True)
class VersionRow:
    """A version on the screen: what it is about, and what changed in it."""

    edition: Edition
    made_here: CodebookVersion | None
    sentences: list[tuple[CodebookProposal, str]]


def _show_changes(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    made = {one.number: one for one in CodebookVersion.objects.select_related("released_by")}
    released: dict[str, list[tuple[CodebookProposal, str]]] = {}
    for one in proposals(State.RELEASED).order_by("pk"):
        assert one.version is not None
        released.setdefault(one.version.number, []).append((one, sentence(one)))
    context = {
        "open": [(one, sentence(one)) for one in proposals(State.OPEN)],
        "accepted": [(one, sentence(one)) for one in accepted_next()],
        "past": [(one, sentence(one)) for one in proposals(State.DECLINED, State.WITHDRAWN)[:50]],
        "versions": [
            VersionRow(codebook.load(number).edition, made.get(number), released.get(number, []))
            for number in reversed(codebook.versions())
        ],
        "next": next_number(),
        "form": forms_of(RELEASING, None, user, screen)["release"],
        "act": RELEASING["release"],
        "may_release": "release" in offered(RELEASING, None, user),
        "problem": screen.problem,
    }
    return render(request, "desk/codebook/changes.html", context, status=screen.status)


@desk_view()
@require_http_methods(READ_AND_ACT)
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one proposal with what is said of it; comment and decide."""
    found = get_object_or_404(CodebookProposal.objects.select_related("by", "decided_by"), pk=pk)
    show = partial(_show_change, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=request.path)


def _show_change(
    request: HttpRequest, found: CodebookProposal, screen: ScreenState
) -> HttpResponseBase:
    user = person(request)
    may, made = offered(ACTS, found, user), forms_of(ACTS, found, user, screen)
    # The proposer does not decide on their own; nobody withdraws what others proposed.
    may -= {"accept"} if found.by_id == user.pk else {"withdraw"}
    called = unseen_calls(user).filter(comment__proposal=found).exists()
    context = {
        "proposal": found,
        "sentence": sentence(found),
        "consequence": consequence(found.change),
        "texts": list(changed_words(found)),
        "comments": found.comments.select_related("by"),
        "called": called and "read" in may,
        "acts": [(name, ACTS[name], made[name]) for name in ACTS if name in may - {"read"}],
        "read": ACTS["read"],
        "colleagues": in_a_row(f"@{one}" for one in recorders() if one != user),
        "problem": screen.problem,
    }
    return render(request, "desk/codebook/change.html", context, status=screen.status)


@desk_view()
@require_http_methods(READ_AND_ACT)
def recode(request: HttpRequest) -> HttpResponseBase:
    """List the cases that a new version asks people to look at; keep one as it is."""
    show = partial(_show_recode, request)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, KEEPING, show=show, back=reverse("desk:codebook_recode"))


@dataclass(frozen=True)
class RecodeRow:
    """A case to look at again: what was coded, and what this person may do."""

    found: ToRecode
    said: str
    form: Any
    may_take_up: bool


def _show_recode(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    within = reach_condition(user, *CODERS)
    groups = []
    for one in recoding_changes():
        held = list(islice(to_recode(one, within), AT_ONCE + 1))
        rows = [_recode_row(one, found, user, screen) for found in held[:AT_ONCE]]
        if rows:
            groups.append((one, sentence(one), rows, len(held) > AT_ONCE))
    context = {"groups": groups, "act": KEEPING["keep"], "most": AT_ONCE, "problem": screen.problem}
    return render(request, "desk/codebook/recode.html", context, status=screen.status)


def _recode_row(
    proposal: CodebookProposal, found: ToRecode, user: User, screen: ScreenState
) -> RecodeRow:
    name = proposal.change.field
    sent, mine = screen.forms.get("keep"), (str(proposal.pk), str(found.case.pk))
    initial = {"proposal": proposal.pk, "case": found.case.pk}
    form = forms.KeepForm(initial=initial, auto_id=f"keep-{'-'.join(mine)}-%s")
    if sent is not None and (sent.data.get("proposal"), sent.data.get("case")) == mine:
        form = sent  # type: ignore[assignment]
    return RecodeRow(
        found,
        in_a_row(dict.fromkeys(value_text(name, value) for value in found.values)),
        form if user.has_perm(KEEP, found.case) else None,
        found.can_be_taken_up and user.has_perm(TAKE_UP, found.case),
    )


@desk_view()
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send a version as files, in the format of the shipped ones."""
    if number not in codebook.versions():
        raise Http404
    answer = HttpResponse(version_as_zip(number), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="codebook-{number}.zip"'
    return answer


def _language() -> dict[str, Any]:
    return {"language": get_language() or "en"}
