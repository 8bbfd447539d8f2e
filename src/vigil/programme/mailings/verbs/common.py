"""What verbs of mailings share: the kind, the lock, and checks of the state."""

from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.programme.models import Mailing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User

KIND: Final = "mailing"
State = Mailing.State


def locked_draft(mailing: Mailing) -> Mailing:
    """Return a draft, held until the transaction ends. Raises NotPossible (it is none any more)."""
    Mailing.objects.select_for_update().get(pk=mailing.pk)
    row = Mailing.objects.select_related("event", "released_by").get(pk=mailing.pk)
    if row.state == State.RELEASED:
        raise NotPossible(_("This message was sent already. It is not sent twice."))
    if row.state == State.DISCARDED:
        raise NotPossible(_("This draft was discarded. Write a new message."))
    return row


def note(verb: str, mailing: Mailing, *, by: User, **told: Any) -> None:
    """Record a decision on a mailing: never its words, which may hold a name."""
    record(verb, KIND, mailing.uid, by=by, **told)
