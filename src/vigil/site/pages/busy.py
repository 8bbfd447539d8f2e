"""The pages of a busy server, drawn before there is a crowd."""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def busy_pages(seconds: int, *, sent: bool) -> dict[str, bytes]:
    """Return the page that asks readers to come back after so many seconds, by language.

    "" is the language whose addresses have no prefix. `sent` is for those who sent something.
    """

    def drawn() -> Iterator[tuple[str, bytes]]:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                page = render_to_string("503.html", {"seconds": seconds, "sent": sent}).encode()
            yield "" if language == settings.LANGUAGE_CODE else language, page

    return dict(drawn())
