"""Break the product on purpose, one break after another, and see that its tests find each.

    .venv/bin/python checks/breaks.py --all          every break, as checks/breaks/ has them
    .venv/bin/python checks/breaks.py a-minor-is-named four-are-made-out
    .venv/bin/python checks/breaks.py --check        only whether each break can still be made

Each break is data: a file, the text in it that is replaced, and by what; what that breaks, in a
sentence; which tests of every day find it. They run in a copy of the last commit, the tests first
without any break. What is done is written down at once (`--results`), so that a run that was cut
off goes on where it was, and what was found at the same commit is not asked again.

Exit 0: every break is found; 1: one survives, or cannot be made any more.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).resolve().parent / "breaks"
LONGEST = 600
"""Seconds of the tests of one break."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.M)
"""What pytest says of a test. A line of a log that it shows has more spaces after its level."""

FOUND, SURVIVES, GONE, FAILS, UNCLEAR, ELSEWHERE = (
    "found",
    "survives",
    "cannot be made: its snippet is not there once",
    "its tests fail without it",
    "its tests did not run",
    "left out: needs PostgreSQL",
)
WELL = (FOUND, ELSEWHERE)


@dataclass(frozen=True)
class Break:
    """One deliberate break."""

    name: str
    file: str
    before: str
    after: str
    breaks: str
    tests: tuple[str, ...]
    database: str = ""
    """The kind of database without which it breaks nothing, if there is one."""

    def can_be_made(self, tree: Path) -> bool:
        """Say whether the text that is replaced stands in its file once."""
        file = tree / self.file
        return file.is_file() and file.read_text().count(self.before) == 1

    @contextmanager
    def made(self, tree: Path) -> Iterator[None]:
        """Break a copy for as long as the block runs."""
        file = tree / self.file
        whole = file.read_text()
        file.write_text(whole.replace(self.before, self.after))
        try:
            yield
        finally:
            file.write_text(whole)

    @property
    def digest(self) -> str:
        """By what it is known whether just this break was asked before."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Result:
    """What came of one break at one commit."""

    name: str
    digest: str
    commit: str
    state: str
    by: str = ""
    """The test that found it, or what went wrong."""
    seconds: float = 0.0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every break there is.")
@click.option("--check", "only_check", is_flag=True, help="Only say which cannot be made any more.")
@click.option(
    "--results",
    type=click.Path(path_type=Path, dir_okay=False),
    default=ROOT / ".breaks.jsonl",
    help="Where what came of each is written down.",
)
def main(names: tuple[str, ...], every: bool, only_check: bool, results: Path) -> None:
    """Break a copy of the product, and see that its tests find it."""
    known = breaks()
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"no such break: {', '.join(unknown)}")
    chosen = list(known.values()) if every or only_check else [known[name] for name in names]
    if not chosen:
        raise click.UsageError("name breaks, or --all")
    if only_check:
        gone = [one for one in chosen if not one.can_be_made(ROOT)]
        for one in gone:
            click.echo(f"{one.name}: {GONE} ({one.file})")
        sys.exit(1 if gone else 0)
    with a_copy() as (tree, commit):
        done = list(ask(chosen, tree, commit, results))
    click.echo(table(chosen, done))
    sys.exit(0 if all(one.state in WELL for one in done) else 1)


def breaks() -> dict[str, Break]:
    """Return every break by its name, in the order of the rooms."""
    found: dict[str, Break] = {}
    for file in sorted(DATA.glob("*.toml")):
        for name, said in tomllib.loads(file.read_text()).items():
            if name in found:
                raise click.ClickException(f"{file}: there is a break {name} already")
            found[name] = Break(name, **{**said, "tests": tuple(said["tests"])})
    return found


@contextmanager
def a_copy() -> Iterator[tuple[Path, str]]:
    """Check the last commit out beside this one; give its folder, and its name."""
    git = ["git", "-C", str(ROOT)]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", str(tree)], check=True)
        try:
            head = [*git, "rev-parse", "--short", "HEAD"]
            yield tree, subprocess.run(head, capture_output=True, text=True).stdout.strip()
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(tree)], check=True)


def ask(chosen: Sequence[Break], tree: Path, commit: str, results: Path) -> Iterator[Result]:
    """Yield what comes of each break; what is known of this commit is not asked again."""
    known = {(one.name, one.digest): one for one in read(results) if one.commit == commit}
    new = [one for one in chosen if (one.name, one.digest) not in known]
    failing = failing_without(new, tree)
    with results.open("a") as file:
        for one in chosen:
            result = known.get((one.name, one.digest))
            if result is None:
                result = asked(one, tree, commit, failing)
                file.write(json.dumps(asdict(result)) + "\n")
                file.flush()
            click.echo(f"{one.name}: {result.state} {result.by} [{result.seconds:.0f} s]")
            yield result


def read(results: Path) -> list[Result]:
    """Return what was written down by earlier runs. A line that was cut off counts for nothing."""
    found = []
    for line in results.read_text().splitlines() if results.exists() else ():
        try:
            found.append(Result(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def failing_without(chosen: Iterable[Break], tree: Path) -> set[str]:
    """Run the tests of all breaks once without any; return those that fail, by their files."""
    able = [one for one in chosen if one.can_be_made(tree) and not left_out(one)]
    tests = sorted({test for one in able for test in one.tests})
    if not tests:
        return set()
    click.echo(f"{len(tests)} tests or files of tests, without any break")
    code, said = run(tests, tree, stop=False)
    told = [line for line in said.splitlines() if "not found: " in line]
    if missing := {test for test in tests if any(line.endswith(test) for line in told)}:
        # Pytest runs nothing where it does not find everything.
        return missing | failing_without((o for o in able if not missing & {*o.tests}), tree)
    failing = FAILED.findall(said)
    if code and not failing:
        raise click.ClickException(f"the tests do not run:\n{said[-2000:]}")
    return set(failing)


def asked(one: Break, tree: Path, commit: str, failing: set[str]) -> Result:
    """Make one break, run its tests, and say what came of it."""
    told = (one.name, one.digest, commit)
    if left_out(one):
        return Result(*told, ELSEWHERE)
    if not one.can_be_made(tree):
        return Result(*told, GONE, one.file)
    if bad := [name for name in failing for test in one.tests if name.startswith(test)]:
        return Result(*told, FAILS, bad[0])
    began = time.monotonic()
    with one.made(tree):
        code, said = run(one.tests, tree, stop=True)
    seconds = round(time.monotonic() - began, 1)
    if code == 0:
        return Result(*told, SURVIVES, " ".join(one.tests), seconds)
    by = next(iter(FAILED.findall(said)), "")
    if code != 1 or not by:
        return Result(*told, UNCLEAR, said.strip().splitlines()[-1][:200], seconds)
    return Result(*told, FOUND, by, seconds)


def left_out(one: Break) -> bool:
    """Say whether a break needs another kind of database than there is."""
    return one.database == "postgresql" and not os.environ.get("DATABASE_URL", "").startswith(
        "postgres"
    )


def run(tests: Sequence[str], tree: Path, *, stop: bool) -> tuple[int, str]:
    """Run tests of the copy, the long tail left out; return the exit code and what was said."""
    python = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rfE",
        "--tb=line",
        "-p",
        "no:cacheprovider",
    ]
    shared = os.environ.get("VIGIL_SHARED") or str(ROOT.parent / "shared")
    try:
        done = subprocess.run(
            [*python, *(["-x"] if stop else []), "-m", "not tail", *tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree / "src"), "VIGIL_SHARED": shared},
            capture_output=True,
            text=True,
            timeout=LONGEST if stop else None,
        )
    except subprocess.TimeoutExpired:
        return 2, f"they did not end in {LONGEST} seconds"
    return done.returncode, done.stdout + done.stderr


def table(chosen: Sequence[Break], done: Sequence[Result]) -> str:
    """Return what came of each break as a table that a note can hold."""
    rows = ["| break | what it breaks | |", "|---|---|---|"]
    for one, result in zip(chosen, done, strict=True):
        end = f"`{result.by}`" if result.state == FOUND else f"**{result.state}** {result.by}"
        rows.append(f"| {one.name} | {one.breaks} | {end} |")
    n = sum(result.state == FOUND for result in done)
    return "\n".join(["", *rows, "", f"{n} of {len(done)} found"])


if __name__ == "__main__":
    main()
