"""Withdraw messages for good: one, or all of a member who leaves."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.network.models import Member
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.verbs.common import (
    MESSAGE,
    SHOWING,
    State,
    locked,
    require_not_withdrawn,
    subject_of,
)
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of, in_force, withdraw_consent
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.resumable_uploads.verbs import discard_uploads_for
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred


@verb
def withdraw_message(message: Message, *, by: User, why: str = "") -> Message:
    """Withdraw a message for good. Its sender needs no reason, others do.

    That there was one stays, with its number and its decisions. Raises NotAllowed, NotPossible
    (withdrawn already; no reason).
    """
    require(by, "programme.withdraw_message", message)
    message = locked(message)
    require_not_withdrawn(message)
    if message.member.user_id != by.pk and not why.strip():
        raise NotPossible(_("Say why this is removed."))
    return _withdraw(message, by, why)


def withdraw_messages_of(member: Member, *, by: User, why: str) -> int:
    """Withdraw every message of a member who leaves; return how many.

    To be called inside the transaction in which they leave, which has asked who may. Raises
    NotAllowed (this person may take away no files of messages).
    """
    messages = Message.objects.select_for_update().filter(member=member)
    rows = list(messages.exclude(state=State.WITHDRAWN))
    for message in rows:
        _withdraw(message, by, why)
    return len(rows)


def _withdraw(message: Message, by: User, why: str) -> Message:
    before = {"state": message.state}
    discard_uploads_for(MESSAGE, message.uid)
    _shred_files(message, by, why)
    message.translations.all().delete()
    for consent in in_force(subject_of(message), SHOWING):
        withdraw_consent(consent, by=by, why=why)
    message.state, message.text, message.link, message.media = State.WITHDRAWN, "", "", ""
    message.named = False
    message.save(update_fields=["state", "text", "link", "media", "named"])
    record("withdraw_message", MESSAGE, message.uid, by=by, before=before, why=why)
    return message


def _shred_files(message: Message, by: User, why: str) -> None:
    files = Upload.objects.filter(subject_kind=MESSAGE, subject_key=message.uid)
    for upload in files.filter(state=Upload.State.KEPT):
        if why.strip():
            shred(upload, by=by, why=why)
        else:
            shred(upload, by=by, why="taken back by who sent it")
    # The document of the consent is the hosts': the installation removes it.
    shown = [one.evidence for one in consents_of(subject_of(message)) if one.evidence]
    for upload in Upload.objects.filter(uid__in=shown, state=Upload.State.KEPT):
        shred(upload, by=None, why="taken back by who sent it")


LOG: Final = LogWords(
    verbs={
        "withdraw_message": pgettext_lazy("decision", "remove a message for good"),
    },
    reasons={
        "taken back by who sent it": pgettext_lazy("decision", "taken back by who sent it"),
    },
)
