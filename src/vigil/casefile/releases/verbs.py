"""Freeze a release: write a numbered folder with the public cases, complete or not at all."""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.queries import case_or_successor
from vigil.casefile.models import Case, Counter, Release
from vigil.casefile.releases.agreement_files import agreement_csv, agreement_json
from vigil.casefile.releases.case_lines import case_line, cases_to_release
from vigil.casefile.releases.changelog import by_number, changelog, compare, digests_of, readme
from vigil.casefile.releases.files import (
    AGREEMENT,
    AGREEMENT_TABLE,
    CASES,
    CHANGES,
    FORMAT,
    MANIFEST,
    README,
    Manifest,
    PreviousRelease,
    ReleaseCounts,
    ReleaseFilter,
    folder_name,
    line_bytes,
    manifest_bytes,
    put_in_place,
    sha256_of,
    verify_release,
    write_file,
)
from vigil.casefile.releases.told_changes import told_changes
from vigil.casefile.reliability.computing import figures_for_release, state_of_codings
from vigil.reading import codebook
from vigil.reading.intake.lines import make_folder, sync_folder
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.numbering import take_numbers
from vigil.trust.decisions.verbs import record, require
from vigil.trust.demonstration.mark import mark_line
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

__all__ = ["freeze_release", "verify_release"]

INCLUDED_CASES = (
    "cases that one person settled and another verified, or that were compiled from published "
    "sources, or imported from a team's own sheet and verified by another person, and that are "
    "published, not withdrawn and not merged into another case; of each, "
    "what the publication policy lets out. Nothing that a machine proposed is in it."
)
CASES_A_QUERY = 200
_DRAFT = re.compile(r"\.release-([1-9][0-9]*)\.draft")


@dataclass(frozen=True)
class AgreementOfRelease:
    """How far the coders of the released cases agree, and of which state of the codings that is."""

    state: str
    figures: dict[str, Any]

    @classmethod
    def now(cls) -> "AgreementOfRelease":
        """Compute the figures."""
        cases = sorted(cases_to_release().values_list("pk", flat=True))
        return cls(_state_of(cases), figures_for_release(cases))

    def still_so(self) -> dict[str, Any]:
        """Return the figures; computed anew if codings or cases have changed meanwhile."""
        cases = sorted(cases_to_release().values_list("pk", flat=True))
        return self.figures if _state_of(cases) == self.state else figures_for_release(cases)


def _state_of(cases: Sequence[int]) -> str:
    return f"{state_of_codings()} {cases}"


def freeze_release(kind: str, *, by: User, folder: Path | str, why: str = "") -> Release:
    """Write the next release into `folder`, as `release-<number>`, and record the decision.

    `kind` is `provisional` or `vetted`. The files are first written as a draft, and renamed once
    the database has the release. If the process is killed between, the next call renames a draft
    that is recorded and deletes one that is not. No number is used twice. Raises NotAllowed,
    NotPossible, OSError.
    """
    require(by, "casefile.freeze_release")
    if kind not in Release.Kind.values:
        raise NotPossible(_("A release is provisional or vetted, not “%(kind)s”.") % {"kind": kind})
    folder = Path(folder)
    make_folder(folder)
    with _locked_folder(folder):
        _finish_drafts(folder)
        # Before anybody waits for the database: of many codings it takes seconds.
        agreement = AgreementOfRelease.now()
        with transaction.atomic(durable=True):
            _read_as_of_now()
            take_part()  # no name is withdrawn while the file is written
            (number,) = take_numbers(Counter, "release")  # given back if nothing is released
            final, draft = folder / folder_name(number), _draft_of(folder, number)
            if os.path.lexists(final):
                raise NotPossible(
                    _("%(folder)s is there already, but was not frozen by this record.")
                    % {"folder": final}
                )
            try:
                release = _write(draft, number, kind, agreement, by=by, why=why)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        put_in_place(draft, final)
    return release


