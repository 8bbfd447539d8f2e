"""Compare the number of people killed that reports state with the people and groups of a coding."""

from dataclasses import dataclass
from typing import Any, TypeGuard

from vigil.casefile.coding.checks import Values


@dataclass(frozen=True)
class KilledMismatch:
    """A number of people killed that the people and groups of a coding do not make up."""

    stated: dict[str, int]
    """What reports state, as `number_killed` has it."""
    coded: int
    """How many the people and groups are whose outcome is `killed`."""


def killed_mismatch(values: Values) -> KilledMismatch | None:
    """Return where the stated number and the people coded do not fit; None where they do.

    They fit if the lowest and the highest number of the people and groups reach into the stated
    ones. Nothing is said where no number is stated.
    """
    stated = (values.get("case") or {}).get("number_killed")
    if not _is_count(stated):
        return None
    dead = [v for v in values.get("victims") or [] if v.get("outcome") == "killed"]
    sizes = [v["group_size"] if _is_count(v.get("group_size")) else _ONE for v in dead]
    low, best, high = (sum(size[part] for size in sizes) for part in ("low", "best", "high"))
    if low <= stated["high"] and high >= stated["low"]:
        return None
    return KilledMismatch(stated, best)


_ONE = {"low": 1, "best": 1, "high": 1}


def _is_count(value: Any) -> TypeGuard[dict[str, int]]:
    return isinstance(value, dict) and all(
        isinstance(value.get(part), int) for part in ("low", "best", "high")
    )
