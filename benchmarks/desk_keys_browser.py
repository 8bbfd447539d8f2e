"""Code the first candidates of the data folder VIGIL_DATA in a browser, by keyboard alone.

Prints a JSON line for each case: how many keys were pressed, how many people it has, and how many
fields had to be typed because the machine had read nothing.
"""

import json
import os
import shutil
import sys
import threading
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 180_000
"""Milliseconds."""
MOST_STEPS = 200
"""A case that takes more is stuck."""
NOW = r"""() => {
  const row = document.querySelector('.coding-row.now');
  if (!row || document.activeElement.id === 'hand-in') return null;
  return {name: row.dataset.name, type: row.dataset.type, read: row.classList.contains('read'),
    done: row.classList.contains('done'),
    words: !!row.querySelector('.row-words li:first-child:not(.other) a'),
    letters: Object.fromEntries(Array.from(row.querySelectorAll('[data-choose]'))
      .map((one) => [one.dataset.choose, one.dataset.letter])),
    below: (row.querySelector('[data-below]') || {dataset: {}}).dataset.below,
    near: !!row.querySelector('.row-days')
      || /^\d{4}-\d\d-\d\d$/.test((row.querySelector('.row-inputs input') || {}).value),
    chosen: (row.querySelector('[data-choose][aria-pressed=true]') || {dataset: {}})
      .dataset.choose};
}"""
LEFT = """document.querySelectorAll(
  '.coding-row[data-needed]:not(.done), .coding-row[data-name$="/names"].read').length"""
"""How many rows must still be decided, with the names of the people."""
UNKNOWN = ("target", "killing", "killed", "unclear", "unknown", "none_reported")
"""What is chosen where the machine read nothing: the first of these that the field has."""
WRONG = ("method", "date_of_attack", "place")
"""The fields whose values are corrected in the run with three wrong values."""
TYPED = {"edtf": "20190308", "place": "san", "list": "Nadie", "text": "x", "integer": "1"}
DAY = "13"
"""The day that is typed where the page knows the month: of the report, or of what was read."""
PLACE = "san"
"""The beginning of a place that has namesakes in every country of the two sets."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing of single requests."""


@dataclass
class Coder:
    """Somebody at a keyboard, and how often they press a key."""

    page: Page
    pressed: list[str] = field(default_factory=list)
    """What each press was for: the name of the row, and the key."""
    row: str = "queue"
    typed: list[str] = field(default_factory=list)
    refused: int = 0
    """How often the coding was refused, because what the machine read contradicts itself."""
    copied: set[str] = field(default_factory=set)
    """People for whom what was chosen for the person before was chosen too."""

    def press(self, key: str) -> None:
        """Press one key."""
        self.pressed.append(f"{self.row} {key}")
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text, a key a letter."""
        for letter in text:
            self.press(letter)


def main(most: int) -> None:
    """Code so many candidates in each run, the first of the queue."""
    import django

    django.setup()
    cookie, port = _signed_in(), _served()
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        context = browser.new_context(base_url=f"http://localhost:{port}", locale="en-GB")
        context.set_default_timeout(PATIENCE)  # the machine may do something else meanwhile
        context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
        page = context.new_page()
        for kind, wrong in (("right", ()), ("right, all read", ()), ("three wrong", WRONG)):
            for _case in range(most):
                found = _coded(page, wrong, everything=kind == "right, all read")
                print(json.dumps({"kind": kind, **found}), flush=True)
        browser.close()


def _coded(page: Page, wrong: tuple[str, ...], *, everything: bool) -> dict[str, Any]:
    """Code the first candidate of the queue, from the queue to the coding that is handed in.

    With `everything`, every value that the machine read is accepted; else what is required, and
    the names.
    """
    page.goto("/desk/")
    page.wait_for_selector("[data-key='?']:not([hidden])")
    coder = Coder(page)
    with page.expect_navigation():
        coder.press("c")
    page.wait_for_selector("body.by-rows .coding-row.now")
    people = page.locator("fieldset[id^=person-]").count()
    corrected: set[str] = set()
    for _step in range(MOST_STEPS):
        now = page.evaluate(NOW)
        if now is None or not (everything or page.evaluate(LEFT)):
            break
        coder.row = now["name"]
        _decide(coder, now, wrong, corrected)
    coder.row = "end"
    with page.expect_navigation():
        coder.press("Control+Enter")
    _until_it_agrees(coder)
    told = page.locator(".messages").all_text_contents()
    assert any("handed in" in said.lower() for said in told), page.locator("#problems").inner_text()
    return {
        "presses": len(coder.pressed),
        "pressed": ", ".join(coder.pressed),
        "people": people,
        "typed": coder.typed,
        "refused": coder.refused,
    }


def _until_it_agrees(coder: Coder) -> None:
    """Change what the codebook objects to, where the machine read what contradicts itself."""
    for _try in range(3):
        if not coder.page.locator("#problems").count():
            return
        coder.refused += 1
        now = coder.page.evaluate(NOW)
        other = next(key for key in now["letters"] if key != now["chosen"])
        coder.press(now["letters"][other])
        with coder.page.expect_navigation():
            coder.press("Control+Enter")


def _decide(coder: Coder, now: dict[str, Any], wrong: tuple[str, ...], fixed: set[str]) -> None:
    """Press what decides the current field: accept it, correct it, choose or type it."""
    name, letters = now["name"], now["letters"]
    person = name.partition("/")[0] if "/" in name else "0"
    if name in wrong and name not in fixed:
        fixed.add(name)
        if letters:
            other = next(key for key in letters if key not in (now["chosen"], "unknown"))
            coder.press(letters[other])
        else:
            _type(coder, now)
    elif name.endswith("/names") and person > "0" and person not in coder.copied:
        coder.copied.add(person)
        coder.press("=")  # the name is right, or nobody names them; the rest as for the one before
    elif name.endswith("/names") and not now["read"]:
        coder.press("Enter")  # nobody names them
    elif now["read"] and now["words"]:
        coder.press("Enter")
    elif now["below"] and not now["chosen"]:
        coder.press(f"Shift+{now['below']}")  # reports give only the bare event
    elif letters and now["type"] == "choice":
        known = now["chosen"] or next((key for key in UNKNOWN if key in letters), "")
        coder.press(letters[known or next(iter(letters))])
    else:
        coder.typed.append(name)
        _type(coder, now)


def _type(coder: Coder, now: dict[str, Any]) -> None:
    coder.press("e")
    coder.type(DAY if now["type"] == "edtf" and now["near"] else TYPED[now["type"]])
    if now["type"] == "place":
        coder.page.wait_for_selector(".coding-row.now .suggestions:not([hidden]) li")
        coder.press("ArrowDown")
    coder.press("Enter")


def _signed_in() -> dict[str, str]:
    """Return the cookie of somebody who codes everywhere."""
    from django.conf import settings
    from django.test import Client

    from vigil.site.sign_in.second_factor import PROVEN_KEY
    from vigil.trust.models import Role, RoleGrant, User

    user, _new = User.objects.get_or_create(username="keys", defaults={"display_name": "Keys"})
    RoleGrant.objects.get_or_create(user=user, role=Role.CODER)
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROVEN_KEY] = str(user.pk)
    session.save()
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def _served() -> int:
    """Serve the site on this machine in a thread; return the port."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler

    server = make_server(
        "localhost", 0, StaticFilesHandler(WSGIHandler()), _Server, handler_class=_Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main(int(sys.argv[1]))
