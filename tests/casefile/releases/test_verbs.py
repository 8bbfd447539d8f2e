"""Freezing a release: who may, under which number, and complete or not at all."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from casefile.releases.frozen_releases import frozen, published
from factories import (
    UserFactory,
    adjudicator,
)
from vigil.casefile.models import Release
from vigil.casefile.releases import verbs as releases
from vigil.casefile.releases.files import FileEntry
from vigil.casefile.releases.verbs import freeze_release, verify_release
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db


# Whole or not at all, by whom, and under which number


@pytest.mark.parametrize("role", [None, *(r for r in Role if r != Role.ADJUDICATOR)])
def test_only_an_adjudicator_freezes(tmp_path: Path, role: Role | None) -> None:
    by = UserFactory(roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        freeze_release("provisional", by=by, folder=tmp_path / "releases")
    assert list(tmp_path.iterdir()) == []


def test_there_are_two_kinds(tmp_path: Path) -> None:
    with pytest.raises(NotPossible, match="provisional or vetted"):
        freeze_release("final", by=adjudicator(), folder=tmp_path)
    assert not Release.objects.exists()


def test_freezing_is_a_decision(tmp_path: Path) -> None:
    published()
    by = adjudicator()
    release = freeze_release("vetted", by=by, folder=tmp_path, why="read by the whole desk")
    decision = Decision.objects.get(verb="freeze_release")
    assert (decision.actor, decision.target_key) == (by, "1")
    assert decision.why == "read by the whole desk"
    digest = releases.sha256_of(tmp_path / "release-1" / "manifest.json")
    assert decision.after == {"kind": "vetted", "cases": 1, "manifest_sha256": digest}
    assert release.manifest["sha256"] == digest


@pytest.mark.parametrize("failing", ["record", "readme", "case_line"])
def test_a_freeze_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    published()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(releases, failing, fail)
        with pytest.raises(RuntimeError, match="cut off"):
            frozen(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not Release.objects.exists()
    assert not Decision.objects.filter(verb="freeze_release").exists()
    assert frozen(tmp_path).name == "release-1"


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published()

    def full(path: Path, parts: Any) -> FileEntry:
        path.write_bytes(next(iter(parts))[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releases, "write_file", full)
    with pytest.raises(OSError, match="No space"):
        frozen(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not Release.objects.exists()


def test_a_release_cut_off_after_it_was_recorded_is_put_in_place_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()

    def cut_off(draft: Path, final: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(releases, "put_in_place", cut_off)
        with pytest.raises(KeyboardInterrupt):
            frozen(tmp_path)
    assert not (tmp_path / "release-1").exists()
    assert Release.objects.get().number == 1
    assert frozen(tmp_path).name == "release-2"
    assert verify_release(tmp_path / "release-1") == []
    assert {p.name for p in tmp_path.iterdir()} == {"release-1", "release-2"}


def test_a_draft_that_was_never_recorded_is_thrown_away(tmp_path: Path) -> None:
    draft = tmp_path / ".release-1.draft"
    draft.mkdir()
    (draft / "cases.jsonl").write_text("half a li")
    (tmp_path / "notes.txt").write_text("somebody's own")
    published()
    release = frozen(tmp_path)
    assert verify_release(release) == []
    assert {p.name for p in tmp_path.iterdir()} == {"release-1", "notes.txt"}


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    published()
    shutil.rmtree(frozen(tmp_path))
    Release.objects.all().delete()
    assert frozen(tmp_path).name == "release-2"
    assert frozen(tmp_path / "elsewhere").name == "release-3"


def test_a_folder_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    foreign = tmp_path / "release-1"
    foreign.mkdir()
    (foreign / "cases.jsonl").write_text("of another installation")
    published()
    with pytest.raises(NotPossible, match="there already"):
        frozen(tmp_path)
    assert (foreign / "cases.jsonl").read_text() == "of another installation"
    assert not Release.objects.exists()
