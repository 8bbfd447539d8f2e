"""Receive the film of a message in pieces: to a gigabyte, on lines that break.

The words come first and wait (`send_message` with `film_follows`). Once the film is processed, a
moderator finds the message as any other.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Final

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.files.limits import FILM_BYTES, MEGABYTE, MESSAGE_BYTES
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.verbs.common import MESSAGE, MessageKind, State, locked
from vigil.programme.messages.verbs.sending import kind_of_recording
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import ResumableUpload, Upload, User
from vigil.trust.resumable_uploads.files import UploadGone
from vigil.trust.resumable_uploads.processing import processed
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.queries import upload_of
from vigil.trust.resumable_uploads.verbs import (
    TooLarge,
    discard_upload,
    discard_uploads_for,
    hand_over,
)
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import shred, take_in
from vigil.trust.work.kinds import LeftOut, TaskKind

QUOTA: Final = 3 * FILM_BYTES
"""Bytes of all recordings in the messages of one member, those on their way among them."""
UNFINISHED: Final = timedelta(days=1)
"""How long what was sent of a film waits for the rest."""


def set_film(
    message: Message,
    file: IO[bytes] | bytes,
    *,
    by: User,
    limit: int = MESSAGE_BYTES,
    arrived: ResumableUpload | None = None,
) -> Message:
    """Give a message its film or sound; from now on moderators read it.

    Not to be called inside a transaction. Raises NotAllowed, FileRefused, NotPossible (it does not
    wait for a film any more).
    """
    require(by, "programme.send_film", message)
    _require_waits(message)
    upload = take_in(file, MESSAGE, message.uid, by=by, limit=limit)
    try:
        return _attach(message, upload, arrived, by=by)
    except Exception:
        shred(upload, by=None, why="its message did not come in")
        raise


@verb
def _attach(
    message: Message, upload: Upload, arrived: ResumableUpload | None, *, by: User
) -> Message:
    message = locked(message)
    _require_waits(message)
    if arrived is not None:
        hand_over(arrived)
    discard_uploads_for(MESSAGE, message.uid)
    message.state, message.media = State.WAITING, upload.uid
    message.kind = kind_of_recording(upload)
    message.save(update_fields=["state", "media", "kind"])
    record("attach_film", MESSAGE, message.uid, by=by, after={"kind": message.kind})
    return message


@verb
def send_without_film(message: Message, *, by: User) -> Message:
    """Let the words be read without the film. Raises NotAllowed, NotPossible (there are none)."""
    require(by, "programme.send_film", message)
    message = locked(message)
    _require_waits(message)
    if not message.text:
        raise NotPossible(_("Without its film the message is empty. Take it back instead."))
    discard_uploads_for(MESSAGE, message.uid)
    message.state, message.kind = State.WAITING, MessageKind.TEXT
    message.save(update_fields=["state", "kind"])
    record("send_without_film", MESSAGE, message.uid, by=by)
    return message


def discard_film(message: Message, uid: str, *, by: User) -> ResumableUpload:
    """End an upload of one's own. Raises NotAllowed, NotPossible (it has ended)."""
    require(by, "programme.send_film", message)
    upload = upload_of(PURPOSE, message.uid, uid, by)
    if upload is None:
        raise UploadGone(_("This upload has ended."))
    discard_upload(upload)
    return upload


def _require_waits(message: Message) -> None:
    if message.state == State.WITHDRAWN:
        raise NotPossible(_("This message was withdrawn: nothing of it is kept."))
    if message.state != State.ARRIVING:
        raise NotPossible(_("This message has its film already."))


def _require(key: str, by: User) -> None:
    """Check that somebody may send the film of a message (its uid)."""
    message = Message.objects.select_related("member").filter(uid=key).first()
    require(by, "programme.send_film", message)
    assert message is not None
    _require_waits(message)


def _admit(key: str, length: int, by: User) -> None:
    """Check that a film has room beside the other recordings of the member. Raises TooLarge."""
    member = Message.objects.only("member_id").get(uid=key).member_id
    uids = list(Message.objects.filter(member=member).values_list("uid", flat=True))
    kept = Upload.objects.filter(subject_kind=MESSAGE, subject_key__in=uids)
    coming = ResumableUpload.objects.filter(
        subject_kind=MESSAGE,
        subject_key__in=[uid for uid in uids if uid != key],
        state__in=(ResumableUpload.State.ARRIVING, ResumableUpload.State.RECEIVED),
    )
    here = kept.filter(state=Upload.State.KEPT).aggregate(n=Sum("size"))["n"] or 0
    coming_bytes = coming.aggregate(n=Sum("length"))["n"] or 0
    if here + coming_bytes + length > QUOTA:
        raise TooLarge(
            _(
                "The recordings in your messages would have more than %(gigabytes)d GB together. "
                "Take one back first, or send a shorter film."
            )
            % {"gigabytes": QUOTA // (1024 * MEGABYTE)}
        )


def _receive(keys: Sequence[int], by: User, why: str) -> LeftOut:
    def set_it(upload: ResumableUpload, file: IO[bytes]) -> None:
        _require(upload.subject_key, by)
        message = Message.objects.select_related("member").get(uid=upload.subject_key)
        set_film(message, file, by=by, limit=FILM_BYTES, arrived=upload)

    return processed(keys, set_it)


RECEIVING: Final = TaskKind(
    code="receive_film",
    label=gettext_lazy("Process film of a message"),
    do=_receive,
    at_once=1,
    repeatable=True,
    slow=True,
)
PURPOSE: Final = Purpose(
    kind=MESSAGE,
    limit=lambda: FILM_BYTES,
    require=_require,
    task=RECEIVING,
    unfinished=UNFINISHED,
    admit=_admit,
)
LOG: Final = LogWords(
    verbs={
        "attach_film": pgettext_lazy("decision", "give a message its film"),
        "send_without_film": pgettext_lazy("decision", "send a message without its film"),
    },
)
