"""Turn the figures of agreement into rows of a page, in the words of the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from vigil.casefile.coding.details import NoValue
from vigil.casefile.models import AgreementFigures
from vigil.casefile.reliability.figures import GROUPS, Figure
from vigil.desk.screens.labels import field_label, language_name, value_text
from vigil.trust.models import User

DEFAULT_FIELD: Final = "organised_crime_link"
EMPTY: Final = "empty:"


@dataclass(frozen=True)
class FigureRow:
    """One line of a table: what it is of, and its figure in each group."""

    label: str
    figures: Sequence[Figure]
    level: str = ""
    field: str = ""


@dataclass(frozen=True)
class ConfusionTable:
    """How often two values met: a row and a column for each value."""

    values: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    """Each with how often it met the value of the column, and whether that is the same one."""
    n: int


@dataclass(frozen=True)
class DriftRow:
    """Somebody, or a field, of whose agreement the last units are worse than the earlier ones."""

    label: str
    group: str
    found: Mapping[str, Any]
    of_coder: bool

    @property
    def now(self) -> str:
        """The figure of the last units, in the language of the screen."""
        return floatformat(self.found["now"], 2)

    @property
    def before(self) -> str:
        """The figure of the earlier ones."""
        return floatformat(self.found["before"], 2)

    @property
    def last(self) -> int:
        """How many the last ones are."""
        return int(self.found["last"])

    @property
    def earlier(self) -> int:
        """How many the earlier ones are."""
        return int(self.found["earlier"])


class AgreementOnPage:
    """The figures that were computed last."""

    def __init__(self, latest: AgreementFigures | None) -> None:
        """Take the latest figures; without any the page says that there are none yet."""
        self._held: Mapping[str, Any] = latest.figures if latest else {}
        self._people = {user.pk: str(user) for user in User.objects.filter(pk__in=self._coders())}

    @property
    def cases(self) -> Sequence[int]:
        """How many cases were coded twice, by group."""
        counted = self._held.get("cases", {})
        return [counted.get(group, 0) for group in GROUPS]

    @property
    def coded(self) -> Mapping[str, int]:
        """How many cases one person coded, and two people; the share of the latter in percent."""
        held = {"once": 0, "twice": 0, "drawn": 0, **self._held.get("coded", {})}
        both = held["once"] + held["twice"]
        return {**held, "all": both, "share": round(100 * held["twice"] / both) if both else 0}

    @property
    def fields(self) -> list[FigureRow]:
        """The figures of each field of which something is known."""
        return [
            FigureRow(
                field_label(name), [held[g] for g in GROUPS], level_label(held["level"]), name
            )
            for name, held in self._held.get("fields", {}).items()
            if any(held[g]["n"] for g in GROUPS)
        ]

    @property
    def first_field(self) -> str:
        """The field that the page shows closer if nobody chose one: of those in its table."""
        known = [row.field for row in self.fields]
        return DEFAULT_FIELD if DEFAULT_FIELD in known or not known else known[0]

    def parts(self, by: str, field: str) -> list[FigureRow]:
        """Return the figures of one field by pair of coders, language or month."""
        found = self._held.get("by", {}).get(by, {})
        nothing: Figure = {"n": 0, "one_empty": 0}
        return [
            FigureRow(self._part_label(by, key), [of[field].get(g, nothing) for g in GROUPS])
            for key, of in found.items()
            if field in of
        ]

    def confusion(self, field: str) -> list[tuple[str, ConfusionTable]]:
        """Return the confusion table of a field in each group that has one."""
        held = self._held.get("fields", {}).get(field, {})
        told = [(group, held.get(group, {}).get("confusion") or []) for group in GROUPS]
        return [(group_label(group), _table(field, met)) for group, met in told if met]

    @property
    def drift(self) -> list[DriftRow]:
        """The coders and fields that agree less than before."""
        return [
            DriftRow(
                self._person(one["coder"]) if "coder" in one else field_label(one["field"]),
                group_label(one["group"]),
                one,
                "coder" in one,
            )
            for one in self._held.get("drift", [])
        ]

    def gold(self, purpose: str) -> list[tuple[str, Mapping[str, Any], list[tuple[str, int]]]]:
        """Return each coder, how much of gold cases they coded alike, and where they differ."""
        return [
            (
                self._person(one["coder"]),
                one,
                [(field_label(field), n) for field, n in one["wrong_fields"][:3]],
            )
            for one in self._held.get("gold", {}).get(purpose, [])
        ]

    def _part_label(self, by: str, key: str) -> str:
        if by == "pair":
            return " – ".join(self._person(int(coder)) for coder in key.split("-"))
        return language_name(key) if by == "language" else key

    def _person(self, key: int) -> str:
        return self._people.get(key, _("somebody whose account is gone"))

    def _coders(self) -> set[int]:
        pairs = self._held.get("by", {}).get("pair", {})
        told = [one for rows in self._held.get("gold", {}).values() for one in rows]
        told += [one for one in self._held.get("drift", []) if "coder" in one]
        return {int(c) for pair in pairs for c in pair.split("-")} | {one["coder"] for one in told}


def group_label(group: str) -> str:
    """Return what a group of codings is called."""
    return {
        "independent": _("At most one coder saw machine values"),
        "prefilled": _("Both began from machine values"),
    }[group]


def level_label(level: str) -> str:
    """Return what a scale is called."""
    return {"nominal": _("nominal"), "ordinal": _("ordinal"), "interval": _("interval")}[level]


def _table(field: str, met: Sequence[Sequence[Any]]) -> ConfusionTable:
    values = sorted({value for one, other, _n in met for value in (one, other)})
    counts = {(one, other): n for one, other, n in met} | {(other, one): n for one, other, n in met}
    return ConfusionTable(
        [_value(field, value) for value in values],
        [
            (
                _value(field, one),
                [_cell(counts.get((one, other), 0), one == other) for other in values],
            )
            for one in values
        ],
        sum(n for _one, _other, n in met),
    )


def _cell(n: int, same: bool) -> tuple[int, str]:
    return n, "same" if same else "apart" if n else ""


def _value(field: str, value: str) -> str:
    if value.startswith(EMPTY):
        kind = value.removeprefix(EMPTY)
        return str(NoValue(kind).label) if kind in NoValue.values else kind
    return value_text(field, value)
