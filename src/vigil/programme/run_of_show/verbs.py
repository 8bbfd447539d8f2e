"""Change the run of show: add, edit, check, order and remove items."""

from collections.abc import Sequence
from typing import IO, Any, Final

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files.limits import RECORDING_BYTES
from vigil.programme.events.verbs.public_changes import note_session, verb
from vigil.programme.models import RunItem, Session
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads

MANAGE: Final = "programme.manage"
KIND: Final = "run_item"
"""What uploads and decisions call the subject: its key is the primary key of the item."""
FIELDS: Final = (
    *("kind", "title", "contribution", "seconds", "rights", "language", "interpretation"),
    *("voice", "face", "note"),
)
LONGEST: Final = 24 * 60 * 60
Disguise = RunItem.Disguise


@verb
def add_item(session: Session, *, by: User, **values: Any) -> RunItem:
    """Add an item at the end of a session's run. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    last = session.run.aggregate(last=Max("position"))["last"] or 0
    item = RunItem(session=session, position=last + 1)
    _set(item, values)
    item.save()
    note_session("add_run_item", session, by=by, after={"item": item.pk})
    return item


@verb
def edit_item(item: RunItem, *, by: User, **values: Any) -> RunItem:
    """Change an item. Where it is another now, its checks are needed again.

    Raises NotAllowed, NotPossible.
    """
    require(by, MANAGE)
    item = held(item)
    _set(item, values)
    item.save()
    note_session("edit_run_item", item.session, by=by, after={"item": item.pk})
    return item


@verb
def remove_item(item: RunItem, *, by: User) -> None:
    """Remove an item, with its file. Raises NotAllowed, NotPossible (it is removed already)."""
    require(by, MANAGE)
    item = held(item)
    _shred(item.file, by, why="its item of the run of show was removed")
    note_session("remove_run_item", item.session, by=by, before={"item": item.pk})
    item.delete()


@verb
def order_items(session: Session, pks: Sequence[int], *, by: User) -> None:
    """Put the items of a session in this order. Raises NotAllowed, NotPossible (items changed)."""
    require(by, MANAGE)
    items = {item.pk: item for item in session.run.select_for_update()}
    if sorted(items) != sorted(pks):
        raise NotPossible(_("The run of show was changed meanwhile. Look at it again."))
    for position, pk in enumerate(pks, start=1):
        RunItem.objects.filter(pk=pk).update(position=position)
    note_session("order_run", session, by=by, after={"items": list(pks)})


def set_item_file(item: RunItem, file: IO[bytes] | bytes, *, by: User) -> RunItem:
    """Set the file of a pre-recorded item. Its length becomes that of the item.

    Whatever was checked is to be checked anew. Not to be called inside a transaction. Raises
    NotAllowed, NotPossible (the item is live), FileRefused.
    """
    require(by, MANAGE)
    if item.kind != RunItem.Kind.PRERECORDED:
        raise NotPossible(_("Only a pre-recorded item has a file."))
    upload = uploads.take_in(file, KIND, str(item.pk), by=by, limit=RECORDING_BYTES)
    try:
        return _attach(item, upload, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="what it belongs to was removed meanwhile")
        raise


@verb
def _attach(item: RunItem, upload: Upload, *, by: User) -> RunItem:
    item = held(item)
    former, item.file, item.seconds = item.file, upload.uid, upload.seconds
    _forget_checks(item)
    item.save()
    _shred(former, by, why="another file takes its place")
    return item


@verb
def check_item(item: RunItem, *, technical: bool, voice: bool, face: bool, by: User) -> RunItem:
    """Record what a person checked: that it plays, that voice or face are not recognisable.

    Raises NotAllowed, NotPossible (nothing; a disguise that is not needed; nothing to look at).
    """
    require(by, MANAGE)
    item = held(item)
    checked = {"technical": technical, "voice": voice, "face": face}
    if not any(checked.values()):
        raise NotPossible(_("Say what was checked."))
    if item.kind == RunItem.Kind.PRERECORDED and not item.file:
        raise NotPossible(_("There is no file yet that could be checked."))
    if technical:
        item.checked_at = timezone.now()
    for name in ("voice", "face"):
        if checked[name]:
            if getattr(item, name) == Disguise.NONE:
                raise NotPossible(_("No disguise is needed there: say first that it is."))
            setattr(item, name, Disguise.CHECKED)
    item.save()
    record("check_run_item", KIND, str(item.pk), by=by, after=checked)
    return item


@verb
def start_item(item: RunItem, *, by: User) -> RunItem:
    """Mark that an item begins now. The one that is on ends at the same moment.

    Marking it twice changes nothing. Raises NotAllowed, NotPossible (it is done, or was removed).
    """
    require(by, MANAGE)
    run = _held_run(item)
    item = _among(run, item)
    if item.ended_at is not None:
        raise NotPossible(_("This item is done. Undo that first."))
    if item.started_at is not None:
        return item
    now = timezone.now()
    for other in run:
        if other.started_at is not None and other.ended_at is None:
            other.ended_at = now
            other.save(update_fields=["ended_at"])
    item.started_at = now
    item.save(update_fields=["started_at"])
    note_session("start_run_item", item.session, by=by, after={"item": item.pk})
    return item


@verb
def end_item(item: RunItem, *, by: User) -> RunItem:
    """Mark that an item is done now. Marking it twice changes nothing.

    Raises NotAllowed, NotPossible (it has not begun, or was removed).
    """
    require(by, MANAGE)
    item = _among(_held_run(item), item)
    if item.started_at is None:
        raise NotPossible(_("This item has not begun."))
    if item.ended_at is None:
        item.ended_at = timezone.now()
        item.save(update_fields=["ended_at"])
        note_session("end_run_item", item.session, by=by, after={"item": item.pk})
    return item


@verb
def undo_mark(item: RunItem, *, by: User) -> RunItem:
    """Take back the last mark of an item: that it is done, or else that it began.

    What ended when it began is on again. Raises NotAllowed, NotPossible (it has no mark; another
    item is on; it was removed).
    """
    require(by, MANAGE)
    run = _held_run(item)
    item = _among(run, item)
    before, item.ended_at = item.ended_at, None
    if before is not None:
        if any(other.started_at and not other.ended_at for other in run if other.pk != item.pk):
            raise NotPossible(_("Another item is on. Undo that one first."))
    elif item.started_at is not None:
        for other in run:
            if other.ended_at == item.started_at:
                other.ended_at = None
                other.save(update_fields=["ended_at"])
        item.started_at = None
    else:
        raise NotPossible(_("This item has not begun."))
    item.save(update_fields=["started_at", "ended_at"])
    note_session("undo_run_mark", item.session, by=by, before={"item": item.pk})
    return item


@verb
def clear_marks(session: Session, *, by: User) -> None:
    """Remove all marks of a run, such as those of a rehearsal. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    marked = session.run.exclude(started_at=None).update(started_at=None, ended_at=None)
    if not marked:
        raise NotPossible(_("No item is marked."))
    note_session("clear_run_marks", session, by=by, before={"items": marked})


