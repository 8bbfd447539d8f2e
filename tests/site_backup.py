"""A small installation of its own: a data folder with a SQLite file, and its keys."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings

from factories import UserFactory
from vigil.site.backup.databases import database_in_use, sqlite_config
from vigil.site.backup.key_copies import keys_in_use
from vigil.site.backup.places.folder import Folder
from vigil.site.installation import migrated_database
from vigil.site.installation.first_start import prepare_keys_and_digests
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Letter, Role, Upload, User
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.uploads.folders import folder_of
from vigil.trust.vault.verbs.own_keys import seal_under
from vigil.trust.vault.verbs.sealing import seal
from vigil.witness.models import Testimony

PASSWORD = "a long password of tests"
PARTY = Subject("party", "7")


@dataclass(frozen=True)
class Installation:
    """Where its files are, and where its backups go."""

    root: Path
    database: Mapping[str, Any] | None = None

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.root / "data"

    @property
    def keys(self) -> Path:
        """Return the folder of the keys."""
        return self.root / "keys"

    @property
    def place(self) -> Folder:
        """Return where the backups are."""
        return Folder(self.root / "backups")

    @contextmanager
    def in_use(
        self, data: Path | None = None, database: Mapping[str, Any] | None = None
    ) -> Iterator[None]:
        """Let the product work on it, or on what was restored, with its keys."""
        before = settings.DATA
        settings.DATA = data or self.data
        try:
            with (
                database_in_use(
                    database or self.database or sqlite_config(settings.DATA / "vigil.sqlite3")
                ),
                keys_in_use(self.keys),
            ):
                yield
        finally:
            settings.DATA = before


def made(root: Path, database: Mapping[str, Any] | None = None) -> Installation:
    """Make an installation: a person, sealed values, a letter on its way, a testimony, two files.

    Its database is a SQLite file, or a migrated one that is there already.
    """
    one = Installation(root, database)
    one.data.mkdir()
    one.keys.mkdir()
    if database is None:
        migrated_database.copy_to(one.data / "vigil.sqlite3")
    with one.in_use():
        prepare_keys_and_digests()
        by = UserFactory(email="ana@example.org", roles=[Role.ADMINISTRATOR, Role.ADJUDICATOR])
        seal("request", "1", "contact", "+52 55 0000 0000", by=None)
        seal_under(PARTY, Subject("application", "1"), "account", "MX00 0000", by=by)
        letter = write_letter(
            by,
            Letter.Subject.MESSAGE,
            "Hello",
            kind="message",
            by=None,
            decides=False,
            language="en",
        )  # fmt: skip
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.RELEASED)
        Testimony.objects.create(what=Testimony.What.TIP)
        for name in ("first", "second"):
            uploaded(by, name)
    return one


def uploaded(by: User, text: str) -> Upload:
    """Keep a file as an upload does, without rebuilding one."""
    upload = Upload.objects.create(
        subject_kind="case", subject_key="V-7200", kind="jpeg", state=Upload.State.KEPT, by=by,
        what=text,
    )  # fmt: skip
    folder_of(upload).mkdir(parents=True)
    (folder_of(upload) / "copy").write_text(text)
    return upload


def files_in(folder: Path) -> set[str]:
    """Return the texts of all uploads in a data folder."""
    return {path.read_text() for path in (folder / "uploads").rglob("copy")}


def password_without_cost(patch: pytest.MonkeyPatch) -> None:
    """Let a password protect nothing: what protects takes a second of a core each time."""

    def encrypt(content: bytes, password: str) -> bytes:
        return f"{password}\n".encode() + content

    def decrypt(content: bytes, password: str) -> bytes:
        if not content.startswith(f"{password}\n".encode()):
            raise pyrage.DecryptError
        return content.removeprefix(f"{password}\n".encode())

    patch.setattr(pyrage.passphrase, "encrypt", encrypt)
    patch.setattr(pyrage.passphrase, "decrypt", decrypt)
