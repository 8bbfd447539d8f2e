"""Every figure there is: its name in addresses, how it is made, and when a page shows it.

A name never changes, and is never used for another figure: reports and other sites cite it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vigil.publication.figures import by_code, by_place, justice, over_time
from vigil.publication.figures.countries_over_time import countries_over_time
from vigil.publication.figures.inputs import FigureInputs
from vigil.publication.figures.tables import Figure
from vigil.publication.search.filters import NO_COUNTRY


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure of any selection. `shown` says whether the page of a selection names it."""

    make: Callable[[FigureInputs], Figure]
    shown: Callable[[FigureInputs], bool] = lambda inputs: True


def _of_field(field: str, key: str, title: Callable[[], str], *, each: bool = False) -> FigureKind:
    return FigureKind(lambda inputs: by_code.of_field(inputs, field, key, title(), each=each))


def _of_people(
    field: str, key: str, title: Callable[[], str], notes: Callable[[], Sequence[str]] = list
) -> FigureKind:
    return FigureKind(lambda inputs: by_code.of_people(inputs, field, key, title(), notes()))


def _protected() -> list[str]:
    return [
        _(
            "We do not show the gender or age of people who may not be named, only whether they "
            "were under 18."
        )
    ]


def _country(inputs: FigureInputs) -> str:
    return str(inputs.selection.asked.get("country") or "")


def _of_all_countries(inputs: FigureInputs) -> bool:
    return not _country(inputs)


def _of_one_country(inputs: FigureInputs) -> bool:
    return _country(inputs) not in ("", NO_COUNTRY)


def _impunity_differs(inputs: FigureInputs) -> bool:
    return not by_code.folded_field(inputs, "impunity")


KINDS: Final[Mapping[str, FigureKind]] = {
    "by-year": FigureKind(over_time.by_year),
    "by-month": FigureKind(over_time.by_month, lambda inputs: inputs.time.has_months),
    "by-impunity": FigureKind(justice.by_impunity),
    "impunity-over-time": FigureKind(justice.over_time, _impunity_differs),
    "impunity-by-country": FigureKind(
        justice.by_country,
        lambda inputs: _of_all_countries(inputs) and _impunity_differs(inputs),
    ),
    "by-judgement": FigureKind(justice.until_judgement),
    "by-country": FigureKind(by_place.by_country, _of_all_countries),
    "countries-over-time": FigureKind(countries_over_time, _of_all_countries),
    "by-division": FigureKind(by_place.by_division, _of_one_country),
    "by-target": _of_people("target_category", "by-target", lambda: _("People by category")),
    "by-gender": _of_people("gender", "by-gender", lambda: _("People by gender"), _protected),
    "by-age": _of_people("age_group", "by-age", lambda: _("People by age group"), _protected),
    "by-outcome": _of_people("outcome", "by-outcome", lambda: _("People by what became of them")),
    "by-why": _of_field(
        "why_targeted", "by-why", lambda: _("Cases by why the person was targeted")
    ),
    "by-motive": _of_field("motive", "by-motive", lambda: _("Cases by motive")),
    "by-method": _of_field("method", "by-method", lambda: _("Cases by method")),
    "by-place-type": _of_field("place_type", "by-place-type", lambda: _("Cases by type of place")),
    "by-event": FigureKind(by_code.events),
    "survivors": FigureKind(by_place.survivors),
    "by-link": _of_field(
        "organised_crime_link",
        "by-link",
        lambda: _("Cases by the link to organised crime"),
        each=True,
    ),
    "by-contract": _of_field(
        "contract_or_reward", "by-contract", lambda: _("Cases by contract or reward"), each=True
    ),
}
"""The figures in the order of the page, by their names in addresses."""

FIRST: Final = ("by-year", "by-impunity", "by-method", "by-target")
"""The few figures that the page shows. It names the others, and what they show."""
