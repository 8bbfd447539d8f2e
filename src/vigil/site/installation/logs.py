"""Format lines of the log: time, level and place in the code, without personal data.

Somebody who reads the log must not be let in by a link, and must not learn who asked for what. So
a path is written with the parts that name an object left out, unless they are listed in `SHOWN`;
a query string, an address of another site or of a mailbox, and the text of an exception are left
out whole: a database puts the row that it refused into the text.
"""

import logging
import re
import time
import traceback
from collections.abc import Iterable
from copy import copy
from functools import cache
from types import TracebackType
from typing import Any, Final

from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.translation import override

from vigil.site.watching.request_ids import request_id

LEFT_OUT: Final = "…"
LONGEST: Final = 2000
"""Characters of a message that are looked at. A stranger chooses how long a host or a path is, and
looking for what names somebody takes four times as long for twice as much."""
SHOWN: Final = frozenset({"public_id", "part", "language", "country", "form", "audience"})
"""Parameters of routes that are written as they are; so are whole numbers. Each names something
public or common. What is not listed here (tokens, uids, slugs, handles) is left out."""

_PATH: Final = re.compile(r"(?<![\w.:/~-])/[^\s\"'<>]*")
_PATH_AT_THE_END: Final = re.compile(r"(?<![\w.:/~-])/.*", re.DOTALL)
"""In which spaces may stand."""
_URL: Final = re.compile(r"\b([a-z][a-z0-9+.-]*)://[^\s\"'<>]+", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"[^\s\"'<>,;:()]+@[^\s\"'<>,;:()]+")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{24,}")
_OF_REQUESTS: Final = ("django", "waitress", "wsgiref")
"""Loggers whose lines hold paths of our pages; elsewhere what looks so is a file."""
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(32), 127)}


class WithoutPersonalData(logging.Formatter):
    """Writes a line with time (UTC) and level, without what could name somebody or let them in."""

    converter = staticmethod(time.gmtime)
    default_msec_format = None

    def __init__(
        self,
        fmt: str = "%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt: str = "%Y-%m-%dT%H:%M:%SZ",
        **more: Any,
    ) -> None:
        super().__init__(fmt, datefmt, **more)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. Other handlers get the record unchanged."""
        mine = copy(record)
        mine.msg, mine.args, mine.exc_text = self.safe_message(record), (), None
        if asked := request_id():
            mine.msg += f" [{asked}]"
        return super().format(mine)

    def safe_message(self, record: logging.LogRecord) -> str:
        """Return the message of a record without what could name somebody or let them in."""
        return _without(record)

    def formatException(  # noqa: N802 - its name in logging
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return kind and place of an exception and its causes, without their texts."""
        return "\n".join(_safe_message(ei[1])) if ei[1] is not None else ""


def path_in_logs(path: str) -> str:
    """Return a path without ids of people: `/mine/…/report/…/`, `/desk/cases/7/`."""
    path, query, _rest = path.partition("?")
    return _shown(path) + (f"?{LEFT_OUT}" if query else "")


def _shown(path: str) -> str:
    first = path.split("/")[1]
    language = first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(language):
        try:
            match = resolve(path)
        except Resolver404:
            known = path.strip("/").split("/")
            kept = [one for one in known[:2] if one in _first_parts() or one == language]
            return "/".join(["", *kept, LEFT_OUT])
    route = re.split(r"\^|\(\?P", match.route)[0]
    regex = LEFT_OUT if route != match.route else ""
    values = match.kwargs

    def shown(part: re.Match[str]) -> str:
        value = values.get(part["name"])
        return str(value) if isinstance(value, int) or part["name"] in SHOWN else LEFT_OUT

    return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", shown, route) + regex


@cache
def _first_parts() -> frozenset[str]:
    """Return the first parts of all addresses. They name rooms, and nobody."""
    return frozenset(_first_parts_of(get_resolver().url_patterns))


def _first_parts_of(patterns: Iterable[URLPattern | URLResolver]) -> Iterable[str]:
    for one in patterns:
        first = str(one.pattern).split("/")[0]
        if re.fullmatch(r"[a-z-]+", first) and first not in dict(settings.LANGUAGES):
            yield first
        elif isinstance(one, URLResolver):  # of a language, or without a part of its own
            yield from _first_parts_of(one.url_patterns)


def _without(record: logging.LogRecord) -> str:
    text = _beginning(record.getMessage())
    if record.name.split(".")[0] in _OF_REQUESTS:
        quoted = record.name == "django.server"  # "GET /desk/ HTTP/1.1"
        path = _PATH if quoted else _PATH_AT_THE_END
        text = path.sub(lambda found: path_in_logs(found[0]), text)
    text = _URL.sub(rf"\1://{LEFT_OUT}", text)
    text = _MAILBOX.sub(LEFT_OUT, text)
    return _TOKEN.sub(LEFT_OUT, text).translate(_CONTROLS)


def _beginning(text: str) -> str:
    """Return the first words of a message. Half an address would still name somebody."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rpartition(' ')[0]} {LEFT_OUT}"


def _safe_message(error: BaseException) -> Iterable[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _safe_message(cause)
        yield "which led to"
    yield f"{type(error).__module__}.{type(error).__qualname__} ({LEFT_OUT})"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}, line {frame.lineno}, in {frame.name}"
