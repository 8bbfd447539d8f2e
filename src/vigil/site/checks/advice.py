"""How a check says what it found: a sentence, an advice, or a failure."""


class CheckFailed(Exception):
    """A check failed. The sentence says what is wrong, and what to do about it."""


class Advice(str):
    """A sentence about something that may stay as it is."""
