"""Hands at the fund's screens: what is offered is filled in and sent, and what is not, too.

Whoever tries the wrong order finds no button for it. `Hands.refused` then sends the form that the
screen would have had, by the same browser, and reads the reason on the screen that answers.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, Locator, Page

SEND = """([at, fields]) => {
    const form = document.createElement("form")
    const held = document.querySelector("main [name=csrfmiddlewaretoken], main [name=ticket]")
        ?? document.querySelector("[name=csrfmiddlewaretoken]")
    if (held) fields[held.name] = held.value
    form.method = "post"
    form.action = at
    for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement("input")
        Object.assign(input, {type: "hidden", name, value})
        form.append(input)
    }
    document.body.append(form)
    form.submit()
}"""
"""Sends a form with the token of the screen."""
UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true })"


@dataclass
class Hands:
    """Somebody at a screen; `button` is the name of the inputs or buttons that say the act."""

    page: Page
    button: str = "act"
    clicks: int = 0

    def go(self, at: str) -> None:
        """Open an address of the site, which must be there."""
        answer = self.page.goto(at)
        assert answer is not None
        assert answer.status == 200, f"{at}: {answer.status}"

    def form(self, act: str, of: str = "") -> Locator:
        """Return the form of an act, with what is folded unfolded; none if it is not offered."""
        self.page.evaluate(UNFOLD)
        found = self.page.locator("form").filter(
            has=self.page.locator(f"[name={self.button}][value='{act}']")
        )
        if of:
            found = found.filter(has=self.page.locator(f"[name=of][value='{of}']"))
        return found

    def do(self, act: str, of: str = "", **fields: str | bool | FilePayload) -> None:
        """Fill in the form of an act and send it; a refusal is an error of the test."""
        status = self._send(self.form(act, of).first, act, fields)
        assert status < 400, f"{act}: {status} {self.text()}"

    def refused(
        self, act: str, reason: str, of: str = "", **fields: str | bool | FilePayload
    ) -> None:
        """Try an act, offered or not: it is refused, and the screen says why."""
        offered = self.form(act, of)
        if offered.count():
            status = self._send(offered.first, act, fields)
        else:
            named = {name: str(value) for name, value in fields.items()}
            at = self.page.url.partition("?")[0].partition("#")[0]
            with self.page.expect_navigation() as gone:
                self.page.evaluate(SEND, [at, {self.button: act, "of": of, **named}])
            status = gone.value.status if gone.value else 0
        if status not in (409, 422) or reason not in self.text():
            pytest.fail(f"{act} was not refused for “{reason}”: {status} {self.text()}")

    def text(self) -> str:
        """Return what is read in the main part, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    def _send(self, form: Locator, act: str, fields: dict[str, str | bool | FilePayload]) -> int:
        for name, value in fields.items():
            fill(form, name, value)
            self.clicks += 1
        button = form.locator(f"button[name={self.button}][value='{act}']")
        with self.page.expect_navigation() as gone:
            (button if button.count() else form.locator("button:not([name])")).last.click()
        self.clicks += 1
        return gone.value.status if gone.value else 0


def fill(form: Locator, name: str, value: str | bool | FilePayload) -> None:
    """Fill in one field of a form, of whatever kind it is."""
    field = form.locator(f"[name='{name}']")
    kind = field.first.evaluate("(e) => e.tagName === 'SELECT' ? 'select' : e.type")
    if isinstance(value, dict):
        field.set_input_files(value)
    elif kind == "hidden":
        field.first.evaluate("(e, value) => { e.value = value }", str(value))
    elif kind == "radio" or (kind == "checkbox" and isinstance(value, str)):
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif isinstance(value, bool):
        field.set_checked(value)
    elif kind == "select":
        field.select_option(value)
    else:
        field.fill(value)
