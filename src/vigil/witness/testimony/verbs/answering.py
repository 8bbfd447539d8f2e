"""What the desk does with testimony: open it, answer it, add it to a case, close or destroy it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.testimony import place_report
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for
from vigil.witness.models import Testimony, TestimonyFile, TestimonyMessage
from vigil.witness.testimony.files import FileVersion
from vigil.witness.testimony.files import open_file as open_kept_file
from vigil.witness.testimony.receipts import for_mailbox
from vigil.witness.testimony.verbs.locking import locked
from vigil.witness.testimony.verbs.sending import ABOUT, LONGEST, MESSAGE, TESTIMONY, TEXT, empty

State = Testimony.State
Side = TestimonyMessage.Side


@dataclass(frozen=True)
class OpenedMessage:
    """A message, opened."""

    ours: bool
    by: User | None
    written_on: date
    text: str


@dataclass(frozen=True)
class OpenedTestimony:
    """A testimony, opened: what it is about, in its sender's words, and all that was written."""

    about: str
    messages: list[OpenedMessage]


@transaction.atomic
def open_testimony(testimony: Testimony, *, by: User, why: str) -> OpenedTestimony:
    """Return a testimony with its words opened. The log keeps who opened it, and why.

    Raises NotAllowed, NotPossible (no reason; nothing is left; the key is not on this machine).
    """
    require(by, "witness.read_testimony", testimony)
    testimony = locked(testimony)
    if not why.strip():
        raise NotPossible(_("Say why you open this."))
    about = [
        open_sealed(sealed, by=by, why=why)
        for sealed in sealed_for(TESTIMONY, testimony.uid)
        if sealed.field == ABOUT
    ]
    messages = [
        OpenedMessage(message.side == Side.DESK, message.by, message.written_on, text)
        for message in testimony.messages.select_related("by")
        for text in _texts(message, by, why)
    ]
    record("open_testimony", TESTIMONY, testimony.uid, by=by, why=why)
    if testimony.state == State.WAITING:
        _set_state(testimony, State.OPENED)
    return OpenedTestimony("".join(about), messages)


@transaction.atomic
def answer(testimony: Testimony, text: str, *, by: User) -> TestimonyMessage:
    """Answer the sender, who finds it when they come back with their code.

    Raises NotAllowed, NotPossible (nothing said; too long; nothing is left).
    """
    require(by, "witness.read_testimony", testimony)
    testimony, text = locked(testimony), text.replace("\0", "").strip()
    if not text:
        raise NotPossible(_("Write an answer to the sender."))
    if len(text) > LONGEST:
        raise NotPossible(
            _("This text has more than %(n)d characters. Send it in parts.") % {"n": LONGEST}
        )
    message = TestimonyMessage.objects.create(
        testimony=testimony,
        side=Side.DESK,
        by=by,
        for_sender=for_mailbox(text, testimony.mailbox),
    )
    seal(MESSAGE, message.uid, TEXT, text, by=by)
    record("answer_testimony", TESTIMONY, testimony.uid, by=by)
    return message


def place(testimony: Testimony, case: Case, *, by: User, why: str) -> None:
    """Add the report of a testimony to a case, where coders see that it exists.

    Its words stay sealed. Raises NotAllowed, NotPossible (no reason; it is in a case already; the
    case is no case that somebody accepted).
    """
    with case_changes():
        require(by, "witness.place_testimony", testimony)
        testimony = locked(testimony)
        if testimony.report is None:
            raise NotPossible(_("This testimony was destroyed or taken back."))
        place_report(testimony.report, case, by=by, why=why)
        record(
            "place_testimony", TESTIMONY, testimony.uid, by=by, after={"case": case_reference(case)}
        )


@transaction.atomic
def close(testimony: Testimony, *, by: User, why: str) -> None:
    """Close a testimony. It opens by itself when its sender writes again.

    Raises NotAllowed, NotPossible (no reason; closed already; nothing is left).
    """
    require(by, "witness.read_testimony", testimony)
    testimony = locked(testimony)
    if testimony.state == State.CLOSED:
        raise NotPossible(_("This testimony was closed already."))
    if not why.strip():
        raise NotPossible(_("Say why this is closed."))
    before = {"state": testimony.state}
    _set_state(testimony, State.CLOSED)
    after = {"state": State.CLOSED}
    record("close_testimony", TESTIMONY, testimony.uid, by=by, before=before, after=after, why=why)


def destroy(testimony: Testimony, *, by: User, why: str) -> None:
    """Destroy a testimony: words, files, keys, answers. Its code no longer opens anything.

    Raises NotAllowed, NotPossible (no reason; nothing is left).
    """
    require(by, "witness.destroy_testimony", testimony)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    empty(testimony, State.DESTROYED, by=by, why=why)


def open_file(file: TestimonyFile, which: FileVersion, *, by: User, why: str) -> bytes:
    """Return a file: the copy without metadata, or the original, which fewer roles may open.

    Raises NotAllowed, NotPossible (no reason; removed; no copy; the key is not on this machine).
    """
    permission = "read_testimony" if which is FileVersion.COPY else "open_original"
    require(by, f"witness.{permission}", file.testimony)
    return open_kept_file(file, which, by=by, why=why)


def _texts(message: TestimonyMessage, by: User, why: str) -> list[str]:
    return [
        open_sealed(sealed, by=by, why=why)
        for sealed in sealed_for(MESSAGE, message.uid)
        if sealed.field == TEXT
    ]


def _set_state(testimony: Testimony, state: str) -> None:
    testimony.state = state
    testimony.save(update_fields=["state"])


LOG: Final = LogWords(
    verbs={
        "answer_testimony": pgettext_lazy("decision", "answer a testimony"),
        "close_testimony": pgettext_lazy("decision", "close a testimony"),
        "open_testimony": pgettext_lazy("decision", "open a testimony"),
        "place_testimony": pgettext_lazy("decision", "put a testimony into a case"),
    },
    kinds={
        "testimony_file": pgettext_lazy("decision", "file of a testimony"),
        "testimony_message": pgettext_lazy("decision", "message of a testimony"),
    },
)
