"""Where somebody comes back to who has to sign in first."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

READING = ("GET", "HEAD")


def address_to_come_back(request: HttpRequest) -> str:
    """Return the address of the screen that was asked for, or from which a form was sent.

    Many addresses only take forms: whoever came back to one would find nothing there.
    """
    asked = request.get_full_path()
    if request.method in READING:
        return asked
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return asked
    screen = urlsplit(came_from)
    return screen.path + (f"?{screen.query}" if screen.query else "")
