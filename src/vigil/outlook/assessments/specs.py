"""What an assessment should consist of: terms and regions as plain values. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from msgspec import Struct

from vigil.outlook.assessments.models import AssessedTerm
from vigil.outlook.models import Question

Kind = Question.Kind
KINDS: Final = (Kind.SCORE, Kind.QUANTITY, Kind.PROBABILITY, Kind.TRAJECTORY)
"""The kinds of questions that a term can be asked with: those that have one answer."""
PLACE: Final = "{place}"
"""What stands for the name of the country in the words of a term."""
ASKED: Final = (
    *("text", "guidance", "bands", "form", "unit", "lower", "upper", "log_scale", "horizon"),
    "translations",
)
"""The fields of a term beside its list, code and kind."""
Key = tuple[str, str, str]
"""List, code and kind: which term of an assessment it is."""


class TermSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A term, and how it is asked: the fields of `AssessedTerm`."""

    list: str
    code: str
    kind: str = "score"
    text: str = ""
    guidance: tuple[str, ...] = ()
    bands: tuple[dict[str, Any], ...] = ()
    form: str = ""
    unit: str = ""
    lower: float | None = None
    upper: float | None = None
    log_scale: bool = False
    horizon: date | None = None
    translations: dict[str, dict[str, Any]] = {}

    @property
    def key(self) -> Key:
        """Which term of an assessment it is."""
        return (self.list, self.code, self.kind)

    @property
    def values(self) -> dict[str, Any]:
        """How it is asked, as `AssessedTerm` keeps it."""
        found = {name: getattr(self, name) for name in ASKED}
        return found | {"guidance": [*self.guidance], "bands": [*self.bands]}


class RegionSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A region: its name, its countries (ISO 3166-1 alpha-3), and the key of its lead.

    `lead` is None where nobody is named: then nothing changes about who leads it.
    """

    name: str
    countries: tuple[str, ...]
    lead: int | None = None


def spec_of(term: AssessedTerm) -> TermSpec:
    """Return a term of an assessment as a plain value."""
    values = {name: getattr(term, name) for name in ASKED}
    values |= {"guidance": tuple(term.guidance), "bands": tuple(term.bands)}
    return TermSpec(term.list, term.code, term.kind, **values)


def as_json(specs: Iterable[Struct]) -> list[Any]:
    """Return plain values as a JSON field stores them."""
    found: list[Any] = msgspec.to_builtins(list(specs))
    return found


def terms_from(stored: object) -> list[TermSpec]:
    """Return stored terms. Raises msgspec.ValidationError."""
    return msgspec.convert(stored, list[TermSpec])


def regions_from(stored: object) -> list[RegionSpec]:
    """Return stored regions. Raises msgspec.ValidationError."""
    return msgspec.convert(stored, list[RegionSpec])


def by_key(specs: Iterable[TermSpec]) -> Mapping[Key, TermSpec]:
    """Return terms by list, code and kind."""
    return {one.key: one for one in specs}
