"""Open what a party sent and that waits, all for one reason; each opening is recorded."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.extensions import verbs as extensions
from vigil.fund.messages import queries, verbs
from vigil.fund.messages.queries import FromGrantee
from vigil.fund.models import ExtensionRequest, Message, Party
from vigil.fund.parties.verbs import sealing
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

type OpenedTexts = dict[str, list[tuple[str, str]]]
"""What is open on the page: the thing, and its texts with their labels."""
INCIDENT_TEXTS: Final[Mapping[str, str | Promise]] = {
    "what": gettext_lazy("What happened"),
    "contact": gettext_lazy("How they want to be contacted about it"),
}


@transaction.atomic
def open_waiting(party: Party, *, by: User, why: str) -> OpenedTexts:
    """Open all texts that a party sent and that wait for an answer.

    Raises NotAllowed; NotPossible if the reason is missing, or a key is not on this machine.
    """
    require(by, WORK, party)
    return {one.of: _texts(one, by, why) for one in queries.waiting_of(party)}


def open_message(message: Message, *, by: User, why: str) -> OpenedTexts:
    """Open one message of a thread. Raises as `verbs.open_message`."""
    text = verbs.open_message(message, by=by, why=why)
    return {f"message-{message.uid}": [(_("Message"), text)] if text else []}


def _texts(one: FromGrantee, by: User, why: str) -> list[tuple[str, str]]:
    row = one.row
    if isinstance(row, Message):
        said = [(_("Message"), verbs.open_message(row, by=by, why=why))]
    elif isinstance(row, ExtensionRequest):
        said = [(_("Why they need more time"), extensions.open_why(row, by=by, why=why))]
    else:
        said = [
            (str(label), sealing.read(row.party, "incident", row.uid, name, by=by, why=why))
            for name, label in INCIDENT_TEXTS.items()
        ]
    return [(label, text) for label, text in said if text]
