"""Keep a migrated database for each state of the migrations, and copy it.

Running every migration takes much of half a minute. Copying the result takes
milliseconds. `vigil up` and the tests copy; nothing else differs from migrating.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.apps import apps
from django.db import connection
from django.db.utils import OperationalError

from vigil.reading.intake.lines import make_folder, sync_folder

PACKAGES = Path(__file__).resolve().parents[3]
SETTINGS = "vigil.site.settings"
MIGRATE = "vigil.site.installation.new_database"


def migrations_key() -> str:
    """Return a name for the state of all migrations: 16 hex digits."""
    digest = hashlib.sha256(django.__version__.encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label}/{file.name}".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def template_database() -> Path:
    """Return a migrated SQLite file; make it first where it is missing.

    It lies in the Python environment, or in the user's cache where that cannot be written.
    Raises `OperationalError` if migrating fails.
    """
    file = _folder() / f"migrated-{migrations_key()}.sqlite3"
    if file.exists():
        return file
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _make(file)
    return file


def sqlite_file() -> Path | None:
    """Return the file of the SQLite database; None for another kind, or one in memory."""
    name = str(connection.settings_dict["NAME"])
    in_memory = name == ":memory:" or "mode=memory" in name
    return Path(name) if connection.vendor == "sqlite" and not in_memory else None


def copy_to(database: Path) -> None:
    """Copy a migrated database to where none is: whole, or not at all."""
    make_folder(database.parent)
    handle, name = tempfile.mkstemp(dir=database.parent, prefix=f"{database.name}.")
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as to, template_database().open("rb") as made:
            shutil.copyfileobj(made, to)
            os.fsync(handle)
        os.link(half, database)
    finally:
        half.unlink()
    sync_folder(database.parent)


def migrate_elsewhere(database_url: str) -> None:
    """Migrate another database in a process of its own. Raises `OperationalError`."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "VIGIL_DATA": folder,
            "PYTHONPATH": str(PACKAGES),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        }
        done = subprocess.run(
            [sys.executable, "-P", "-m", MIGRATE],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise OperationalError(f"migrating {database_url} failed:\n{done.stderr}")


def _folder() -> Path:
    """Return the folder of the templates. It is part of the Python environment."""
    if sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK):
        return Path(sys.prefix)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vigil"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _make(file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        migrated, packed = Path(folder, "migrated.sqlite3"), Path(folder, "packed.sqlite3")
        migrate_elsewhere(f"sqlite:///{migrated}")
        # In one file and without a log beside it, so that copying the file copies everything.
        connection = sqlite3.connect(migrated)
        connection.execute("VACUUM INTO ?", [str(packed)])
        connection.close()
        packed.replace(file)
