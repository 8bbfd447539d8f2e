"""Labels for what decisions record as codes. Each room states the labels of its own codes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext, pgettext

from vigil.desk.house_rules.words import kind_label as kind_of_cases_label
from vigil.desk.screens.labels import country_name, field_label, language_name, room_name
from vigil.language.punctuation import in_a_row
from vigil.trust.decisions.verbs import ON_LINK, ORIGIN
from vigil.trust.models import Decision
from vigil.trust.rooms import house

NAMES: Final[dict[str, Callable[[str], str]]] = {
    "countries": country_name,
    "territory": country_name,
    "language": language_name,
    "languages": language_name,
    "always": kind_of_cases_label,
    "field": lambda name: part_label(name),
    "act": lambda verb: verb_label(verb),
    "use": lambda use: str(house.consent_uses().get(use, use)),
}
"""Part of what a decision recorded -> what names its codes."""


def actor_label(decision: Decision) -> str:
    """Return who decided: a person by name, the command line, or the installation.

    If an act took two people, the label also names who asked for it. If a command named somebody,
    it says both. Who held a private link is known by its number alone.
    """
    through = decision.after.get(ORIGIN)
    if through == ON_LINK:
        return gettext("who holds private link %(n)d") % {"n": decision.after[ON_LINK]}
    if decision.actor is not None and through:
        return gettext("%(who)s, named on the command line") % {"who": decision.actor}
    if decision.actor is not None and decision.asked_by is not None:
        both = {"who": decision.actor, "asker": decision.asked_by}
        return gettext("%(who)s (asked for by %(asker)s)") % both
    if decision.actor is not None:
        return str(decision.actor)
    return pgettext("decision", "on the command line") if through else gettext("the installation")


def recorded_parts(parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what a decision recorded before or after, without what has its own column."""
    return [(name, value) for name, value in parts.items() if name != ORIGIN]


def verb_label(verb: str) -> str:
    """Return the label of a verb, or the verb itself if it has no label."""
    return str(house.log_words().verbs.get(verb, verb))


def kind_label(kind: str) -> str:
    """Return the label of a kind of thing, or the kind itself if it has no label."""
    return str(house.log_words().kinds.get(kind, kind))


def part_label(name: str) -> str:
    """Return the label of a part of a decision: its own, else that of a room or a field."""
    parts = house.log_words().parts
    return str(parts[name]) if name in parts else room_name(field_label(name))


def part_value(name: str, value: Any) -> str:
    """Return the text of what a decision recorded: entries in a row, codes by their labels."""
    if isinstance(value, list):
        return in_a_row(part_value(name, entry) for entry in value)
    if isinstance(value, bool):
        return pgettext("decision", "yes") if value else pgettext("decision", "no")
    if name in NAMES and value:
        return NAMES[name](str(value))
    return str(house.log_words().codes.get(name, {}).get(str(value), value))


def reason_label(why: str) -> str:
    """Return the text of a reason: a label for the installation's, else as typed."""
    return str(house.log_words().reasons.get(why, why))
