"""What is known of the last backup: kept in the data folder, read by checks, desk and metrics."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils import timezone
from msgspec import Struct

from vigil.reading.intake.lines import replacing

FILE = "backups.json"


class BackupState(Struct, frozen=True):
    """The last backup that was made, and what happened since. Times are None before the first."""

    at: datetime | None = None
    where: str = ""
    name: str = ""
    size: int = 0
    """Bytes of the database and the files, before anything is compressed."""
    files: int = 0
    rows: int = 0
    keys: bool = False
    """Whether the keys were copied too."""
    verified_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    """What went wrong last, if no backup was made since."""

    def is_stale(self) -> bool:
        """Return whether the newest backup is too old (VIGIL_BACKUP_HOURS), or there is none."""
        limit = timedelta(hours=settings.VIGIL_BACKUP_HOURS)
        return self.at is None or timezone.now() - self.at > limit

    def problem(self) -> str:
        """Return what is wrong and what to do, in a sentence; nothing if all is well."""
        if self.error:
            return f"The last backup failed: {self.error} Run `vigil backup` again."
        if self.at is None:
            return "No backup has been made yet: run `vigil backup`."
        if self.is_stale():
            hours = (timezone.now() - self.at) // timedelta(hours=1)
            return (
                f"The newest backup is {hours} hours old (it may be "
                f"{settings.VIGIL_BACKUP_HOURS}). Run `vigil backup`, and look at its timer."
            )
        return ""


def last_backup() -> BackupState | None:
    """Return what is known of the last backup; None where nobody ever made or tried one.

    A file that cannot be read counts as a failed backup, not as none.
    """
    try:
        return msgspec.json.decode(_file().read_bytes(), type=BackupState)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):
        return BackupState(error=f"what is kept of it ({_file()}) cannot be read.")


def backup_problem() -> str:
    """Return what is wrong with the backups; nothing if all is well, or none are set up."""
    state = last_backup()
    if state is None:
        return BackupState().problem() if settings.VIGIL_BACKUP else ""
    return state.problem()


def keep_state(state: BackupState) -> None:
    """Keep the state, whole or not at all."""
    with replacing(_file()) as stream:
        stream.write(msgspec.json.encode(state))


def note_failure(where: str, error: str) -> None:
    """Keep that a backup failed. What is known of the last good one stays."""
    before = last_backup() or BackupState()
    keep_state(
        msgspec.structs.replace(
            before, where=before.where or where, failed_at=timezone.now(), error=error
        )
    )


def note_verified(name: str) -> None:
    """Keep that a backup was verified, if it is the last one."""
    state = last_backup()
    if state is not None and state.name == name:
        keep_state(msgspec.structs.replace(state, verified_at=timezone.now()))


def _file() -> Path:
    return Path(settings.DATA) / FILE
