"""Add, describe and remove files of a story. `trust` rebuilds and stores their content."""

from collections.abc import Mapping
from typing import IO, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import MEDIA, Kind
from vigil.files.limits import RECORDING_BYTES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads
from vigil.witness.models import Story, StoryFile
from vigil.witness.stories import public_record
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs.writing import EDIT
from vigil.witness.works.changes import locked, note, verb

SOUNDING: Final = (StoryFile.Kind.SOUND, StoryFile.Kind.FILM)
PICTURED: Final = (StoryFile.Kind.PORTRAIT, StoryFile.Kind.PICTURE)
LONGEST: Final = {"alt": 1_000, "caption": 1_000, "transcript": 200_000}


def add_file(
    story: Story,
    kind: str,
    file: IO[bytes] | bytes,
    *,
    credit: str,
    licence: str,
    by: User,
) -> StoryFile:
    """Add a file. It is shown once the story is published with it, as far as consents allow.

    What was approved without it is to be approved anew. Not to be called inside a transaction.
    Raises NotAllowed, NotPossible (a profile; nobody named who made it, or under which terms; of
    another kind than it says), FileRefused.
    """
    require(by, EDIT, story)
    if kind not in StoryFile.Kind.values:
        raise NotPossible(_("Say what kind of file it is."))
    if story.is_away:
        raise NotPossible(_("This story was withdrawn."))
    if story.kind == Story.Kind.PROFILE:
        raise NotPossible(_("A profile has no pictures or files."))
    credit, licence = credit.strip(), licence.strip()
    if not credit or not licence:
        raise NotPossible(_("Say who made it, and under which terms we may show it."))
    limit = RECORDING_BYTES if kind in SOUNDING else None
    upload = uploads.take_in(file, Story.KIND, story.uid, by=by, limit=limit)
    try:
        _require_of_kind(StoryFile.Kind(kind), upload)
        return _attach(story, kind, upload, credit, licence, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="it does not belong to the story")
        raise


@verb
def _attach(
    story: Story, kind: str, upload: Upload, credit: str, licence: str, *, by: User
) -> StoryFile:
    story = locked(story)
    added = StoryFile.objects.create(
        story=story,
        kind=kind,
        upload=upload.uid,
        credit=credit[:200],
        licence=licence[:200],
        added_by=by,
    )
    story.approved_revision = story.approved_by = None
    story.save(update_fields=["approved_revision", "approved_by"])
    note("add_story_file", story, by=by, after={"kind": kind, "upload": upload.uid})
    return added


@verb
def describe_file(
    one: StoryFile, language: str, texts: Mapping[str, str], *, by: User
) -> StoryFile:
    """Describe a file in one language: `alt`, `caption`, `transcript`.

    Raises NotAllowed, NotPossible (too long; it says a name that the record does not show).
    """
    require(by, EDIT, one.story)
    story = locked(one.story)
    one = held(one)
    said = {name: _within(name, text) for name, text in texts.items() if name in LONGEST}
    public_record.require_public_names(story, *said.values())
    one.texts = {**one.texts, language: {**one.texts.get(language, {}), **said}}
    one.save(update_fields=["texts"])
    project(story)
    note("describe_story_file", story, by=by, after={"upload": one.upload, "language": language})
    return one


@verb
def remove_file(one: StoryFile, *, by: User, why: str) -> None:
    """Remove a file for good, from the story and from here. Raises NotAllowed, NotPossible."""
    require(by, EDIT, one.story)
    story = locked(one.story)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    one = held(one)
    shred_file(one, why=why)
    project(story)
    note(
        "remove_story_file", story, by=by, before={"upload": one.upload, "kind": one.kind}, why=why
    )


def shred_file(one: StoryFile, *, why: str) -> None:
    """Remove the row of a file, and the file. Call it within a transaction, from a verb."""
    upload = Upload.objects.filter(uid=one.upload).exclude(state=Upload.State.REMOVED).first()
    if upload is not None:
        uploads.shred(upload, by=None, why=why)
    one.delete()


def _require_of_kind(kind: StoryFile.Kind, upload: Upload) -> None:
    found = Kind(upload.kind)
    if kind in PICTURED and (found in MEDIA or found == Kind.PDF):
        raise NotPossible(_("This is no picture."))
    if kind == StoryFile.Kind.SOUND and upload.width:
        raise NotPossible(_("This is a film: it has pictures."))
    if kind == StoryFile.Kind.FILM and not upload.width:
        raise NotPossible(_("This has no pictures: it is sound."))


def _within(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > LONGEST[name]:
        raise NotPossible(_("At most %(longest)d characters.") % {"longest": LONGEST[name]})
    return text


LOG: Final = LogWords(
    verbs={
        "add_story_file": pgettext_lazy("decision", "add a file to a story"),
        "describe_story_file": pgettext_lazy("decision", "describe a file of a story"),
        "remove_story_file": pgettext_lazy("decision", "remove a file of a story"),
    },
    reasons={
        "it does not belong to the story": pgettext_lazy(
            "decision", "it does not belong to the story"
        ),
    },
)
