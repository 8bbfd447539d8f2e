"""A room's words for its decisions in the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class LogWords:
    """Words for what decisions record as codes. Each maps a code to what a person reads."""

    verbs: Mapping[str, Promise] = field(default_factory=dict)
    """What was done: "open_grant" -> "open a grant"."""
    kinds: Mapping[str, Promise] = field(default_factory=dict)
    """Kind of the thing decided on."""
    parts: Mapping[str, Promise] = field(default_factory=dict)
    """Part of what was recorded before or after."""
    codes: Mapping[str, Mapping[str, str | Promise]] = field(default_factory=dict)
    """Part of what was recorded -> its codes and their names."""
    reasons: Mapping[str, Promise] = field(default_factory=dict)
    """Reason that the installation itself gives. A log keeps one language, and so does not say
    a thing in as many ways as there are people who did it."""
