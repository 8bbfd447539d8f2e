"""The documents lead where they say: links, anchors, and the files and functions they name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from each import each

ROOT = Path(__file__).parents[1]
FOLDERS = ("docs", "src", "tests", "benchmarks", "examples")
PAGES = sorted([*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.md"))])
INDEX = ROOT / "docs" / "README.md"
WALK = ROOT / "docs" / "build" / "follow-one-case.md"
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
THREATS = ROOT / "docs" / "operate" / "security.md"
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def prose(page: Path) -> str:
    """Return the text of a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return what a link into this page can name: headings as GitHub writes them, and ids."""
    text = prose(page)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.M)
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return frozenset([*slugs, *re.findall(r'<a (?:id|name)="([^"]+)"', text)])


def names_in(path: Path) -> Iterator[str]:
    """Yield the functions, classes, methods and constants that a module defines."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name, body=body):
                yield name
                yield from (f"{name}.{m.name}" for m in body if isinstance(m, ast.FunctionDef))
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


@each("page", PAGES, lambda page: page.relative_to(ROOT))
def test_each_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for target, anchor in LINK.findall(prose(page)):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), target
        assert not anchor or there.suffix != ".md" or anchor in anchors(there), f"{target}#{anchor}"


def test_the_index_lists_every_document() -> None:
    listed = {(INDEX.parent / target).resolve() for target, _ in LINK.findall(prose(INDEX))}
    missing = sorted(str(p) for p in {*INDEX.parent.rglob("*.md")} - listed - {INDEX})
    assert not missing, "add a line to docs/README.md"


def test_code_names_only_documents_that_exist() -> None:
    named = {
        found
        for folder in FOLDERS[1:4]
        for suffix in ("py", "toml", "md")
        for path in (ROOT / folder).rglob(f"*.{suffix}")
        for found in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text(encoding="utf-8"))
    }
    assert "docs/operate/lake.md" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_each_step_of_a_case_names_files_and_functions_that_exist() -> None:
    steps = re.findall(r"- `(src/vigil/[^`]+)`(?:: (.+))?$", prose(WALK), flags=re.M)
    assert len(steps) >= 12
    for path, names in steps:
        assert (ROOT / path).is_file(), path
        if names:
            assert set(re.findall(r"`([^`]+)`", names)) <= set(names_in(ROOT / path)), path


def test_the_architecture_names_only_files_that_exist() -> None:
    """Paths are below src/vigil from "Which file do I change?" on."""
    answers = prose(ARCHITECTURE).partition("Paths are below `src/vigil/`.")[2]
    paths = re.findall(r"`([a-z_]+/[\w./]*)`", answers)
    assert len(paths) >= 20
    assert [p for p in paths if not (ROOT / "src" / "vigil" / p).exists()] == []


def test_the_architecture_lists_every_room() -> None:
    rooms = {path.name for path in (ROOT / "src" / "vigil").iterdir() if path.is_dir()}
    table = prose(ARCHITECTURE).partition("## The house")[2].partition("\n## ")[0]
    assert {r for r in rooms if not r.startswith("__")} <= set(re.findall(r"`(\w+)`", table))


def threats() -> list[dict[str, str]]:
    """Return the rows of the table of threats."""
    table = prose(THREATS).partition("## What holds")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    head, _rule, *rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert head == ["asset", "adversary", "attack", "control", "test"]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_each_threat_names_who_does_what_and_a_test_that_exists() -> None:
    rows = threats()
    assert len(rows) >= 40
    for row in rows:
        assert all(row.values()), row
        named = re.findall(r"`(tests/[\w./]+)(?:::(\w+))?`", row["test"])
        assert named, f"no test is named: {row['attack']}"
        for path, name in named:
            assert (ROOT / path).exists(), path
            assert not name or name in names_in(ROOT / path), f"{path}::{name}"


def test_the_root_says_how_to_report_and_what_is_not_solved() -> None:
    said = prose(ROOT / "SECURITY.md")
    for heading in ("Report a weakness", "What is supported", "What happens then"):
        assert f"\n## {heading}\n" in said
    open_ends = prose(THREATS).partition("## What does not, yet\n")[2].partition("\n## ")[0]
    assert open_ends.count("\n- ") + open_ends.startswith("- ") >= 10
    assert "operate/security.md#what-does-not-yet" in said
