"""Read all requests as UTF-8, whatever encoding they declare.

Django decodes what is sent in whatever encoding a request names, and Python knows more than a
hundred. One of them (punycode) takes a quarter of an hour of a processor for two megabytes, and
others are none for text. Browsers send our forms in UTF-8, as our pages are.
"""

from collections.abc import Mapping

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request read as UTF-8. Without a content type its body is not read."""

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        """Read the content type. Django would fail on an invalid header."""
        try:
            said = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            said = "", {}
        self.content_type, self.content_params = said


class Application(WSGIHandler):
    """A WSGI application that reads each request as UTF-8."""

    request_class = Utf8Request
