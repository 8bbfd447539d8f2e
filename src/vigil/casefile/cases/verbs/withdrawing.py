"""Withdraw a case from the public. To withdraw the name of a person, see `casefile.withdrawal`."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import case_reference, set_visibility
from vigil.casefile.cases.locks import locked
from vigil.casefile.models import Case, Visibility
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords


@verb
def withdraw_case(case: Case, *, by: User, why: str) -> Case:
    """Withdraw a published case from the public. Raises NotAllowed, NotPossible."""
    case = locked(case)
    require(by, "casefile.withdraw", case)
    _require_public(case)
    return _withdraw(case, by, why)


@verb
def withdraw_wherever(case: Case, *, by: User, why: str) -> Case:
    """Withdraw a case as a part of withdrawing a person from every room.

    The countries and languages of the user's role do not matter. A case that was public before a
    change is withdrawn too. Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    require(by, "trust.withdraw")
    if not was_public_before_a_change(case):
        _require_public(case)
    return _withdraw(case, by, why)


def was_public_before_a_change(case: Case) -> bool:
    """Say whether a case was public, and is internal now because something in it changed."""
    shown = Decision.objects.filter(
        target_kind="case",
        target_key=case_reference(case),
        verb__in=("publish", "load_open_case_file"),
    )
    return case.visibility == Visibility.INTERNAL and shown.exists()


def _require_public(case: Case) -> None:
    if case.visibility != Visibility.PUBLISHED:
        raise NotPossible(_("This case is not public."))


def _withdraw(case: Case, by: User, why: str) -> Case:
    if not why.strip():
        raise NotPossible(_("Say why the case is withdrawn."))
    set_visibility(case, Visibility.WITHDRAWN, "withdraw", by=by, why=why)
    return case


def require_stays_withdrawn(gone: Case, into: Case) -> None:
    """Raise NotPossible if accounts of a withdrawn case would go into a public case."""
    if (gone.visibility, into.visibility) == (Visibility.WITHDRAWN, Visibility.PUBLISHED):
        raise NotPossible(
            _(
                "%(case)s was withdrawn from the public, and what it holds would come back with "
                "this: withdraw %(keep)s too, and publish what they are together."
            )
            % {"case": case_reference(gone), "keep": case_reference(into)}
        )


def keep_withdrawn(gone: Case, into: Case) -> None:
    """Mark a case as withdrawn that takes accounts of a withdrawn case and is not public yet.

    Otherwise one person alone could publish these accounts again.
    """
    if (gone.visibility, into.visibility) == (Visibility.WITHDRAWN, Visibility.INTERNAL):
        into.visibility = Visibility.WITHDRAWN
        into.save(update_fields=["visibility", "updated_at"])


LOG: Final = LogWords(
    verbs={
        "withdraw": pgettext_lazy("decision", "withdraw"),
    },
)
