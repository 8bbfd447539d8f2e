"""Print what the product offers: routes, permissions, verbs, models, keepers, API, commands.

    .venv/bin/python checks/surface.py                     sorted text, a line a thing
    .venv/bin/python checks/surface.py --json
    .venv/bin/python checks/surface.py --against 71bd41d   what differs from that commit
    .venv/bin/python checks/surface.py --against FILE      or from what was printed before

Everything is read from the code: no database is opened. Exit 0: the same; 1: different;
2: a surface could not be read.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
READER = Path(__file__).resolve().parent / "surface_reading.py"

Surface = dict[str, dict[str, str]]
"""What is there, by section and name, each told in a line."""


class Unreadable(click.ClickException):
    """A tree whose surface could not be read."""

    exit_code = 2


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.option("--against", metavar="FILE|REVISION", help="Print the difference to another surface.")
def main(as_json: bool, against: str | None) -> None:
    """Print the surface of the product, or how it differs from another."""
    here = surface_of(ROOT)
    if against is None:
        click.echo(json.dumps(here, indent=1) if as_json else "\n".join(lines(here)))
        return
    before = before_of(against)
    differing = list(differences(before, lines(here)))
    if as_json:
        click.echo(json.dumps(differing, indent=1))
    else:
        click.echo(told(differing, against))
    sys.exit(1 if differing else 0)


def surface_of(tree: Path) -> Surface:
    """Return the surface of a checkout, read by a process that imports that checkout alone."""
    with tempfile.TemporaryDirectory() as data:
        done = subprocess.run(
            [sys.executable, "-P", str(READER)],
            env={
                **os.environ,
                "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree / 'tests'}",
                "PYTHONHASHSEED": "0",
                "VIGIL_DATA": data,
                "VIGIL_KEYS": f"{data}/keys",
                "VIGIL_TREE": str(tree),
            },
            cwd=tree,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Unreadable(f"The surface of {tree} could not be read:\n{done.stderr}")
    surface: Surface = json.loads(done.stdout)
    return surface


def before_of(against: str) -> list[str]:
    """Return the lines of another surface: of a file that was printed, or of a commit."""
    file = Path(against)
    if file.is_file():
        text = file.read_text()
        return lines(json.loads(text)) if text.startswith("{") else text.splitlines()
    with checked_out(against) as tree:
        return lines(surface_of(tree))


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check a commit out beside this one, for as long as the block runs."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        added = subprocess.run(
            [*git, "add", "--quiet", "--detach", str(tree), revision],
            capture_output=True,
            text=True,
        )
        if added.returncode:
            raise Unreadable(f"{revision} is neither a file nor a commit: {added.stderr.strip()}")
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def lines(surface: Surface) -> list[str]:
    """Return a surface as text that can be compared: a line a thing, in a fixed order."""
    return [
        f"{section} {name}: {what}".rstrip()
        for section in sorted(surface)
        for name, what in sorted(surface[section].items())
    ]


def differences(before: list[str], after: list[str]) -> Iterator[str]:
    """Yield what is gone, with - before it, and what came, with +."""
    gone, come = set(before) - set(after), set(after) - set(before)
    signed = [*((line, "-") for line in gone), *((line, "+") for line in come)]
    for line, sign in sorted(signed, key=lambda one: (one[0].split(": ")[0], one[1] == "+")):
        yield f"{sign}{line}"


def told(differing: list[str], against: str) -> str:
    """Return the difference as text, ending with how much of each section differs."""
    if not differing:
        return f"The same as {against}."
    signs = Counter((line[1:].split(" ", 1)[0], line[0]) for line in differing)
    totals = [
        f"{section}: {signs[section, '-']} gone, {signs[section, '+']} come"
        for section in sorted({section for section, _sign in signs})
    ]
    return "\n".join([*differing, "", *totals])


if __name__ == "__main__":
    main()
