"""Checking the files of a release."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile.releases.frozen_releases import (
    frozen,
    published,
)
from vigil.casefile.releases.verbs import verify_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(tmp_path: Path) -> Path:
    published()
    return frozen(tmp_path)


@pytest.mark.parametrize("name", ["cases.jsonl", "CHANGELOG.md", "README.txt"])
def test_each_file_that_is_missing_or_changed_is_named(release: Path, name: str) -> None:
    whole = (release / name).read_bytes()
    (release / name).write_bytes(whole + b"\n")
    (problem,) = verify_release(release)
    assert problem.startswith(f"{name}: has changed")
    (release / name).unlink()
    assert verify_release(release) == [f"{name}: is missing"]
    (release / name).symlink_to("/dev/null")
    (problem,) = verify_release(release)
    assert problem.startswith(f"{name}: has changed: it is not a plain file")


def test_every_problem_is_named_not_only_the_first(release: Path) -> None:
    (release / "README.txt").unlink()
    (release / "cases.jsonl").write_text("")
    (release / "more").mkdir()
    (release / ".hidden").write_text("x")
    said = [problem.partition(":")[0] for problem in verify_release(release)]
    assert sorted(said) == [".hidden", "README.txt", "cases.jsonl", "more"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "truncated"),
        ("{", "truncated"),
        ("[]", "object"),
        ("{}", "format"),
        ('{"format": "vigil-release/9"}', "vigil-release/9"),
    ],
)
def test_a_broken_manifest_is_said(release: Path, content: str, said: str) -> None:
    (release / "manifest.json").write_text(content)
    (problem,) = verify_release(release)
    assert problem.startswith("manifest.json: ")
    assert said in problem


def test_a_manifest_that_does_not_fit_the_cases_is_said(release: Path) -> None:
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["counts"]["headline_cases"] = 7
    path.write_text(json.dumps(manifest))
    assert verify_release(release) == ["manifest.json: says headline_cases 7, cases.jsonl holds 1"]
    manifest["counts"]["headline_cases"] = 1
    manifest["files"]["../elsewhere"] = {"sha256": "0" * 64, "size": 1}
    del manifest["files"]["README.txt"]
    path.write_text(json.dumps(manifest))
    assert verify_release(release) == [
        "README.txt: is not listed in manifest.json",
        "../elsewhere: is not part of the release",
    ]


def test_the_number_is_that_of_the_folder(release: Path) -> None:
    renamed = release.rename(release.with_name("release-9"))
    assert verify_release(renamed) == ["manifest.json: is that of release 1, not of release-9"]
    assert verify_release(renamed.rename(release.with_name("copy"))) == []


def test_what_is_no_release_is_said(tmp_path: Path) -> None:
    assert verify_release(tmp_path / "nothing") == [f"{tmp_path}/nothing: there is no such folder"]
    assert verify_release(tmp_path) == ["manifest.json: is missing"]


def test_any_changed_byte_is_found(release: Path) -> None:
    names = ["cases.jsonl", "CHANGELOG.md", "README.txt"]

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(names), st.integers(min_value=0), st.integers(1, 255))
    def changed(name: str, at: int, by: int) -> None:
        path = release / name
        whole = path.read_bytes()
        at %= len(whole)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
        try:
            (problem,) = verify_release(release)
        finally:
            path.write_bytes(whole)
        assert problem.startswith(f"{name}: has changed")

    changed()
    assert verify_release(release) == []
