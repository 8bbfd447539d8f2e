"""Errors of adding a case."""


class PageNotRead(Exception):
    """A pasted page cannot be read. The text of the error is the reason, and can be shown."""
