"""Write a count with a lowest, a best and a highest number."""

from collections.abc import Mapping
from typing import Any


def count_text(value: Mapping[str, Any]) -> str:
    """Write a count: "4", or "4 (3–5)" where the lowest and the highest number differ."""
    low, best, high = value.get("low"), value.get("best"), value.get("high")
    return f"{best}" if low == best == high else f"{best} ({low}–{high})"
