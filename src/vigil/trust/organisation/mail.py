"""The mail server of the installation: that of the environment, or the one stated on the page."""

import smtplib
import socket
import ssl
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.organisation.models import Organisation
from vigil.trust.organisation.queries import row
from vigil.trust.vault.models.sealed import Sealed
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for

MAILER: Final = "outbox"
"""The one mailer that reaches a server; Django's default one sends nothing."""
KIND: Final = "organisation"
KEY: Final = "organisation"
"""Whose values are sealed in the vault."""
PASSWORD: Final = "mail_password"  # noqa: S105
"""The field of the vault that holds the password of the mail server."""
SECONDS: Final = 30
SECONDS_TO_CHECK: Final = 10
WHY_OPENED: Final = "signing in to the mail server"


class MailCheckFailed(NotPossible):
    """The mail server cannot be used; the sentence says what failed, and what to do."""


def is_on_the_machine() -> bool:
    """Return whether the environment names the mail server."""
    return MAILER in settings.MAILERS


def has_server() -> bool:
    """Return whether a mail server is set up."""
    stated = row()
    return is_on_the_machine() or bool(stated and stated.mail_host)


def server_name() -> str:
    """Return the host of the mail server; "" without one."""
    if is_on_the_machine():
        return str(settings.MAILERS[MAILER].get("OPTIONS", {}).get("host", ""))
    stated = row()
    return stated.mail_host if stated else ""


def state_in_words() -> str:
    """Return in a sentence whether letters leave: checks, Set up and Operation all say this one."""
    if is_demonstration():
        return _("A demonstration sends no letters.")
    if not has_server():
        return _("No mail server is set up: letters stay in the outbox.")
    stated = row() or Organisation()
    said = {"host": server_name()}
    if stated.mail_tested_at:
        said["time"] = f"{stated.mail_tested_at:%Y-%m-%d %H:%M} UTC"
        return _("Letters leave through %(host)s. A test letter went on %(time)s.") % said
    if stated.mail_checked_at:
        said["time"] = f"{stated.mail_checked_at:%Y-%m-%d %H:%M} UTC"
        sentence = _(
            "Letters leave through %(host)s, which let us sign in on %(time)s. No test letter was "
            "sent yet."
        )
        return sentence % said
    return _("Letters leave through %(host)s. Nobody has checked it yet.") % said


def connection(seconds: int = SECONDS) -> Any:
    """Return a connection to the mail server, not opened yet.

    Raises NotPossible (there is none; its password cannot be opened on this machine).
    """
    stated = row()
    if is_on_the_machine():
        return mailers[MAILER]
    if stated is None or not stated.mail_host:
        raise NotPossible(_("No mail server is set up."))
    security = Organisation.Security
    return EmailBackend(
        alias=MAILER,
        host=stated.mail_host,
        port=stated.mail_port or _usual_port(stated.mail_security),
        use_ssl=stated.mail_security == security.TLS,
        use_tls=stated.mail_security == security.STARTTLS,
        username=stated.mail_user,
        password=_password() if stated.mail_user else "",
        timeout=seconds,
    )


def open_connection(server: Any) -> None:
    """Open a connection; where that fails, nothing stays half open. Raises OSError."""
    try:
        server.open()
    except BaseException:
        # Django would close it only before its next try.
        half = getattr(server, "_partial_connection", None)
        if half is not None:
            half.close()
        raise


def _usual_port(security: str) -> int:
    ports = {Organisation.Security.TLS: 465, Organisation.Security.STARTTLS: 587}
    return ports.get(Organisation.Security(security), 25)


def has_password() -> bool:
    """Return whether a password is sealed for the mail server."""
    return any(one.field == PASSWORD for one in sealed_for(KIND, KEY))


def _password() -> str:
    sealed = next((one for one in sealed_for(KIND, KEY) if one.field == PASSWORD), None)
    if sealed is None:
        return ""
    return _opened(sealed.pk, sealed.sealed_at)


@lru_cache(maxsize=1)
def _opened(pk: int, _sealed_at: datetime) -> str:
    """Open the password once for each process: the log does not tell of it for each letter."""
    return open_to_act(Sealed.objects.get(pk=pk), why=WHY_OPENED)


def try_to_sign_in() -> None:
    """Connect to the mail server and sign in. Raises MailCheckFailed, NotPossible."""
    server = connection(SECONDS_TO_CHECK)
    where = {"host": server_name()}
    try:
        open_connection(server)
    except socket.gaierror as error:
        raise MailCheckFailed(
            _("No machine has the name %(host)s. Check how it is written.") % where
        ) from error
    except TimeoutError as error:
        raise MailCheckFailed(
            _(
                "%(host)s did not answer in time. Check the port: 587 is usual for STARTTLS, 465 "
                "for TLS. A firewall may also close it."
            )
            % where
        ) from error
    except ConnectionRefusedError as error:
        raise MailCheckFailed(
            _("%(host)s refuses connections at this port. Check the port.") % where
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise MailCheckFailed(
            _(
                "The certificate of %(host)s is not valid for this name. Use the name that your "
                "provider states."
            )
            % where
        ) from error
    except ssl.SSLError as error:
        raise MailCheckFailed(
            _("%(host)s does not speak TLS at this port. Try STARTTLS and port 587.") % where
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailCheckFailed(
            _("%(host)s answers, but refuses the user name or the password.") % where
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailCheckFailed(
            _(
                "%(host)s answers, but offers no STARTTLS or no sign-in at this port. Try TLS and "
                "port 465."
            )
            % where
        ) from error
    except (OSError, UnicodeError) as error:  # every error of SMTP is an OSError
        raise MailCheckFailed(
            _("%(host)s does not answer as a mail server does. Check name, port and encryption.")
            % where
        ) from error
    finally:
        server.close()
