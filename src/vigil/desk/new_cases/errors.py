"""What can go wrong at the desk."""


class PageNotRead(Exception):
    """A pasted page could not be had; its text is the reason, fit to show."""
