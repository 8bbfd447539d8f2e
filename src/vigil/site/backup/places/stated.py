"""The place that a setting or an argument names."""

from pathlib import Path
from typing import Final

from django.conf import settings

from vigil.site.backup.places.borg import Borg
from vigil.site.backup.places.folder import Folder
from vigil.site.backup.places.place import Place
from vigil.site.backup.places.restic import Restic
from vigil.trust.access.errors import NotPossible

OF_RESTIC: Final = ("sftp:", "s3:", "rest:", "b2:", "azure:", "gs:", "swift:", "rclone:")
"""How addresses begin that restic alone knows."""


def place_of(stated: str) -> Place:
    """Return the place of an address. Raises NotPossible (a program or the password is missing).

    `restic:…` and `borg:…` name repositories, `sftp:…` and `s3:…` repositories of restic,
    `ssh://…` one of borg; everything else is a folder.
    """
    kind, _colon, rest = stated.partition(":")
    if kind == "restic" and rest:
        return Restic(rest, password_file())
    if stated.startswith(OF_RESTIC):
        return Restic(stated, password_file())
    if kind == "borg" and rest:
        return Borg(rest, password_file())
    if kind == "ssh":
        return Borg(stated, password_file())
    path = Path(stated).expanduser().resolve()
    if path.is_relative_to(Path(settings.DATA).resolve()):
        raise NotPossible(
            f"{path} lies in the data folder. A backup belongs on another disk or machine."
        )
    return Folder(path)


def password_file() -> Path:
    """Return the file with the password of backups. Raises NotPossible (none is named, or none)."""
    if not settings.VIGIL_BACKUP_PASSWORD_FILE:
        raise NotPossible(
            "No password for backups is set. Write a long one to a file that only you can read, "
            "and name the file in VIGIL_BACKUP_PASSWORD_FILE."
        )
    path = Path(settings.VIGIL_BACKUP_PASSWORD_FILE).resolve()
    if not path.is_file():
        raise NotPossible(f"The password of backups is not there: {path}")
    return path


def password() -> str:
    """Return the password of backups. Raises NotPossible (it is missing, or short)."""
    try:
        said = password_file().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotPossible("The file with the password of backups cannot be read.") from error
    if len(said) < SHORTEST:
        raise NotPossible(
            f"The password of backups has fewer than {SHORTEST} characters. It protects every key "
            "of this installation: take a longer one."
        )
    return said


SHORTEST: Final = 12
"""Characters of the password."""
