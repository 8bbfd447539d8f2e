"""Requests as they are read: in UTF-8, whatever they say of themselves.

Django decodes what is sent in whatever encoding a request names, and Python knows more than a
hundred. One of them (punycode) takes a quarter of an hour of a processor for two megabytes, and
others are none for text. Browsers send our forms in UTF-8, as our pages are.
"""

from collections.abc import Mapping

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request whose words are UTF-8. Of one that says no kind of content nothing is read."""

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        """Read of which kind the content is. Django would break over a header that is none."""
        try:
            said = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            said = "", {}
        self.content_type, self.content_params = said


class Application(WSGIHandler):
    """Answers requests, each read in UTF-8."""

    request_class = Utf8Request
