"""Bring the choices and reasons of the last adjudication back when somebody adjudicates again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vigil.casefile.coding.aligning import align_people_of_codings
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.comparing import FieldComparison
from vigil.casefile.models import Adjudication, Case
from vigil.reading import codebook


@dataclass
class EarlierChoices:
    """What was chosen before in a comparison: values and reasons by the names of its rows."""

    values: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    no_value: dict[str, str] = field(default_factory=dict)
    """Why a field was left without a value (`NoValue`)."""
    left_out: dict[int, str] = field(default_factory=dict)
    """Persons who were left out, with the reason."""
    known: bool = False
    """Whether the case was adjudicated before."""


def earlier_choices(case: Case, differences: Sequence[FieldComparison]) -> EarlierChoices:
    """Return what the last adjudication of a case under this codebook chose, and why.

    Its persons are found among those of the comparison by name, else in their order. Of a case
    that was taken up again, the accepted changes are among the values.
    """
    made = case.adjudications.filter(codebook_version=codebook.current().version)
    last = made.first()
    if last is None:
        return EarlierChoices()
    compared = _persons(differences)
    accepted = [dict(person) for person in last.values.get("victims", [])]
    rows = align_people_of_codings([compared, accepted])[: len(compared)]
    found = EarlierChoices(dict(last.values.get("case", {})), known=True)
    places = {}
    for number, (_of_codings, values) in enumerate(rows):
        if values:
            places[next(n for n, person in enumerate(accepted) if person is values)] = number
            found.values |= {f"{number}/{name}": value for name, value in values.items()}
        else:
            found.left_out[number] = ""
    for name, why in last.no_value.items():
        place, slash, of = name.partition("/")
        if not slash:
            found.no_value[name] = why
        elif place.isdigit() and int(place) in places:
            found.no_value[f"{places[int(place)]}/{of}"] = why
    for adjudication in reversed(made):
        _add_reasons(found, adjudication, last, places)
    for number in found.left_out:
        said = (why for name, why in found.reasons.items() if name.startswith(f"{number}/"))
        found.left_out[number] = next(said, "")
    return found


def _persons(differences: Sequence[FieldComparison]) -> list[Values]:
    """Return the persons of a comparison: of each field, the first value that a coder gave."""
    persons: dict[int, Values] = {}
    for one in differences:
        if one.person is not None:
            given = [value for value in one.values.values() if value is not None]
            persons.setdefault(one.person, {}).update({one.field: given[0]} if given else {})
    return [persons[number] for number in sorted(persons)]


def _add_reasons(
    found: EarlierChoices,
    adjudication: Adjudication,
    last: Adjudication,
    places: Mapping[int, int],
) -> None:
    """Add the reasons of an adjudication. Those of persons count if it has the same persons."""
    same = len(adjudication.values.get("victims", [])) == len(last.values.get("victims", []))
    for name, why in adjudication.reasons.items():
        place, slash, of = name.partition("/")
        if not slash:
            found.reasons[name] = why
        elif same and place.isdigit():
            # A comparison names persons by its own order, which the reasons of a case taken up
            # again do not know.
            number = places.get(int(place)) if adjudication.taken_up else int(place)
            if number is not None:
                found.reasons[f"{number}/{of}"] = why
