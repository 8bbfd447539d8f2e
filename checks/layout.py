"""Lay out templates and style sheets.

    .venv/bin/python checks/layout.py            format them in place
    .venv/bin/python checks/layout.py --check    name those that are not formatted

djangofmt formats the templates (its settings stand in `pyproject.toml`), cssbeautifier the style
sheets. Neither breaks every line: lines over 120 columns are named, and are mended by hand.
Exit 0: all is laid out; 1: something is not.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import cssbeautifier

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
DJANGOFMT = Path(sys.executable).parent / "djangofmt"
COLUMNS = 120


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--check", is_flag=True, help="Change nothing; name what is not laid out.")
def main(check: bool) -> None:
    """Lay out templates and style sheets, and name the lines that stay too long."""
    well = format_templates(check=check)
    for path in unformatted_styles():
        if check:
            click.echo(f"{path.relative_to(ROOT)}: not formatted")
            well = False
        else:
            path.write_text(format_css(path.read_text("utf-8")), "utf-8")
    for path in [*files("*.html"), *files("templates/**/*.txt"), *files("*.css")]:
        for number in long_lines(path.read_text("utf-8")):
            click.echo(f"{path.relative_to(ROOT)}:{number}: more than {COLUMNS} columns")
            well = False
    sys.exit(0 if well else 1)


def files(pattern: str) -> Iterator[Path]:
    """Yield our own files of one kind, in order."""
    return (path for path in sorted(SOURCE.rglob(pattern)) if "vendor" not in path.parts)


def format_templates(*, check: bool) -> bool:
    """Run djangofmt over the templates. Return whether it accepts them all as they are now."""
    options = ["--check"] if check else ["--quiet"]
    return subprocess.run([DJANGOFMT, *options, SOURCE], cwd=ROOT).returncode == 0


def unformatted_styles() -> Iterator[Path]:
    """Yield the style sheets that cssbeautifier would change."""
    for path in files("*.css"):
        text = path.read_text("utf-8")
        if format_css(text) != text:
            yield path


def format_css(text: str) -> str:
    """Return a style sheet with a rule, a selector and a declaration on lines of their own."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.end_with_newline = True
    options.space_around_combinator = True
    return str(cssbeautifier.beautify(text, options))


def long_lines(text: str) -> list[int]:
    """Return the numbers of the lines with more columns than are allowed."""
    return [n for n, line in enumerate(text.splitlines(), 1) if len(line) > COLUMNS]


if __name__ == "__main__":
    main()
