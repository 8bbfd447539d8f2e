"""Save and open the draft of a review, for its reviewer alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import REVIEW
from vigil.fund.models import Application, Outcome, Review
from vigil.fund.parties.verbs import sealing
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.reviews.verbs.reviewing import DRAFT, KIND
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

MAX_DRAFT_LENGTH: Final = 7 * sealing.MAX_TEXT_LENGTH
"""Characters of a draft as it is kept: a comment with every sign escaped, and its points."""


@dataclass(frozen=True)
class ReviewDraft:
    """The draft of a review; any part may be missing."""

    scores: Mapping[str, int]
    says: str
    comment: str


class DraftChanged(NotPossible):
    """The draft was saved elsewhere since it was seen here."""


@transaction.atomic
def save_draft(
    review: Review,
    scores: Mapping[str, int],
    says: str,
    comment: str,
    *,
    by: User,
    seen: str | None = None,
) -> Review:
    """Save the draft of a review, complete or not. `seen` is the stamp of the draft it replaces.

    Raises NotAllowed if it is another's; DraftChanged if another draft is kept than was seen;
    NotPossible if a score or outcome is invalid, it was handed in already, or the application was
    withdrawn.
    """
    review = reviewing.own_unfinished_review(review, by=by)
    _require_seen(review, seen)
    application = review.application
    if application.state != Application.State.REVIEW:
        raise NotPossible(_("It is not to be reviewed any more: taken back, or decided."))
    asked = {str(one["key"]): one for one in application.call.rubric}
    if not set(scores) <= set(asked):
        raise NotPossible(_("There is no such criterion."))
    checked = reviewing.checked_scores([asked[key] for key in scores], scores)
    if says and says not in Outcome.values:
        raise NotPossible(_("Say what should come of it."))
    text = json.dumps({"scores": checked, "says": says, "comment": comment}, ensure_ascii=False)
    sealing.write(
        application.party, "review", review.uid, DRAFT, text, by=by, longest=MAX_DRAFT_LENGTH
    )
    record("save_review_draft", KIND, application.uid, by=by)
    return review


@transaction.atomic
def submit_over_draft(
    review: Review,
    scores: Mapping[str, int],
    says: str,
    comment: str,
    *,
    by: User,
    seen: str | None = None,
) -> Review:
    """Hand in a review. `seen` is the stamp of the draft that goes with it.

    Raises as `reviewing.submit_review`; DraftChanged if another draft is kept than was seen.
    """
    _require_seen(reviewing.own_unfinished_review(review, by=by), seen)
    return reviewing.submit_review(review, scores, says, comment, by=by)


@transaction.atomic
def open_draft(review: Review, *, by: User) -> ReviewDraft | None:
    """Open the draft for its reviewer; None if there is none.

    The opening is recorded. Raises NotAllowed if it is another's.
    """
    if review.reviewer_id != by.pk:
        raise NotAllowed(_("It is given to somebody else."))
    require(by, REVIEW, review)
    party = review.application.party
    text = sealing.read(party, "review", review.uid, DRAFT, by=by, why="their own draft")
    return ReviewDraft(**json.loads(text)) if text else None


def is_begun(review: Review) -> bool:
    """Say whether a draft is kept, without opening it."""
    return sealing.is_kept("review", review.uid, DRAFT)


def stamp(review: Review) -> str:
    """Return when the draft that is kept was saved, as a text to compare; empty without one."""
    kept = sealing.one_sealed("review", review.uid, DRAFT)
    return kept.sealed_at.isoformat() if kept is not None else ""


def _require_seen(review: Review, seen: str | None) -> None:
    if seen is not None and seen != stamp(review):
        raise DraftChanged(
            _("This draft was saved in another window. Compare both, then save again.")
        )


LOG: Final = LogWords(
    verbs={
        "save_review_draft": pgettext_lazy("decision", "save the draft of a review"),
    },
    reasons={
        "their own draft": pgettext_lazy("decision", "their own draft"),
    },
)
