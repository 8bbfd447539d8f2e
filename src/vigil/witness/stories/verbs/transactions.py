"""What every verb about a story begins with: one transaction that takes part in writing."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions import verbs as decisions
from vigil.trust.models import Decision, User
from vigil.trust.withdrawals.write_lock import take_part
from vigil.witness.models import Story

KIND = "story"
"""What consents, uploads, sealed values and decisions call the subject. Its key is the uid."""


def verb[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb about stories: one transaction that takes part in writing."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            take_part()
            return function(*args, **kwargs)

    return run


def locked(story: Story) -> Story:
    """Return the row as it is now, kept from others until the transaction ends.

    Raises NotPossible (it was withdrawn).
    """
    story = Story.objects.select_for_update().get(pk=story.pk)
    if story.is_away:
        raise NotPossible(_("This story was withdrawn."))
    return story


def note(
    verb: str,
    story: Story,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Decision:
    """Record a decision about a story. Neither its words nor a name belong into it."""
    return decisions.record(verb, KIND, story.uid, by=by, before=before, after=after, why=why)
