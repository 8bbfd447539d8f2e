"""What an installation can check about itself: `vigil check` prints it, `vigil work` does it daily.

A check is a function in `CHECKS` that returns a sentence, or raises `CheckFailed` with one. The
sentences name nobody: they go into the log and into letters to administrators.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from os import W_OK, X_OK, access
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from vigil.fund.parties.verbs import removing
from vigil.fund.payments import ledger
from vigil.outlook.results.verbs import computing
from vigil.publication.models import PublicCase
from vigil.publication.record import projection
from vigil.site.backup.state import backup_problem, last_backup
from vigil.site.checks.advice import Advice, CheckFailed
from vigil.site.checks.file_modes import linked_places, open_to_others
from vigil.site.installation.migrated_database import sqlite_file
from vigil.site.styles.identity import own_accent, own_logo
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, Role, User
from vigil.trust.organisation.mail import state_in_words
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.verbs.letters import is_captured, write_letter
from vigil.trust.public_forms import doors, tickets
from vigil.trust.rooms import house
from vigil.trust.vault import keys, missing_keys
from vigil.trust.vault.verbs import first_keys
from vigil.trust.work import queries as work

LETTER: Final = "check"
"""The kind of letters that say what is wrong."""
LETTER_INTERVAL: Final = timedelta(days=7)
"""An administrator gets no second letter within this time."""
TO_PREPARE: Final = timedelta(minutes=10)
"""Preparing the results of a panel takes seconds; after this time nobody seems to do it."""


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    name: str
    ok: bool
    text: str


def check_all() -> list[CheckResult]:
    """Run every check. Without a database, run only those that need none."""
    found = [_run(name, check) for name, check in BEFORE_THE_DATABASE.items()]
    if all(one.ok for one in found):
        found += [_run(name, check) for name, check in CHECKS.items()]
    return found


def tell_administrators(wrong: list[CheckResult]) -> int:
    """Write to each administrator what is wrong, at most once a week; return how many letters."""
    told = Letter.objects.filter(kind=LETTER, created_at__gt=timezone.now() - LETTER_INTERVAL)
    rows = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True)
    untold = list(rows.exclude(pk__in=told.values("to_user")))
    lines = "\n".join(f"- {one.text}" for one in wrong)
    body = (
        "Hello,\n\nthis installation checked itself and found something wrong:\n\n"
        f"{lines}\n\nRun `vigil check` on the machine to see whether it still holds."
    )
    for user in untold:
        write_letter(
            user, Letter.Subject.MESSAGE, body, kind=LETTER, by=None, decides=False, language="en"
        )
    return len(untold)


def _run(name: str, check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(name, True, check())
    except (CheckFailed, NotPossible, ImproperlyConfigured) as error:
        return CheckResult(name, False, str(error))
    except DatabaseError as error:
        return CheckResult(name, False, f"The database did not answer ({type(error).__name__}).")


def _data_folder() -> str:
    if not access(settings.DATA, W_OK | X_OK):
        raise CheckFailed(
            f"The data folder {settings.DATA} cannot be written (VIGIL_DATA names another)."
        )
    if n := sum(1 for _path in open_to_others(settings.DATA)):
        raise CheckFailed(
            f"Others on this machine may read {n:,} files or folders of the data. `vigil up` "
            f"closes them, or: chmod -R go= {settings.DATA}"
        )
    for place in _data_elsewhere():
        if any(open_to_others(place)):
            raise CheckFailed(
                f"Others on this machine may read what of the data lies in {place}. As its owner "
                f"run: chmod -R go= {place}"
            )
    return "The data folder can be written, and nobody else on this machine reads it."


def _data_elsewhere() -> Iterator[Path]:
    """Yield where data is outside the data folder: behind links in it, and the database."""
    yield from linked_places(settings.DATA)
    file = sqlite_file()
    if file is not None and not file.is_relative_to(settings.DATA):
        yield from (file.with_name(f"{file.name}{end}") for end in ("", "-wal", "-shm"))


def _database() -> str:
    """Check the database and its migrations. Creates no SQLite file where none is."""
    file = sqlite_file()
    if file is not None and not file.exists():
        raise CheckFailed("There is no database yet: `vigil up` makes one.")
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CheckFailed(f"The database lacks {len(missing)} migrations: `vigil up` runs them.")
    return "The database answers, and every migration has run."


def _keys() -> str:
    first_keys.require_ours()
    if any(open_to_others(settings.VIGIL_KEYS)):
        raise CheckFailed(
            f"Others on this machine may read the keys. Run: chmod -R go= {settings.VIGIL_KEYS}"
        )
    if keys.identities():
        keys.parsed_recipients()
        missing_keys.require_all_here()
        return "The keys are on this machine, and they are those of this database."
    if keys.are_there():
        return "This machine only seals: the keys that open the vault are kept elsewhere."
    return "There are no keys yet, and nothing needs any: `vigil up` makes them."


def _ledger() -> str:
    if not ledger.reconciles():
        raise CheckFailed(
            "The fund's ledger does not agree with its entries: "
            f"{len(ledger.differences())} sums differ. A fund officer sees them in the ledger."
        )
    return "The fund's ledger agrees with its entries."


def _removed() -> str:
    if left := removing.undestroyed_keys():
        raise CheckFailed(
            f"{len(left)} parties were removed from the fund, but their keys were not destroyed. "
            "Ask for help before you make a backup."
        )
    return "The key of every party that was removed from the fund is destroyed."


def _public_record() -> str:
    if differing := projection.stale_cases():
        raise CheckFailed(
            f"Public pages of {len(differing)} cases differ from the case file: "
            "`vigil manage shell -c "
            "'from vigil.publication.record.projection import rebuild; rebuild()'` "
            "makes them anew."
        )
    return f"Public pages agree with the case file (cases: {PublicCase.objects.count():,})."


def _panel_results() -> str:
    late = computing.waiting().filter(closed_at__lt=timezone.now() - TO_PREPARE)
    if n := late.count():
        raise CheckFailed(
            f"The results of {n} closed rounds of panels are not prepared. `vigil work` prepares "
            "them (`vigil up` runs it): is it running, and what is in work.log?"
        )
    return "The results of every closed round of a panel are prepared."


def _tasks() -> str:
    if n := work.failed().count():
        raise CheckFailed(
            f"{n} tasks in the background failed: `vigil work --status` says why, and "
            "`vigil work --retry-failed` tries them again."
        )
    since = work.oldest_waiting()
    if since and since < timezone.now() - TO_PREPARE and not work.is_any_held():
        raise CheckFailed(
            f"{work.waiting().count()} tasks wait in the background, and none is being done: does "
            "`vigil work` run (`vigil up` runs it)?"
        )
    return "No task in the background failed, or waits for long."


def _keepers() -> str:
    known = {model._meta.label for model in apps.get_models()}
    unkept = sorted(label for label in known if len(house.answers_for(label)) != 1)
    if odd := [*unkept, *sorted(house.stated_models() - known)]:
        raise CheckFailed(f"Withdrawing does not reach every table: {', '.join(odd)}.")
    return "Withdrawing reaches every table."


def _disk() -> str:
    free, reserve = tickets.free_bytes(), tickets.reserve()
    said = f"The disk of the data has {free // tickets.MEGABYTE:,} megabytes free"
    if free < reserve:
        raise CheckFailed(f"{said}: no texts of the public are taken in. Make space.")
    if free < tickets.FILES_LEAVE * reserve:
        raise CheckFailed(f"{said}: no files of the public are taken in. Make space.")
    return f"{said}."


def _doors() -> str:
    """Return which doors are closed. Raises NotPossible (their words cannot be read)."""
    own = doors.read_referrals()
    if not (lacking := doors.why_closed()):
        return "Every form that promises an answer has people behind it."
    words = "of this installation" if own else "that are shipped"
    return f"{' '.join(map(str, lacking))} A referral in the words {words} stands there."


def _mail() -> str:
    said = state_in_words()
    return Advice(said) if is_captured() else said


def _backup() -> str:
    if problem := backup_problem():
        raise CheckFailed(problem)
    state = last_backup()
    if state is None or state.at is None:
        return Advice(
            "No backups are set up: name where they go (VIGIL_BACKUP), then `vigil backup`."
        )
    if not state.keys:
        return f"The newest backup is of {state.at:%Y-%m-%d %H:%M} UTC, without a copy of the keys."
    return f"The newest backup is of {state.at:%Y-%m-%d %H:%M} UTC."


def _identity() -> str:
    try:
        own_accent()
    except ValueError as error:
        raise CheckFailed(
            f"The accent is not used. {error} Choose another (on the page /desk/setup/look/, or "
            "VIGIL_ACCENT, VIGIL_ACCENT_DARK)."
        ) from error
    try:
        own_logo()
    except (ValueError, OSError) as error:
        raise CheckFailed(f"The logo is not used (VIGIL_LOGO). {error}") from error
    if not organisation().is_stated:
        return Advice(
            "Pages do not say which organisation runs this installation (the page /desk/setup/, or "
            "VIGIL_PUBLISHER)."
        )
    return "Name, colours and logo of the organisation can be shown."


BEFORE_THE_DATABASE: Final = {"data folder": _data_folder, "database": _database}
CHECKS: Final = {
    "keys": _keys,
    "fund ledger": _ledger,
    "removed parties": _removed,
    "public record": _public_record,
    "panel results": _panel_results,
    "tasks": _tasks,
    "withdrawing": _keepers,
    "mail": _mail,
    "disk": _disk,
    "backup": _backup,
    "doors": _doors,
    "identity": _identity,
}
"""What is asked of an installation, by name, in this order."""
