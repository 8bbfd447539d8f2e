"""The list of static files, made once for all test clients."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


def list_once() -> None:
    """Let every test client have the list of static files that the first one made.

    A client makes its middleware at its first request, and WhiteNoise then looks at each file
    anew: five milliseconds, as much as many a page takes.
    """
    listing = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[str, Any] = {}

    def add(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            listing(self)
            listed.update(self.files)
        self.files.update(listed)

    WhiteNoiseMiddleware.add_files_from_finders = add
