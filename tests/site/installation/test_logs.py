"""Lines of the log: time, level, place; no link that lets in, no name, no address."""

import logging
import re
import sys
from collections.abc import Iterable

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from vigil.site.installation.logs import LONGEST, SHOWN, WithoutPersonalData, path_in_logs

TOKEN = "MQ-c3b1-0123456789abcdef"
VALUES = {"slug": "maria-lopez", "str": TOKEN, "int": "4711", "path": "maria/lopez", "uuid": ""}


def line(message: str, *args: object, name: str = "django.request", **extra: object) -> str:
    """Return what is written of one record."""
    record = logging.LogRecord(name, logging.WARNING, "views.py", 1, message, args, None)
    vars(record).update(extra)
    return WithoutPersonalData().format(record)


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterable[str]:
    """Yield every route with its parameters."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def test_a_line_begins_with_time_and_level() -> None:
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING django\.request: Not Found: /desk/",
        line("Not Found: %s", "/desk/"),
    )


def test_of_what_a_stranger_made_long_only_a_beginning_is_looked_at() -> None:
    """One host of 60,000 signs stopped every page for half a minute."""
    said = line(
        "Invalid HTTP_HOST header: %r.", "a" * 20_000, name="django.security.DisallowedHost"
    )
    assert said.endswith("Invalid HTTP_HOST header: …")
    cut = "x " * ((LONGEST - 10) // 2) + "maria.lopez@example.org"
    assert "maria" not in line("%s", cut)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (f"/account/link/{TOKEN}/", "/account/link/…/"),
        (f"/es/account/link/{TOKEN}/", "/es/account/link/…/"),
        (f"/account/link/{TOKEN}", "/account/…"),
        (f"/mine/{TOKEN}/report/abc/", "/mine/…/report/…/"),
        (f"/mine/{TOKEN}/../?q=maria", "/mine/…?…"),
        ("/account/password/reset/key/1-c3b1f2-0123456789abcdef/", "/account/password/reset/key/…"),
        ("/names/maria-lopez/", "/names/…/"),
        ("/cases/V-4711/", "/cases/V-4711/"),
        ("/desk/cases/12/", "/desk/cases/12/"),
        ("/cases/?q=María+López", "/cases/?…"),
        ("/maria-lopez/12/", "/…"),
        ("/fr/maria-lopez/", "/fr/…"),
        ("//example.org/maria", "/…"),
    ],
)
def test_a_path_keeps_what_names_nobody(path: str, written: str) -> None:
    assert path_in_logs(path) == written
    assert line("Not Found: %s", path).endswith(f": Not Found: {written}")


def test_no_route_writes_what_is_not_listed() -> None:
    asked = 0
    for route in routes(get_resolver().url_patterns):
        names = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        if not names or "^" in route or "(?P" in route:
            continue
        path = "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda part: "es" if part[2] in SHOWN else VALUES[part[1] or "str"],
            route,
        )
        written = path_in_logs(path)
        assert "maria" not in written, route
        assert TOKEN not in written, route
        assert written.startswith("/" + route.split("<")[0].split("/")[0]), route
        asked += 1
    assert asked > 200


def test_what_a_browser_asks_is_written_without_its_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.setFormatter(WithoutPersonalData())
    Client().get(f"/cms/password_reset/confirm/MQ/{TOKEN}/?name=maria")
    Client().get("/nothing here/maria%0ALopez/")
    assert "WARNING django.request: Not Found: /cms/password_reset/confirm/…/…/" in caplog.text
    assert not re.search(r"maria|Lopez|0123456789", caplog.text)
    assert len(caplog.text.splitlines()) == 2


def test_query_strings_addresses_and_tokens_stand_in_no_line() -> None:
    request = RequestFactory().get("/somewhere/maria lopez/")
    for message in (
        line("Not Found: %s", request.path, request=request),
        line('"%s" %s', "GET /names/?q=maria HTTP/1.1", 200, name="django.server"),
        line("could not write to maria@example.org", name="vigil.trust"),
        line("fetching https://example.org/maria?x=1 failed", name="vigil.reading.intake"),
        line("the link %s is old", "maria" + TOKEN + "0123456789", name="vigil"),
    ):
        assert "maria" not in message
        assert "…" in message


def test_the_text_of_an_exception_is_left_out_and_its_place_is_not() -> None:
    try:
        try:
            raise KeyError("maria@example.org")
        except KeyError as error:
            raise ValueError("Key (email)=(maria@example.org) already exists") from error
    except ValueError:
        record = logging.LogRecord("vigil", 40, "x.py", 1, "failed", (), sys.exc_info())
    written = WithoutPersonalData().format(record)
    assert "maria" not in written
    assert "builtins.KeyError (…)" in written
    assert "which led to\nbuiltins.ValueError (…)" in written
    assert re.search(r"test_logs\.py, line \d+, in test_the_text", written)
