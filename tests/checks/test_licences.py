"""The check of licences: what it accepts, and what it fails on."""

from importlib.metadata import PathDistribution
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = frozenset({"MIT", "Apache-2.0", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"})


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import licences

    return licences


def terms(check: ModuleType, *exceptions: Any, **libraries: str) -> Any:
    return check.Terms(OURS, {"Apache 2": "Apache-2.0"}, libraries, exceptions)


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT", True),
        ("GPL-2.0-or-later", False),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only AND MIT", False),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("(MIT OR GPL-2.0-only) AND LGPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT WITH LLVM-exception", False),
        ("License :: Other/Proprietary License", False),
        ("MIT (", False),
        ("", False),
    ],
)
def test_an_expression_is_accepted_if_accepted_licences_fulfil_it(
    check: ModuleType, expression: str, accepted: bool
) -> None:
    assert check.accepts(expression, OURS) is accepted


def test_a_licence_that_is_not_listed_fails(check: ModuleType) -> None:
    said = check.problems([check.Piece("a", "MIT"), check.Piece("b", "GPL")], terms(check))
    assert said == ["b: GPL is not accepted"]


def test_no_licence_fails(check: ModuleType) -> None:
    assert check.problems([check.Piece("a", "")], terms(check)) == ["a: declares no licence"]


def test_an_exception_holds_while_the_declaration_stays(check: ModuleType) -> None:
    exception = check.Exempted("b", "BSD-3-Clause", "its file says so", declares="Odd")
    assert check.problems([check.Piece("b", "Odd")], terms(check, exception)) == []
    changed = check.problems([check.Piece("b", "GPL-3.0-only")], terms(check, exception))
    assert changed[0] == "b: GPL-3.0-only is not accepted"
    assert changed[1:] == ["b: nothing needs this exception any more"]


def test_an_exception_for_a_part_lets_nothing_else_in(check: ModuleType) -> None:
    exception = check.Exempted("b", "GPL-2.0-only", "why", declares="GPL-2.0-only", part="libx")
    there = [check.Piece("b", "GPL-2.0-only", "libx"), check.Piece("b", "GPL-2.0-only", "liby")]
    assert check.problems(there, terms(check, exception)) == [
        "b (liby): GPL-2.0-only is not accepted"
    ]


def wheel(folder: Path) -> PathDistribution:
    """Make an installed wheel with two libraries, one of them unknown, and a list of parts."""
    info = folder / "b-1.dist-info"
    (info / "sboms").mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: b\nVersion: 1\n")
    (info / "sboms" / "b.cdx.json").write_text(
        '{"components": [{"type": "library", "name": "crate", "version": "2",'
        ' "licenses": [{"expression": "MIT/GPL-3.0-only"}]}, {"name": "silent"}]}'
    )
    names = ["b.libs/libknown-0a1b2c3d.so.5.1", "b.libs/libnew_64-0a1b2c3d-4e5f6a7b.so", "b/own.so"]
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    listed = [*names, "b-1.dist-info/METADATA", "b-1.dist-info/sboms/b.cdx.json"]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in listed))
    return PathDistribution(info)


def test_libraries_and_parts_of_a_wheel_are_judged_too(check: ModuleType, tmp_path: Path) -> None:
    ours = terms(check, libknown="MIT")
    component = {"name": "B", "licenses": [{"license": {"name": "Apache 2"}}]}
    bom = {"components": [component | {"components": check.parts_of(wheel(tmp_path), ours)}]}
    assert [str(piece) for piece in check.pieces_of(bom, ours)] == [
        *("b", "b (crate)", "b (libknown)", "b (libnew_64)"),
    ]
    assert check.problems(check.pieces_of(bom, ours), ours) == [
        "b (libnew_64): declares no licence"
    ]


def test_what_is_not_installed_as_locked_fails(check: ModuleType) -> None:
    lock = (
        "a==1 \\\n    --hash=sha256:0\nb_c==2 ; sys_platform == 'win32' \\\n    --hash=sha256:0\n"
        "d==3 ; sys_platform != 'win32' \\\n"
    )
    versions = check.locked(lock)
    assert versions == {"a": "1", "d": "3"}
    there = {"components": [{"name": "a", "version": "2"}]}
    assert check.not_as_locked(there, versions) == [
        "a: 1 is locked, 2 is installed",
        "d: 3 is locked, nothing is installed",
    ]


def test_what_others_made_is_listed_where_it_lies(check: ModuleType) -> None:
    held = [check.Held("Map", "MIT", "src/vendor/map"), check.Held("Gone", "MIT", "src/gone")]
    files = ["src/vendor/map/map.js", "src/a/vendor/new/new.js", "src/a.ttf", "src/a.py"]
    assert check.not_held(files, held) == [
        "src/a/vendor/new/new.js: whose it is, and under which licence, is not listed",
        "src/a.ttf: whose it is, and under which licence, is not listed",
        "src/gone: listed, and not there",
    ]
    [piece] = check.pieces_of({"components": [held[0].component()]}, terms(check))
    assert (piece.declares, check.problems([piece], terms(check))) == ("MIT", [])


def test_every_exception_has_a_reason_and_what_asks_most_is_stated_to_readers(
    check: ModuleType,
) -> None:
    said = (ROOT / "docs" / "operate" / "licences.md").read_text(encoding="utf-8")
    kept = check.Terms.read().exceptions
    assert all(one.why for one in kept)
    for one in kept:
        if one.licence.startswith("GPL"):
            assert f"`{one.part or one.package}`" in said


def test_no_package_that_is_locked_for_running_is_under_the_gpl_by_name(check: ModuleType) -> None:
    versions = check.locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(versions) > 80
    assert not {"unidecode", "text-unidecode", "pillow-heif", "localis"} & set(versions)
