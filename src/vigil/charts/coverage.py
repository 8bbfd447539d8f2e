"""How much of the time that a bar or a column stands for was monitored."""

from enum import StrEnum


class Coverage(StrEnum):
    """How much of a time was monitored."""

    WHOLE = "whole"
    PART = "part"
    NOT = "not"
