"""Read who looks after a case, the notes on it, and who is looking at it now."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from vigil.casefile.access.reach import CODERS
from vigil.casefile.models import Case, CaseNote, Mention, Presence
from vigil.trust.models import User

HERE: Final = timedelta(minutes=5)
"""Somebody who opened a case within this time counts as looking at it."""
SELDOM: Final = timedelta(seconds=60)
"""A presence is written again after this time at the earliest."""


def recorders() -> QuerySet[User]:
    """Return the people who record cases, by name."""
    held = User.objects.filter(is_active=True, grants__role__in=CODERS)
    return held.distinct().order_by("display_name", "username")


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Return the people whom a text names with "@" and the name shown to colleagues.

    A name counts only whole: "@Ana" is not Ana Maria.
    """
    found = []
    for person in people:
        name = re.escape(str(person))
        if re.search(rf"@{name}(?!\w)", text, re.IGNORECASE):
            found.append(person)
    longer = [str(one).casefold() for one in found]
    return [
        one
        for one in found
        if not any(
            other != str(one).casefold() and other.startswith(str(one).casefold())
            for other in longer
        )
    ]


def notes_of(case: Case) -> QuerySet[CaseNote]:
    """Return the notes on a case, those that came with its reports too, oldest first."""
    # As keys, which indexes find; a condition on other tables would be asked of every note.
    keys = list(case.memberships.filter(suggested=False).values_list("account__key", flat=True))
    cases = [case.pk, *case.superseded.values_list("pk", flat=True)]
    return (
        CaseNote.objects.filter(Q(case__in=cases) | Q(case=None, account__in=keys))
        .select_related("by")
        .distinct()
    )


def unseen_mentions(person: User) -> QuerySet[Mention]:
    """Return the mentions that somebody has not seen yet, newest first."""
    found = Mention.objects.filter(person=person, seen_at=None).exclude(note__case=None)
    return found.select_related("note__case", "note__by").order_by("-note__at")


def look_at(case: Case, person: User) -> list[User]:
    """Note that somebody has a case open, and return who else has it open now.

    Their mentions on it count as seen.
    """
    now = timezone.now()
    mine = Presence.objects.filter(case=case, person=person).first()
    if mine is None or now - mine.at > SELDOM:
        Presence.objects.update_or_create(case=case, person=person, defaults={"at": now})
    seen = Mention.objects.filter(person=person, note__case=case, seen_at=None)
    seen.update(seen_at=now)
    others = Presence.objects.filter(case=case, at__gte=now - HERE).exclude(person=person)
    return [one.person for one in others.select_related("person").order_by("-at")]
