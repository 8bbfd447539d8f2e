"""Accept, reject or assign several candidates at once, and take the last such act back."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.cases.verbs.undoing import can_undo, undo
from vigil.casefile.models import Case, Stage
from vigil.casefile.triage.verbs import assign
from vigil.desk.queue.forms import BulkAssignForm, BulkRejectForm, TickedForm
from vigil.desk.screens.act import Act, Data
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, User

LAST: Final = "desk-last-bulk"
"""Part of the session that holds the decisions of the last act on several candidates."""
ON_CANDIDATES: Final = ("open", "reject")
"""Verbs that leave a case as it is which somebody accepted meanwhile."""


def _accept(request: HttpRequest, data: Data, by: User) -> int:
    return _each(request, data["case"], "open", lambda case: open_case(case, by=by))


def _reject(request: HttpRequest, data: Data, by: User) -> int:
    told = {name: data[name] for name in ("reason", "why", "duplicate_of")}
    return _each(request, data["case"], "reject", lambda case: reject_case(case, by=by, **told))


def _assign(request: HttpRequest, data: Data, by: User) -> int:
    def give(case: Case) -> Case:
        assign(case, data["to"], by=by)
        return case

    return _each(request, data["case"], "assign", give)


def _each(
    request: HttpRequest, cases: Sequence[Case], verb: str, do: Callable[[Case], Case]
) -> int:
    """Do one thing with each candidate. Return with how many, and warn about those left."""
    done: list[int] = []
    for case in cases:
        if case.stage == Stage.OPEN and verb in ON_CANDIDATES:
            sentence = _("%(case)s: somebody accepted it meanwhile; it is left as it is.")
            messages.warning(request, sentence % {"case": case})
            continue
        try:
            changed = do(case)
        except (NotAllowed, NotPossible) as error:
            messages.warning(request, f"{case}: {error}")
        else:
            last = queries.decisions_of(changed).filter(verb=verb).values_list("pk", flat=True)
            done.append(last[0])
    request.session[LAST] = done
    return len(done)


def last_act(session: SessionBase) -> Sequence[Decision]:
    """Return the decisions of the last act on several candidates that can still be undone."""
    found = Decision.objects.filter(pk__in=session.get(LAST, [])).select_related("actor")
    return [decision for decision in found if can_undo(decision)]


class _NothingToUndo(NotPossible):
    """Nothing was done to several candidates, or it was undone."""


def _undo(request: HttpRequest, data: Data, by: User) -> int:
    done = 0
    if not (last := last_act(request.session)):
        raise _NothingToUndo(_("There is nothing to undo."))
    for decision in last:
        try:
            undo(decision, by=by)
        except (NotAllowed, NotPossible) as error:
            messages.warning(request, f"{decision.target_key}: {error}")
        else:
            done += 1
    request.session.pop(LAST, None)
    return done


def _counted(sentence: Callable[[int], str]) -> Callable[[Any], str]:
    """Say how many it were; nothing where it was none, because the warnings said why."""
    return lambda done: sentence(done) % {"number": done} if done else ""


ACCEPT: Final = Act[HttpRequest](
    form=TickedForm,
    verb=_accept,
    done=_counted(
        lambda n: ngettext(
            "%(number)d candidate is accepted as a case.",
            "%(number)d candidates are accepted as cases.",
            n,
        )
    ),
)
ASSIGN_ALL: Final = Act[HttpRequest](
    form=BulkAssignForm,
    verb=_assign,
    done=_counted(
        lambda n: ngettext(
            "It is recorded of %(number)d candidate who looks after it.",
            "It is recorded of %(number)d candidates who looks after them.",
            n,
        )
    ),
)
REJECT: Final = Act[HttpRequest](
    form=BulkRejectForm,
    verb=_reject,
    done=_counted(
        lambda n: ngettext(
            "%(number)d candidate is marked as not a case.",
            "%(number)d candidates are marked as no cases.",
            n,
        )
    ),
)
UNDO: Final = Act[HttpRequest](
    form=forms.Form,
    verb=_undo,
    invalid=(_NothingToUndo,),
    done=_counted(
        lambda n: ngettext(
            "The last act is undone for %(number)d candidate.",
            "The last act is undone for %(number)d candidates.",
            n,
        )
    ),
)
