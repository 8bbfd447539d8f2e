"""The portrait of a member: rebuilt without metadata, and sent only to people who may see it."""

from typing import IO, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import Kind
from vigil.network.members.rules import is_the_member
from vigil.network.members.verbs.checks import locked
from vigil.network.models import Member
from vigil.network.profiles.fields import KIND, Audience
from vigil.network.visibility.queries import visible_member
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import FileRefused, read_copy, shred, take_in
from vigil.trust.withdrawals.write_lock import take_part

PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.GIF, Kind.WEBP})


def set_portrait(member: Member, file: IO[bytes] | bytes, *, by: User) -> Upload:
    """Keep a picture as the portrait of a member; shred the one before.

    Only the member may add one, because nobody else can consent to a picture. Do not call it inside
    a transaction. Raises NotAllowed, NotPossible (no picture; they left).
    """
    require(by, "network.speak_for_member", member)
    upload = take_in(file, KIND, member.uid, by=by)
    try:
        if upload.kind not in PICTURES:
            raise FileRefused(
                _("This file is not a picture. Choose a JPEG, PNG, TIFF, GIF or WebP file.")
            )
        _take_place(member, upload, by)
    except NotPossible:
        # By nobody: who left while it was rebuilt may remove nothing any more.
        shred(upload, by=None, why="no picture of a member")
        raise
    return upload


@transaction.atomic
def _take_place(member: Member, upload: Upload, by: User) -> None:
    take_part()
    member = locked(member)
    _shred_portrait(member, by, why="another one was given")
    _keep(member, upload.uid)
    record("set_portrait", KIND, member.uid, by=by)


@transaction.atomic
def remove_portrait(member: Member, *, by: User, why: str = "") -> Member:
    """Shred the portrait of a member, if there is one. Raises NotAllowed, NotPossible."""
    take_part()
    member = locked(member)
    require(by, "network.edit_member", member)
    if member.portrait:
        _shred_portrait(member, by, why=why or "removed by the member")
        _keep(member, "")
        record("remove_portrait", KIND, member.uid, by=by)
    return member


def portrait_for(uid: str, audience: Audience, user: User | None) -> tuple[Upload, bytes] | None:
    """Return a portrait and its content by the upload's uid, if this audience may see it now.

    Members always see their own portrait. The answer is None both if there is no such portrait and
    if the audience may not see it.
    """
    member = Member.objects.filter(portrait=uid).first() if uid else None
    if member is None:
        return None
    if not is_the_member.test(user, member) and visible_member(member, audience).portrait != uid:
        return None
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first()
    return (upload, read_copy(upload, by=None)) if upload else None


def shred_files(member: Member, *, by: User, why: str) -> None:
    """Shred every file about a member."""
    kept = Upload.objects.filter(subject_kind=KIND, subject_key=member.uid, state=Upload.State.KEPT)
    for upload in kept:
        shred(upload, by=by, why=why)


def _shred_portrait(member: Member, by: User, why: str) -> None:
    upload = Upload.objects.filter(uid=member.portrait, state=Upload.State.KEPT).first()
    if upload is not None:
        shred(upload, by=by, why=why)


def _keep(member: Member, uid: str) -> None:
    member.portrait, member.changed_at = uid, timezone.now()
    member.save(update_fields=["portrait", "changed_at"])


LOG: Final = LogWords(
    verbs={
        "remove_portrait": pgettext_lazy("decision", "remove a portrait"),
        "set_portrait": pgettext_lazy("decision", "add a portrait"),
    },
    reasons={
        "another one was given": pgettext_lazy("decision", "another portrait was added"),
        "no picture of a member": pgettext_lazy("decision", "the file is not a picture"),
    },
)
