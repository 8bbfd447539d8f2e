"""Labels for `vigil train` from the desk's decisions, and a note about them for the model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.support.database import prepare_database, set_up_django

if TYPE_CHECKING:
    from vigil.casefile.reports.training_labels import LabelledReport

SOURCE = "desk"
"""The name of the desk among the sources of a model."""

NOTE = """\
Learnt also from decisions of the desk, on its reports. The models hold weights and no texts, but
the reports name people whom the desk does not name in public: keep these files where the desk is.
After a withdrawal, train anew.
"""
"""The text about this on the card of such a model."""

option = click.option(
    "--desk",
    is_flag=True,
    help="Learn from the decisions in the case file too. Nothing of them is written out.",
)


def require_labels(files: Sequence[Path], gold: Sequence[Path], *, desk: bool) -> None:
    """Raise UsageError if there is nothing to learn from."""
    if not files and not desk:
        raise click.UsageError("name FILES, or learn from the desk with --desk")
    if gold and not files:
        raise click.UsageError("--gold holds the labels of FILES: name them")


def decided_reports() -> list["LabelledReport"]:
    """Return what people decided about the reports in the case file; loads Django."""
    set_up_django()
    prepare_database()
    from vigil.casefile.reports.training_labels import decided_reports

    return list(decided_reports())