def _held_run(item: RunItem) -> list[RunItem]:
    """Return all items of the same session, held until the transaction ends."""
    rows = RunItem.objects.select_for_update(of=("self",)).select_related("session__event")
    return list(rows.filter(session=item.session_id).order_by("pk"))


def _among(run: Sequence[RunItem], item: RunItem) -> RunItem:
    for one in run:
        if one.pk == item.pk:
            return one
    raise NotPossible(_("Somebody removed this meanwhile. Look at the page again."))


def _set(item: RunItem, values: dict[str, Any]) -> None:
    before = {name: getattr(item, name) for name in ("kind", "contribution", "voice", "face")}
    for name in FIELDS:
        if name in values:
            setattr(item, name, values[name])
    if not item.title.strip():
        raise NotPossible(_("Give the item a title."))
    if not 0 < item.seconds <= LONGEST:
        raise NotPossible(_("Say how long it lasts."))
    if item.contribution is not None and item.contribution.session_id != item.session_id:
        raise NotPossible(_("This contributor is of another session."))
    for name in ("voice", "face"):
        # "Checked" is said by `check_item` alone.
        if getattr(item, name) == Disguise.CHECKED and before[name] != Disguise.CHECKED:
            setattr(item, name, Disguise.NEEDED)
    if item.pk and (item.kind != before["kind"] or item.contribution != before["contribution"]):
        _forget_checks(item)


def _forget_checks(item: RunItem) -> None:
    item.checked_at = None
    for name in ("voice", "face"):
        if getattr(item, name) == Disguise.CHECKED:
            setattr(item, name, Disguise.NEEDED)


def _shred(uid: str, by: User, *, why: str) -> None:
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is not None:
        uploads.shred(upload, by=by, why=why)


LOG: Final = LogWords(
    verbs={
        "add_run_item": pgettext_lazy("decision", "add to the run of show"),
        "check_run_item": pgettext_lazy("decision", "check an item of the run of show"),
        "clear_run_marks": pgettext_lazy("decision", "clear the marks of the run of show"),
        "edit_run_item": pgettext_lazy("decision", "change the run of show"),
        "end_run_item": pgettext_lazy("decision", "mark an item of the run of show as done"),
        "order_run": pgettext_lazy("decision", "put the run of show in order"),
        "remove_run_item": pgettext_lazy("decision", "take off the run of show"),
        "start_run_item": pgettext_lazy("decision", "mark an item of the run of show as begun"),
        "undo_run_mark": pgettext_lazy("decision", "undo a mark of the run of show"),
    },
    kinds={
        "run_item": pgettext_lazy("decision", "item of the run of show"),
    },
    parts={
        "contribution": pgettext_lazy("decision", "contributor"),
        "item": pgettext_lazy("decision", "item"),
    },
    reasons={
        "its item of the run of show was removed": pgettext_lazy(
            "decision", "its item of the run of show was removed"
        ),
    },
)
