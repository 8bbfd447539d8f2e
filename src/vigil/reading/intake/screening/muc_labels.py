"""Answer keys of the Message Understanding Conferences (MUC-3 and MUC-4) as screening labels.

A template is one incident: 25 slots, each a list of fills. A report tells of a killing, or an
attempt, if someone died in any of its incidents, or was the aim of an attack, hurt or not. For all
1,500 reports of MUC-4's development and first two test sets this rule gives the label under which
Vigil was developed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

_HARMED = frozenset({"INJURY", "NO INJURY", "NO DEATH", "NO INJURY OR DEATH"})
_QUOTED = re.compile(r'"([^"]+)"')

Template = dict[str, Any]


def killing_of(templates: Sequence[Template]) -> bool | None:
    """Return whether an answer key has a killing or an attempt; None where only optional ones do.

    An empty key is a report about none.
    """
    told = [template for template in templates if _kills(template)]
    if any(not _optional(template) for template in told):
        return True
    return None if told else False


def victims_of(templates: Sequence[Template]) -> tuple[str, ...]:
    """Return the words by which a report names the victims of its killings and attempts."""
    slots = ("HUM TGT: NAME", "HUM TGT: DESCRIPTION")
    fills = (fill for t in templates if _kills(t) for slot in slots for fill in _fills(t, slot))
    return tuple(dict.fromkeys(name for fill in fills for name in _QUOTED.findall(fill)))


def _kills(template: Template) -> bool:
    effects = {
        part.strip().lstrip("?( ").split(":")[0].strip(" ()")
        for fill in _fills(template, "HUM TGT: EFFECT OF INCIDENT")
        for part in fill.split(" / ")
    }
    attack = any("ATTACK" in fill for fill in _fills(template, "INCIDENT: TYPE"))
    return "DEATH" in effects or (attack and bool(effects & _HARMED))


def _optional(template: Template) -> bool:
    return any("OPTIONAL" in fill for fill in _fills(template, "MESSAGE: TEMPLATE"))


def _fills(template: Template, slot: str) -> Iterable[str]:
    fills = template.get(slot)
    return [fill for fill in fills if isinstance(fill, str)] if isinstance(fills, list) else []
