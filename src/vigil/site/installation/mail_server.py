"""The mail server, as the environment names it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS = 30
_NOWHERE = {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def mailers(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's MAILERS for an address such as `smtp://name:password@host:587`.

    `smtp` insists on STARTTLS, `smtps` on TLS from the first byte; `smtp+plain` is for a server
    on this machine only. Whatever is not sent by the outbox goes nowhere. Without an address
    there is no `outbox`, and letters stay where they are. Raises ImproperlyConfigured.
    """
    if not url:
        return {"default": _NOWHERE}
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ImproperlyConfigured("VIGIL_MAIL_URL must begin with smtp:// or smtps://")
    if parts.scheme == "smtp+plain" and not local:
        raise ImproperlyConfigured("VIGIL_MAIL_URL: without encryption only to this machine")
    options: dict[str, Any] = {
        "host": parts.hostname,
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp",
        "timeout": SECONDS,
    }
    if parts.port:
        options["port"] = parts.port
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"default": _NOWHERE, "outbox": {"BACKEND": _SMTP, "OPTIONS": options}}
