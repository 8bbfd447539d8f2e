"""The screen on which editors write of a life, and a second person approves the text."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.casefile.cases.queries import public_cases
from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, act_named
from vigil.language.punctuation import in_a_row
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.texts import CaseTexts
from vigil.publication.policy import disclosure as policy
from vigil.trust.models import User
from vigil.witness.models import Life, Name
from vigil.witness.names.entries import name_entries
from vigil.witness.people import forms
from vigil.witness.people.lives import lives_of, shipped_life, words_like_strangers
from vigil.witness.people.verbs import writing
from vigil.witness.people.verbs.writing import WRITE
from vigil.witness.people.visibility import people_with_pages
from vigil.witness.works.screens import take_problem


def _present(name: Name) -> str:
    """Return the text on a life as it stands in the language of the site, to write on from it."""
    rows = [row for row in lives_of(name) if row.language == settings.LANGUAGE_CODE]
    return rows[0].text if rows else _shipped(name)


def _written(life: Life) -> str:
    done = _("A second person must approve this text. Readers do not see it yet.")
    if not (strangers := words_like_strangers(life.case_id, life.text)):
        return done
    sentence = _("It contains %(names)s. If these may not be shown, write it again without them.")
    return f"{done} {sentence % {'names': in_a_row(strangers)}}"


ACTS: Final[Mapping[str, Act[Name]]] = {
    "write": Act(
        form=forms.LifeForm,
        verb=lambda name, said, by: writing.write_life(name, said["language"], said["text"], by=by),
        label=gettext_lazy("Send text for approval"),
        done=_written,
        initial=lambda name: {"language": settings.LANGUAGE_CODE, "text": _present(name)},
    ),
    "approve": Act(
        form=forms.ApprovalForm,
        verb=lambda name, said, by: writing.approve_life(
            name, said["language"], said["text"], by=by, may_name=said["may_name"].split()
        ),
        label=gettext_lazy("Approve text"),
        done=gettext_lazy("Readers see the text now."),
    ),
    "send_back": Act(
        form=forms.SendBackForm,
        verb=lambda name, said, by: writing.send_back_life(
            name, said["language"], by=by, why=said["why"]
        ),
        label=gettext_lazy("Send text back"),
        done=gettext_lazy("Sent back."),
    ),
    "hide": Act(
        form=forms.ReasonForm,
        verb=lambda name, said, by: writing.hide_life(name, by=by, why=said["why"]),
        label=gettext_lazy("Hide text in every language"),
        done=gettext_lazy("Hidden: readers see no text on this life."),
    ),
}


@room_view(WRITE)
@require_http_methods(READ_AND_ACT)
def life(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show the texts on a life; write one, approve it, send it back, or hide them all."""
    name = _name(handle)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, _name(handle), state)

    if request.method == "POST":
        back = reverse("desk_names:life", args=[handle])
        return act_named(request, name, ACTS, show=show, back=back)
    return show(ScreenState())


def _name(handle: str) -> Name:
    rows = people_with_pages().filter(handle=handle).prefetch_related("spellings")
    if (found := rows.first()) is None:
        raise Http404
    return found


def _show(request: HttpRequest, name: Name, state: ScreenState) -> HttpResponseBase:
    by = request.user
    assert isinstance(by, User)
    [line] = name_entries(Name.objects.filter(pk=name.pk))
    blank = {act: state.forms.get(act) or ACTS[act].blank(act, name, by) for act in ACTS}
    context = {
        "line": line,
        "lives": [(row, row.written_by_id != by.pk, _strangers(row)) for row in lives_of(name)],
        "shipped": _shipped(name),
        "forms": blank,
        "acts": ACTS,
        "trouble": take_problem(state),
    }
    return render(request, "witness/people/desk/life.html", context, status=state.status)


def _strangers(row: Life) -> list[str]:
    waits = row.state == Life.State.WAITING
    return words_like_strangers(row.case_id, row.text) if waits else []


def _shipped(name: Name) -> str:
    """Return the shipped text on a life, in English."""
    case = with_everything(public_cases()).filter(pk=name.case_id).first()
    if case is None:
        return ""
    names = [spelling.text for spelling in name.spellings.all()]
    return shipped_life(case, names, CaseTexts(case, policy.withheld_in(case), original=True))
