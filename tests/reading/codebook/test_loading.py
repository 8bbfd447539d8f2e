"""Versions side by side, and files that cannot be used."""

import shutil
from pathlib import Path

import pytest

from vigil.reading import codebook
from vigil.reading.codebook import CodebookError, loading

SHIPPED = loading.HERE / "v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of version 1.0 to damage."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "v1"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_newest_is_current_and_kept() -> None:
    assert codebook.current() is codebook.load(codebook.versions()[-1])
    assert codebook.load() is codebook.load("1.0")
    assert codebook.load("1.0").version == "1.0"


def test_an_unknown_version_is_named() -> None:
    with pytest.raises(CodebookError, match=r"no codebook 9\.9; there are: 1\.0, 1\.1"):
        codebook.load("9.9")


def test_versions_live_side_by_side(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("1.2", "1.10"):
        newer = folder.parent / f"v{number}"
        shutil.copytree(SHIPPED, newer)
        change(newer / "version.toml", 'version = "1.0"', f'version = "{number}"')
    monkeypatch.setattr(loading, "HERE", folder.parent)
    assert codebook.versions() == ["1.0", "1.2", "1.10"]
    assert loading._load.__wrapped__("1.2").version == "1.2"


def test_a_version_holds_only_what_differs_from_the_one_it_follows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = folder.parent / "v1_1"
    newer.mkdir()
    shutil.copy(folder / "version.toml", newer)
    change(newer / "version.toml", 'version = "1.0"', 'version = "1.1"')
    change(newer / "version.toml", 'follows = ""', 'follows = "1.0"')
    shutil.copy(folder / "rules.toml", newer)
    change(newer / "rules.toml", 'definition = "', 'definition = "So: ')
    first, second = loading.read(folder), loading.read(newer)
    assert second.version == "1.1"
    assert (second.fields, second.inclusion) == (first.fields, first.inclusion)
    assert second.rules != first.rules
    change(newer / "version.toml", 'follows = "1.0"', 'follows = "0.9"')
    with pytest.raises(CodebookError, match=r"inclusion_fields\.toml"):
        loading.read(newer)


def test_a_copy_reads_the_same(folder: Path) -> None:
    assert loading.read(folder) == codebook.load("1.0")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("case.toml", "[event]", "[event", r"case\.toml: .*line 1"),
        ("case.toml", 'type = "choice"', "", r"case\.toml: event: .*`type`"),
        ("case.toml", 'type = "choice"', 'type = "pick"', r"case\.toml: event: .*pick"),
        ("case.toml", "public = true", 'public = "yes"', r"case\.toml: event: .*\$\.public"),
        ("case.toml", "required =", "requred =", r"case\.toml: event: .*`requred`"),
        ("case.toml", 'en = "killing", ', "", r"case\.toml: event\.values\.killing: label: .*en"),
        ("case.toml", 'fr = "meurtre"', 'fr = ""', r"event\.values\.killing: label: .*fr"),
        ("case.toml", 'example = "\\"The lawyer', 'exmple = "\\"The lawyer', r"killing: .*ex"),
        ("case.toml", '"most_reported"', '"vote"', r"case\.toml: event: computed_rule: .*'vote'"),
        ("case.toml", '"date_precision"', '"nope"', r"date_of_attack: parts: .*'nope'"),
        ("case.toml", 'not_before = "date_of', 'not_before = "nope_of', r"death: not_before"),
        ("case.toml", ', sdg_16_10_1 = "see each value"', "", r"event: mapping: .*sdg_16_10_1"),
        ("case.toml", "[event]", "loose = 1\n[event]", r"case\.toml: loose: must be a table"),
        ("person.toml", "[names]", "[names]\nvalues = 3", r"names: values: each must be a table"),
        ("justice.toml", "[impunity]", "[event]", r"justice\.toml"),
        ("rules.toml", "definition", "definicion", r"rules\.toml: most_reported"),
        ("relations.toml", "definition", "meaning", r"relations\.toml: earlier_attempt"),
        ("inclusion.toml", '["yes"]', '["sure"]', r"headline\.where: specific_target: .*'sure'"),
        ("consistency.toml", '["killing"]', '["murder"]', r"when: event: .*'murder'"),
        ("consistency.toml", "event =", "evnt =", r"consistency\.toml: .*'evnt'"),
        ("version.toml", "released", "relased", r"version\.toml"),
    ],
)
def test_a_damaged_file_is_named_with_field_and_key(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    with pytest.raises(CodebookError, match=message):
        loading.read(folder)


def test_a_field_defined_twice(folder: Path) -> None:
    text = (folder / "link.toml").read_text(encoding="utf-8")
    (folder / "justice.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"justice\.toml: organised_crime_link: .*twice"):
        loading.read(folder)


def test_a_missing_or_unreadable_file(folder: Path) -> None:
    (folder / "rules.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CodebookError, match=r"rules\.toml"):
        loading.read(folder)
    (folder / "rules.toml").unlink()
    with pytest.raises(CodebookError, match=r"rules\.toml"):
        loading.read(folder)
