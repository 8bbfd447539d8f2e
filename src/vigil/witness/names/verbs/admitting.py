"""Decide who is remembered, and which names stand on no card or reminder.

Each decision takes a reason and can be taken back. The names page, cards, feeds and reminders
follow in the same transaction.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.witness.models import Name, Ruling
from vigil.witness.names.projection import project
from vigil.witness.names.rulings import Rulings, marks_of
from vigil.witness.works.changes import verb

KIND = "name"
"""The kind under which decisions on names are recorded; the key is the handle."""
KEEP = "witness.keep_remembrance"
LONGEST = 2000
Admission = Ruling.Admission


def _verb(function: Callable[..., Decision]) -> Callable[..., Decision]:
    """Make a function a verb: one transaction, with permission, locked row and reason."""

    @verb
    @wraps(function)
    def run(name: Name, *, by: User, why: str) -> Decision:
        require(by, KEEP)
        held = Name.objects.select_for_update().filter(handle=name.handle).first()
        if held is None:
            raise NotPossible(_("This name is not in remembrance any more."))
        _require_reason(why, held)
        decision = function(held, by=by, why=why.strip())
        project([held.case_id])
        return decision

    return run


@_verb
def admit(name: Name, *, by: User, why: str) -> Decision:
    """Decide that a person who needs a decision is remembered.

    Raises NotAllowed, NotPossible (they enter by the rule; let in already; no reason, or one
    that says the name).
    """
    ruling = _ruling(name)
    if not name.ground:
        raise NotPossible(_("This person is remembered without a decision."))
    if ruling.admission == Admission.ADMITTED:
        raise NotPossible(_("This person is remembered already."))
    before = ruling.admission
    _save(ruling, name, admission=Admission.ADMITTED)
    return record(
        "admit_name",
        KIND,
        name.handle,
        by=by,
        before={"admission": before},
        after={"admission": ruling.admission},
        why=why,
    )


@_verb
def leave_out(name: Name, *, by: User, why: str) -> Decision:
    """Decide that a person is not remembered. Their case in the record stays as it is.

    Of those alone who enter by decision: who enters by the rule is not left out by anybody's
    opinion. Raises NotAllowed, NotPossible (they enter by the rule; left out already; no reason,
    or one that says the name).
    """
    ruling = _ruling(name)
    if ruling.admission == Admission.LEFT_OUT:
        raise NotPossible(_("You decided already not to remember this person."))
    if not name.ground:
        raise NotPossible(
            _("The published rule includes this person. To hide the name, exclude or withdraw it.")
        )
    before = ruling.admission
    _save(ruling, name, admission=Admission.LEFT_OUT)
    return record(
        "leave_name_out",
        KIND,
        name.handle,
        by=by,
        before={"admission": before},
        after={"admission": ruling.admission},
        why=why,
    )


@_verb
def undecide(name: Name, *, by: User, why: str) -> Decision:
    """Take back a decision on remembering. The person waits for an editor again.

    Raises NotAllowed, NotPossible (nothing was decided; no reason, or one that says the name).
    """
    ruling = _ruling(name)
    if not ruling.admission:
        raise NotPossible(_("There is no decision on this person yet."))
    before = ruling.admission
    _save(ruling, name, admission=Admission.NONE)
    return record("undecide_name", KIND, name.handle, by=by, before={"admission": before}, why=why)


@_verb
def exclude(name: Name, *, by: User, why: str) -> Decision:
    """Remove a name from cards, reminders, feeds and the printed roll, at once.

    Raises NotAllowed, NotPossible (excluded already; no reason, or one that says the name).
    """
    ruling = _ruling(name)
    if ruling.excluded:
        raise NotPossible(_("This name is excluded already."))
    _save(ruling, name, excluded=True)
    return record("exclude_name", KIND, name.handle, by=by, after={"excluded": True}, why=why)


@_verb
def include(name: Name, *, by: User, why: str) -> Decision:
    """Show a name on cards, in reminders, feeds and the roll again.

    Raises NotAllowed, NotPossible (it is not excluded; no reason, or one that says the name).
    """
    ruling = _ruling(name)
    if not ruling.excluded:
        raise NotPossible(_("This name is not excluded."))
    _save(ruling, name, excluded=False)
    return record("include_name", KIND, name.handle, by=by, after={"excluded": False}, why=why)


def _require_reason(why: str, name: Name) -> None:
    if not why.strip():
        raise NotPossible(_("Say why."))
    if len(why) > LONGEST:
        raise NotPossible(_("A reason has at most %(n)d characters.") % {"n": LONGEST})
    if says([why], _spellings(name)):
        raise NotPossible(_("Leave the name out of the reason: a decision is kept for good."))


def _ruling(name: Name) -> Ruling:
    """Return what holds for a person, as a row of their own.

    A decision that came along with another case is written down for the person it was found
    for, so that it can be taken back for them.
    """
    own = Ruling.objects.select_for_update().filter(uid=name.uid).first()
    if own is not None:
        return own
    held = Rulings.of([name.case]).on(name.case, name.uid, _spellings(name))
    return Ruling(uid=name.uid, admission=held.admission, excluded=held.excluded)


def _save(ruling: Ruling, name: Name, **values: object) -> None:
    for field, value in values.items():
        setattr(ruling, field, value)
    ruling.case = name.case
    ruling.marks = marks_of(_spellings(name))
    ruling.save()


def _spellings(name: Name) -> list[str]:
    return [spelling.text for spelling in name.spellings.all()]


LOG: Final = LogWords(
    verbs={
        "admit_name": pgettext_lazy("decision", "let a name into remembrance"),
        "exclude_name": pgettext_lazy("decision", "exclude a name from cards, reminders and feeds"),
        "include_name": pgettext_lazy("decision", "no longer exclude a name"),
        "leave_name_out": pgettext_lazy("decision", "leave a name out of remembrance"),
        "undecide_name": pgettext_lazy("decision", "take back what was decided on a name"),
    },
    kinds={
        "name": pgettext_lazy("decision", "name to remember"),
    },
    parts={
        "admission": pgettext_lazy("decision", "entering remembrance"),
        "excluded": pgettext_lazy("decision", "excluded"),
    },
)
