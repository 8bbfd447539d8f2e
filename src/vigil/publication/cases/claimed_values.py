"""Write in words the value that a source gives, if it may be shown."""

from dataclasses import dataclass
from typing import Any, Self

from vigil.casefile.disclosure.policy import is_finer
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Case, Claim
from vigil.casefile.people.name_matching import fold
from vigil.language.punctuation import in_a_row
from vigil.publication.cases.summary import known_label, place_text
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import date_text
from vigil.reading import codebook


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """The place of a case as it is shown, and how finely a place of it may be shown."""

    names: frozenset[str]
    ceiling: str

    @classmethod
    def of(cls, case: Case, withheld: WithheldWords) -> Self:
        """Return the place of a public case."""
        place = disclosure.public_place(case, withheld)
        names = frozenset(fold(part) for part in (place.name, place.admin1) if part)
        return cls(names, disclosure.place_ceiling(case))

    @property
    def exact(self) -> bool:
        """Whether a place may be shown however fine it is."""
        return self.ceiling == "exact"

    def allows(self, place: dict[str, Any]) -> bool:
        """Say whether the name of a place that a source gives may be shown."""
        if "precision" in place:
            return not is_finer(str(place["precision"] or ""), self.ceiling)
        return self.exact or fold(str(place.get("name") or "")) in self.names


def claimed_text(claim: Claim, withheld: WithheldWords, place: ShownPlace) -> str:
    """Return the value of a claim in the language of the page; "" if it may not be shown."""
    value = claim.value
    if claim.field == "place":
        return _place(value, withheld, place)
    if isinstance(value, dict):
        return _range(value) if "low" in value else date_text(str(value.get("value") or ""))
    if isinstance(value, list):
        return in_a_row(str(part) for part in value if withheld.allows(str(part)))
    known = codebook.current().fields.get(claim.field)
    if known is not None and known.values:
        return known_label(claim.field, str(value)) if str(value) in known.values else ""
    return withheld.let_through(str(value))


def _range(age: dict[str, Any]) -> str:
    low, high = age.get("low"), age.get("high")
    return str(low) if low == high else f"{low}–{high}"


def _place(value: Any, withheld: WithheldWords, shown: ShownPlace) -> str:
    if not isinstance(value, dict):
        return ""
    name, admin1, country = (str(value.get(part) or "") for part in ("name", "admin1", "country"))
    if not (shown.allows(value) and withheld.allows(name) and withheld.allows(admin1)):
        return ""
    return place_text(disclosure.Place(name, admin1, country))
