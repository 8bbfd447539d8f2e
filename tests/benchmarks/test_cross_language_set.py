"""The cross-language set is what its README says, and a broken file is named with its field."""

import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyascii import anyascii

_ROOT = Path(__file__).resolve().parents[2]
_PATH = _ROOT / "benchmarks" / "cross_language_set.py"
_SPEC = importlib.util.spec_from_file_location("cross_language_set", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
written_set = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(written_set)

CASES = _ROOT / "src" / "vigil" / "casefile" / "open_case_file" / "cases.jsonl"
OTHER_SPELLING = {"misspelt name", "transliterated name"}
CORE = {"en", "es", "pt", "fr", "it"}


@pytest.fixture(scope="module")
def whole() -> Any:
    return written_set.read(written_set.FOLDER)


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return {f"V-{row['public_number']:04d}": row for row in rows}


def in_groups(whole: Any) -> Iterator[tuple[Any, Any]]:
    for group in whole.groups:
        for report in group.report:
            yield group, report


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", anyascii(text).lower()) if len(word) > 2}


def name_words(case: dict[str, Any]) -> set[str]:
    victims = case["victims"]
    return {w for v in victims for name in (v["name"], *v["names"]) for w in words(name)}


def test_sixty_groups_in_halves_that_are_alike(whole: Any) -> None:
    assert len(whole.groups) == 60
    halves = [group.half for group in whole.groups]
    assert halves.count("development") == halves.count("held out") == 30
    for script in ("ru", "ar"):
        told = [g.half for g in whole.groups if script in {r.language for r in g.report}]
        assert told.count("development") == told.count("held out")


def test_every_group_is_told_in_several_languages(whole: Any) -> None:
    told = [{report.language for report in group.report} for group in whole.groups]
    assert all(len(languages) >= 2 for languages in told)
    assert sum(len(languages) >= 3 for languages in told) > 50
    assert all(3 <= len(group.report) <= 6 for group in whole.groups)
    for language in CORE:
        assert sum(language in languages for languages in told) >= 30


def test_reports_are_of_their_case(whole: Any, cases: dict[str, dict[str, Any]]) -> None:
    for group, report in in_groups(whole):
        case = cases[group.case]
        named = bool(words(report.title + " " + report.text) & name_words(case))
        if "no name" in report.traits:
            assert not named, report.id
        else:
            assert named or OTHER_SPELLING & set(report.traits), report.id
        assert report.published.isoformat() >= case["date"]["value"], report.id


def test_a_trait_of_other_scripts_is_marked(whole: Any) -> None:
    for _, report in in_groups(whole):
        if report.language in {"ru", "ar"}:
            assert OTHER_SPELLING & set(report.traits), report.id


def test_lone_reports_share_the_half_of_the_cases_they_are_near(whole: Any) -> None:
    half = {group.case: group.half for group in whole.groups}
    assert 30 <= len(whole.lone) <= 40
    for report in whole.lone:
        assert {half[case] for case in report.near} == {report.half}, report.id
        assert report.traits, report.id


def test_texts_are_as_long_as_short_news(whole: Any) -> None:
    for report in [*(report for _, report in in_groups(whole)), *whole.lone]:
        assert 60 <= len(report.text.split()) <= 180, report.id
        assert report.text == report.text.strip(), report.id


def test_what_is_loaded(whole: Any) -> None:
    reports, gold = written_set.load(written_set.FOLDER)
    assert len(reports) == len({report.id for report in reports}) == len(gold)
    assert len(set(gold.values())) == len(whole.groups) + len(whole.lone)
    assert {gold[report.id] for report in whole.lone} == {report.id for report in whole.lone}
    assert all(report.outlet.endswith("." + written_set.DOMAIN) for report in reports)
    parts = [written_set.load(written_set.FOLDER, half)[1] for half in ("development", "held out")]
    assert parts[0] | parts[1] == gold
    assert not set(parts[0].values()) & set(parts[1].values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "fresh"', 'kind = "stale"', "kind"),
        ('published = "', 'published = "the day after ', "published"),
        ("written-for-test.example", "example.org", "outlet"),
        ('half = "', 'halves = "', "halves"),
        ('case = "V-0001"', 'case = "V-0002"', "case"),
        ("[[report]]", "[[report", "line 4"),
    ],
)
def test_a_broken_file_is_named_with_its_field(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    for name in ("V-0001.toml", "lone.toml"):
        shutil.copy(written_set.FOLDER / name, tmp_path)
    path = tmp_path / "V-0001.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"V-0001\.toml: .*{said}"):
        written_set.load(tmp_path)


def test_an_id_given_twice_is_named(tmp_path: Path, whole: Any) -> None:
    first, second = whole.groups[0].report[0].id, whole.groups[0].report[1].id
    shutil.copy(written_set.FOLDER / "lone.toml", tmp_path)
    text = (written_set.FOLDER / "V-0001.toml").read_text(encoding="utf-8")
    (tmp_path / "V-0001.toml").write_text(text.replace(second, first), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"report\[1\]\.id: {first}"):
        written_set.load(tmp_path)


def test_a_folder_without_groups_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no file"):
        written_set.load(tmp_path)
