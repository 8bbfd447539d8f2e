"""The columns of a figure's table: their heads on a page, and what they are called in files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column. `name` is that of files and stays the same in every language."""

    name: str
    label: str
    meaning: str


_COLUMNS: Final[Mapping[str, tuple[Callable[[], str], Callable[[], str]]]] = {
    "value": (
        lambda: _("Code of the row"),
        lambda: _("The code of the row, the same in every language."),
    ),
    "label": (
        lambda: _("Name of the row"),
        lambda: _("The name of the row, in the language of the file."),
    ),
    "cases": (
        lambda: _("Cases"),
        lambda: _("Cases. A case is one attack, however many people were killed in it."),
    ),
    "people": (lambda: _("People"), lambda: _("People, each counted once.")),
    "killed": (lambda: _("People killed"), lambda: _("People killed, each counted once.")),
    "share": (lambda: _("Of all"), lambda: _("Share of the denominator, from 0 to 1.")),
    "targets": (
        lambda: _("Targets"),
        lambda: _("People whom the attack was meant for, whatever became of them."),
    ),
    "targets_survived": (
        lambda: _("Targets who survived"),
        lambda: _("Targets who survived the attack, hurt or not."),
    ),
    "survived_share": (
        lambda: _("Share"),
        lambda: _("Targets who survived, as a share of all targets, from 0 to 1."),
    ),
    "monitored": (
        lambda: _("Monitored"),
        lambda: _("How much of the time was monitored: whole, part or not."),
    ),
    "cases_of_state": (lambda: "", lambda: _("Cases with this state of justice.")),
    "cases_of_time": (
        lambda: "",
        lambda: _(
            "Cases in these years. Empty: none are known, and not all of the time was monitored."
        ),
    ),
    "cases_undated": (
        lambda: _("No single year"),
        lambda: _("Cases for which no single year is reported."),
    ),
    "readme": (
        lambda: _("Read me"),
        lambda: _("What the table counts: the same words in every row."),
    ),
}
"""The label and the meaning of each column, by its name in files."""


def column(name: str, label: str = "", value: str | None = None) -> FigureColumn:
    """Return a column; with a `value`, one of several of its kind (`cases_of_state:partial`)."""
    usual, meaning = _COLUMNS[name]
    whole = name if value is None else f"{name}:{value or 'not_reported'}"
    return FigureColumn(whole, label or usual(), meaning())