def _write(
    draft: Path, number: int, kind: str, agreement: AgreementOfRelease, *, by: User, why: str
) -> Release:
    """Write the files of a release, create its row and record the decision; return the row."""
    draft.mkdir()
    frozen_at = timezone.now().replace(microsecond=0)
    previous = Release.objects.order_by("-number").first()
    counts = ReleaseCounts()
    digests: dict[str, dict[str, str]] = {}
    told = ToldChanges(previous.frozen_at if previous else None)
    files = {CASES: write_file(draft / CASES, _lines(counts, digests, told))}
    text = _changelog(number, previous, digests, told)
    files[CHANGES] = write_file(draft / CHANGES, [_marked(text)])
    figures, mark = agreement.still_so(), mark_line()
    files[AGREEMENT] = write_file(draft / AGREEMENT, [agreement_json(figures, mark)])
    table = agreement_csv(figures, mark)
    files[AGREEMENT_TABLE] = write_file(draft / AGREEMENT_TABLE, [table])
    manifest = Manifest(
        format=FORMAT,
        number=number,
        kind=kind,  # type: ignore[arg-type]  # checked by freeze_release
        frozen_at=_utc(frozen_at),
        codebook_version=codebook.current().version,
        filter=_filter(),
        counts=counts,
        previous=PreviousRelease(previous.number, previous.manifest["sha256"])
        if previous
        else None,
        files=files,
    )
    files[README] = write_file(draft / README, [_marked(readme(manifest))])
    data = manifest_bytes(manifest)
    write_file(draft / MANIFEST, [data])
    # Before the database has the release: after a power cut its files must exist.
    sync_folder(draft)
    sync_folder(draft.parent)
    digest = hashlib.sha256(data).hexdigest()
    release = Release.objects.create(
        number=number,
        kind=kind,
        codebook_version=manifest.codebook_version,
        manifest={**msgspec.to_builtins(manifest), "sha256": digest, "digests": digests},
        frozen_at=frozen_at,
    )
    after = {"kind": kind, "cases": counts.cases, "manifest_sha256": digest}
    record("freeze_release", "release", str(number), by=by, after=after, why=why)
    return release


@dataclass
class ToldChanges:
    """What two people changed since the last release, by case; filled as the lines are written."""

    since: datetime | None
    lines: dict[str, list[str]] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Add what may be told of the changes to a case."""
        if self.since is not None and (said := list(told_changes(case, self.since))):
            self.lines[str(case.public_id)] = said


def _lines(
    counts: ReleaseCounts, digests: dict[str, dict[str, str]], told: ToldChanges
) -> Iterator[bytes]:
    """Yield the lines in the order of the case numbers; fill `counts`, `digests` and `told`."""
    ids = {pk: name for pk, name in cases_to_release().values_list("pk", "public_id") if name}
    ordered = sorted(ids, key=lambda pk: by_number(ids[pk]))
    for start in range(0, len(ordered), CASES_A_QUERY):
        chunk = ordered[start : start + CASES_A_QUERY]
        cases = {case.pk: case for case in cases_to_release().filter(pk__in=chunk)}
        for pk in chunk:
            line = case_line(cases[pk], ids, lasting=True)
            counts.add(line)
            digests[ids[pk]] = digests_of(line)
            told.add(cases[pk])
            yield line_bytes({**line, "demonstration": mark} if (mark := mark_line()) else line)


def _changelog(
    number: int, previous: Release | None, digests: dict[str, Any], told: ToldChanges
) -> str:
    changes = compare(previous.manifest["digests"] if previous else {}, digests)
    version = codebook.current().version
    led_to = {}
    for gone in changes.removed:
        successor, moved = case_or_successor(gone)
        if moved and successor.public_id in digests:
            led_to[gone] = str(successor.public_id)
    before = previous.codebook_version if previous else version
    return changelog(
        changes,
        number=number,
        previous=previous.number if previous else None,
        codebooks=(before, version) if before != version else None,
        led_to=led_to,
        told=told.lines,
    )


def _marked(text: str) -> bytes:
    """Return a text for readers; that of a demonstration says first that it is one."""
    mark = mark_line()
    return (f"{mark}\n\n{text}" if mark else text).encode()


def _filter() -> ReleaseFilter:
    headline = codebook.current().inclusion.headline
    units = {name: headline.units[name] for name in ("cases", "people_killed")}
    included = f"{mark_line()} {INCLUDED_CASES}".strip()
    return ReleaseFilter(included=included, headline=headline.definition, units=units)


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _read_as_of_now() -> None:
    """Make every query of this transaction see the same state of the database.

    SQLite does so by itself. PostgreSQL must be told before the first query. Inside the transaction
    of a test, it is too late for that.
    """
    if connection.vendor == "postgresql" and len(connection.atomic_blocks) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


# Drafts


def _draft_of(folder: Path, number: int) -> Path:
    return folder / f".release-{number}.draft"


def _finish_drafts(folder: Path) -> None:
    """Finish the drafts of an earlier call: rename those that the database has, delete others."""
    for draft in sorted(folder.glob(".release-*.draft")):
        named = _DRAFT.fullmatch(draft.name)
        if named is None:
            continue
        number = int(named[1])
        release = Release.objects.filter(number=number).first()
        if release is not None and _is_whole(draft, release):
            put_in_place(draft, folder / folder_name(number))
        else:
            shutil.rmtree(draft)


def _is_whole(draft: Path, release: Release) -> bool:
    return not verify_release(draft) and sha256_of(draft / MANIFEST) == release.manifest["sha256"]


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Lock the folder against another freeze. A killed process leaves no lock behind."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


LOG: Final = LogWords(
    verbs={
        "freeze_release": pgettext_lazy("decision", "freeze a release"),
    },
    kinds={
        "release": pgettext_lazy("decision", "release"),
    },
    parts={
        "cases": pgettext_lazy("decision", "cases"),
    },
    codes={
        "kind": dict(Release.Kind.choices),
    },
)
