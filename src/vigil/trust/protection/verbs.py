"""Set how much of a subject may be shown. A subject is hidden until somebody sets a level."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.confirmations.verbs import ask
from vigil.trust.decisions.subjects import SUBJECT_CHANGED, Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Confirmation, Level, Protection, User
from vigil.trust.rooms import house
from vigil.trust.rooms.acts_of_two import subject_of
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import alone

LOOSEN: Final = "loosen_protection"
"""The act of two people that shows more of somebody; the room of a subject registers it."""


@transaction.atomic
def set_protection(subject: Subject, level: str, *, by: User, why: str = "") -> Protection:
    """Set the level of a subject. Showing more takes a permission of its own, and two people.

    Raises NotAllowed, NotPossible (no such level; it stands so already), NeedsSecondPerson
    (loosened by one person alone: see `ask_to_loosen`).
    """
    require(by, "trust.set_protection", subject)
    alone()
    _require_level(level)
    row = Protection.objects.select_for_update().filter(**_named(subject)).first()
    before = row.level if row else ""
    if before == level:
        raise NotPossible(_("The level stands so already."))
    if loosens(level, before):
        require(by, "trust.loosen_protection", subject)
        require_two(LOOSEN, subject)
    decision = record(
        "set_protection",
        *subject,
        by=by,
        before={"level": before},
        after={"level": level},
        why=why,
    )
    row, _new = Protection.objects.update_or_create(
        **_named(subject),
        defaults={"level": level, "set_at": timezone.now(), "decision": decision},
    )
    house.tell(SUBJECT_CHANGED, subject)
    return row


@transaction.atomic
def ask_to_loosen(
    subject: Subject, level: str, *, by: User, why: str, evidence: str = ""
) -> Confirmation:
    """Ask a second person to confirm that more of a subject may be shown.

    Raises NotAllowed, NotPossible (no such level; it shows no more than now; neither a reason nor
    a document; asked for already).
    """
    require(by, "trust.loosen_protection", subject)
    _require_level(level)
    if not loosens(level, level_set(subject)):
        raise NotPossible(_("This level shows no more than the one that stands."))
    return ask(LOOSEN, subject, by=by, why=why, evidence=evidence, arguments={"level": level})


def describe_loosening(confirmation: Confirmation) -> str:
    """Return in one sentence which level somebody asked for."""
    before, after = level_of(subject_of(confirmation)), Level(confirmation.arguments["level"])
    said = {"before": before.label, "after": after.label}
    return _("Lower the protection from “%(before)s” to “%(after)s”.") % said


@transaction.atomic
def protect_more(subject: Subject, level: str) -> Protection:
    """Show less of a subject at once, because the person themself asks for it.

    Raises NotPossible (no such level; it does not show less).
    """
    alone()
    _require_level(level)
    row = Protection.objects.select_for_update().filter(**_named(subject)).first()
    before = row.level if row else ""
    if level == before or loosens(level, before):
        raise NotPossible(_("Only less can be shown of somebody without being looked at."))
    decision = record(
        "set_protection", *subject, by=None, before={"level": before}, after={"level": level}
    )
    row, _new = Protection.objects.update_or_create(
        **_named(subject),
        defaults={"level": level, "set_at": timezone.now(), "decision": decision},
    )
    house.tell(SUBJECT_CHANGED, subject)
    return row


@transaction.atomic
def protect_first(subject: Subject, level: str, *, by: User | None) -> Protection:
    """Set the first level of a new subject, before anything else is stored about it.

    `by` is None where the person chose it for themself. Raises NotPossible (no such level; one
    stands already).
    """
    _require_level(level)
    if level_set(subject) is not None:
        raise NotPossible(_("The level stands so already."))
    decision = record("set_protection", *subject, by=by, after={"level": level})
    return Protection.objects.create(**_named(subject), level=level, decision=decision)


@transaction.atomic
def protect_alike(subject: Subject, like: Protection, *, why: str) -> Protection:
    """Give a subject the level of another, so that nobody can tell the two people apart.

    The installation does so by itself; a person loosens it. Who calls this brings up to date
    what is shown of the subject.
    """
    after = {"level": like.level}
    decision = record("set_protection", *subject, by=None, after=after, why=why)
    return Protection.objects.create(**_named(subject), level=like.level, decision=decision)


def loosens(level: str, before: str | None) -> bool:
    """Return whether a level shows more than the one before; no level before means hidden."""
    strictest_first = list(reversed(Level.values))
    return strictest_first.index(level) > strictest_first.index(before or Level.HIDDEN)


def level_of(subject: Subject) -> Level:
    """Return the level of a subject; hidden if nobody set one."""
    return level_set(subject) or Level.HIDDEN


def level_set(subject: Subject) -> Level | None:
    """Return the level that somebody set for a subject; None if nobody did."""
    row = Protection.objects.filter(**_named(subject)).first()
    return Level(row.level) if row else None


def _require_level(level: str) -> None:
    if level not in Level.values:
        raise NotPossible(_("There is no level called “%(level)s”.") % {"level": level})


def _named(subject: Subject) -> dict[str, Any]:
    return {"subject_kind": subject.kind, "subject_key": subject.key}


LOG: Final = LogWords(
    verbs={
        "loosen_protection": pgettext_lazy("decision", "lower a protection"),
        "set_protection": pgettext_lazy("decision", "set the protection"),
    },
)
