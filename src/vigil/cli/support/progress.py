"""Show on the terminal how far a long task is, and which input was rejected."""

import sys
import time

import click

from vigil.reading.records import Rejected


class Progress:
    """A line on a terminal that shows how far a long task is; without a terminal, nothing."""

    def __init__(self, what: str) -> None:
        self.what, self.count, self.began = what, 0, time.monotonic()
        self.shown = sys.stderr.isatty()
        self.note = ""
        """What stands behind the count, such as what was spent."""

    def add(self, number: int) -> None:
        """Add `number` and show the count."""
        self.count += number
        if self.shown:
            rate = self.count / max(time.monotonic() - self.began, 0.001)
            line = f"\r{self.count:,} {self.what}, {rate:,.0f} a second{self.note}"
            click.echo(line, nl=False, err=True)

    def of(self, what: str, number: int) -> None:
        """Add `number` of something; start a new line for something else."""
        if what != self.what:
            self.end()
            self.what, self.count, self.began = what, 0, time.monotonic()
        self.add(number)

    def end(self) -> None:
        """End the line."""
        if self.shown and self.count:
            click.echo("", err=True)


class RejectCounter:
    """Prints each rejected input on the error stream, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, rejected: Rejected) -> None:
        """Print one rejected input, or a remark on one that was kept, which does not count."""
        click.echo(f"vigil: {rejected}", err=True)
        self.count += not rejected.kept
