"""Each request has an id, a line where lines are JSON, and a name that tells nothing."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve

from routes.table import address, routes
from vigil.site.installation.json_logs import JsonWithoutPersonalData
from vigil.site.installation.logs import WithoutPersonalData
from vigil.site.watching.counting import CONFIDENTIAL
from vigil.site.watching.middleware import LOG, Watching
from vigil.site.watching.request_ids import forget_request_id, new_request_id, request_id
from vigil.site.watching.routes import STATIC, UNKNOWN, method_of, route_of

TOKEN = "MQ-c3b1-0123456789abcdef"
IN_CONFIDENCE = (
    "bear-witness/",
    "mine/",
    "key/",
    "fund/",
    "about/report-an-error/",
    "outlook/panels/",
)
AT_THE_DESK = ("desk/testimony/", "desk/fund/", "desk/requests/", "desk/withdraw/")


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """Return the lines of requests, as they are written while lines are JSON."""
    written: list[dict[str, object]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(JsonWithoutPersonalData().format(record)))

    handler, before = Kept(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield written
    LOG.removeHandler(handler)
    LOG.setLevel(before)


@pytest.mark.django_db
def test_a_request_has_an_id_and_one_line(client: Client, lines: list[dict[str, object]]) -> None:
    answer = client.get("/cases/?q=maria", headers={"X-Request-ID": "chosen by a stranger"})
    [line] = lines
    assert re.fullmatch("[2-9a-z]{8}", answer["X-Request-ID"])
    assert line.pop("ms")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(line.pop("time")))
    assert line == {
        "level": "INFO",
        "logger": "vigil.requests",
        "event": "GET cases 200",
        "request": answer["X-Request-ID"],
        "route": "cases",
        "status": 200,
    }
    assert client.get("/cases/")["X-Request-ID"] != answer["X-Request-ID"]
    assert request_id() == ""


@pytest.mark.django_db
def test_no_line_holds_a_path_a_token_or_when_somebody_told_something(
    client: Client, lines: list[dict[str, object]]
) -> None:
    for at in (f"/account/link/{TOKEN}/", f"/mine/{TOKEN}/", "/bear-witness/", "/maria-lopez/1/"):
        client.get(at)
    assert [line["route"] for line in lines] == ["one_time_link", UNKNOWN]
    assert TOKEN not in json.dumps(lines)
    assert "maria" not in json.dumps(lines)


def test_where_people_tell_something_all_routes_have_one_name() -> None:
    names = {"name": "motive", "form": "bib", "token": TOKEN, "language": "es", "kind": "text"}
    names |= {"block": "00000000-0000-4000-8000-000000000000"}
    asked = 0
    for route in routes():
        if not route.startswith((*IN_CONFIDENCE, *AT_THE_DESK)):
            continue
        parts = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        at = address(route, {part: names.get(part, "1") for _kind, part in parts})
        request = RequestFactory().get(at)
        request.resolver_match = resolve(at)
        assert route_of(request) == CONFIDENTIAL, route
        asked += 1
    assert asked > 40


def test_what_has_no_route_is_named_by_what_it_is() -> None:
    asked = RequestFactory()
    for at, name in (("/static/vigil/icon.svg", STATIC), ("/wp-login.php", UNKNOWN)):
        request = asked.get(at)
        request.resolver_match = None
        assert route_of(request) == name
    assert method_of(asked.generic("BREW", "/")) == "other"
    assert method_of(asked.get("/")) == "GET"


def test_an_error_in_confidence_is_logged_without_its_route(lines: list[dict[str, object]]) -> None:
    request = RequestFactory().post("/bear-witness/")
    request.resolver_match = resolve("/bear-witness/")
    watching = Watching(lambda request: answered(500))
    watching(request)
    forget_request_id()
    assert [line["event"] for line in lines] == ["POST confidential 500"]


def answered(status: int):  # type: ignore[no-untyped-def]
    from django.http import HttpResponse

    return HttpResponse(status=status)


def test_lines_of_other_loggers_are_cleaned_and_bear_the_id() -> None:
    record = logging.LogRecord(
        "django.request", 40, "x.py", 1, "Bad: %s", ("/mine/abc/?q=x",), None
    )
    record.route = "not ours"
    made = new_request_id()
    line = json.loads(JsonWithoutPersonalData().format(record))
    assert WithoutPersonalData().format(record).endswith(f" [{made}]")
    forget_request_id()
    assert line["event"] == "Bad: /mine/…/?…"
    assert line["request"] == made
    assert "route" not in line


def test_an_exception_is_one_line_without_its_words() -> None:
    try:
        raise ValueError("maria@example.org")
    except ValueError as error:
        said = (type(error), error, error.__traceback__)
    line = JsonWithoutPersonalData().format(
        logging.LogRecord("django.request", 40, "x.py", 1, "Failed", (), said)
    )
    assert "\n" not in line
    assert "maria" not in line
    assert "ValueError" in json.loads(line)["exception"]


def broken(request: HttpRequest) -> None:
    raise ValueError("broken")


@pytest.mark.django_db
def test_the_page_of_an_error_says_what_to_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.site.pages.sitemaps.site_of", broken)
    answer = Client(raise_request_exception=False).get("/robots.txt")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
