"""Why nothing was fetched."""


class FetchError(Exception):
    """Nothing was fetched; `reason` is a sentence fit to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(FetchError):
    """We will not: the address, the site's robots rules or our limits forbid it."""


class FailedError(FetchError):
    """We tried and could not: the network or the server failed. It may work later."""
