"""Take a work from draft to readers and back: what stories and campaigns do in the same way.

The verbs of each kind of work are in `stories/verbs` and `campaigns/verbs`. They check who may act,
lock the row and record the decision.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.witness.works.changes import note
from vigil.witness.works.drafts import latest_revision
from vigil.witness.works.models import Work
from vigil.witness.works.pages import remove_page


def send(work: Work, revision: int, *, by: User) -> None:
    """Send a revision to review. An earlier approval ends."""
    work.sent_revision, work.sent_by = revision, by
    work.approved_revision = work.approved_by = None
    work.save()


def send_back(work: Work, *, why: str) -> dict[str, Any]:
    """Send a work back to its editor; return what it was before.

    Raises NotPossible (it was not sent; no reason).
    """
    _require_sent(work)
    require_reason(why)
    before = {"revision": work.sent_revision}
    work.sent_revision = work.sent_by = None
    work.approved_revision = work.approved_by = None
    work.save()
    return before


def approve(work: Work, *, by: User, if_changed: str) -> None:
    """Approve the revision that was sent, as somebody else than who sent it.

    Raises NotPossible (it was not sent; it changed since: `if_changed`), NeedsSecondPerson.
    """
    _require_sent(work)
    if latest_revision(work) != work.sent_revision:
        raise NotPossible(if_changed)
    if work.sent_by_id == by.pk:
        raise NeedsSecondPerson(_("Somebody else must approve what you sent."))
    require_two_people(work.sent_by, by)
    work.approved_revision, work.approved_by = work.sent_revision, by
    work.save()


def publish_approved(work: Work) -> None:
    """Make the approved revision the public one. The caller saves the row and projects it."""
    work.standing, work.held_why = "published", ""
    work.public_revision = work.approved_revision
    work.first_published_at = work.first_published_at or timezone.now()


def hold[W: Work](
    work: W, project: Callable[[W], object], verb: str, *, by: User | None, why: str
) -> W:
    """Hide a locked work from readers, and keep it as a draft with the reason."""
    before = {"standing": work.standing}
    work.standing, work.held_why = "draft", why
    work.save()
    project(work)
    note(verb, work, by=by, before=before, why=why)
    return work


def empty(work: Work) -> None:
    """Withdraw a work for good: its page and revisions are deleted. The caller saves the row."""
    remove_page(work)
    work.standing, work.page_id, work.held_why = "withdrawn", None, ""
    work.sent_revision = work.approved_revision = work.public_revision = None


def require_reason(why: str) -> None:
    """Raise NotPossible where no reason is given."""
    if not why.strip():
        raise NotPossible(_("Say why."))


def _require_sent(work: Work) -> None:
    if work.sent_revision is None:
        raise NotPossible(_("It was not sent to review."))
