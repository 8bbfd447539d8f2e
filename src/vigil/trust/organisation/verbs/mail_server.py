"""State the mail server, check it, and send a letter through it to whoever asks."""

import re
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import CommandLine, record
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Letter, Organisation, Role, User
from vigil.trust.organisation import mail
from vigil.trust.organisation.queries import forget
from vigil.trust.organisation.verbs.stating import allow, own_row
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.outbox.verbs.sending import check_sender, send_now
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal, sealed_for, shred

TEST: Final = "test"
"""The kind of a letter that somebody sends to themselves."""
_HOST: Final = re.compile(r"[A-Za-z0-9.:-]{0,253}")
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")
HIGHEST_PORT: Final = 65_535


@transaction.atomic
def set_mail_server(
    host: str,
    *,
    by: User | CommandLine,
    port: int = 0,
    security: str = Organisation.Security.STARTTLS,
    user: str = "",
    password: str | None = None,
    sender: str = "",
) -> None:
    """State the mail server and the sender; without a host there is none.

    `password` None keeps the one that is sealed. Once another administrator has an account, a
    server that is set up is changed on the machine alone: one person must not lead the letters of
    all others elsewhere. Raises NotAllowed, Unfit, NotPossible (it is set on the machine; keys
    are missing).
    """
    row = own_row(by)
    if why := why_not_changed(row, by):
        raise NotPossible(why)
    if is_demonstration():
        raise NotPossible(_("A demonstration sends no letters."))
    host, port = host.strip(), port or 0
    if not _HOST.fullmatch(host):
        raise Unfit(_("Write the name of the server, such as mail.example.org."), "host")
    if not 0 <= port <= HIGHEST_PORT:
        raise Unfit(_("A port is a number up to 65535."), "port")
    if security not in Organisation.Security.values:
        raise Unfit(_("%(value)s is not known here.") % {"value": security}, "security")
    if host and security == Organisation.Security.NONE and host not in _LOCAL:
        raise Unfit(
            _("Without encryption letters go to a server on this machine only."), "security"
        )
    if host or sender:
        try:
            check_sender(sender)
        except NotPossible as error:
            raise Unfit(str(error), "sender") from error
    _keep_password(password if user and host else "", by)
    row.mail_host, row.mail_port, row.mail_security = host, port, security
    row.mail_user, row.mail_from = user.strip()[:200], sender.strip()
    row.mail_checked_at = row.mail_tested_at = None
    row.save()
    after = {"mail_host": host, "mail_port": port, "mail_security": security}
    record("set_mail_server", mail.KIND, mail.KEY, by=by, after=after)
    forget()


def why_not_changed(row: Organisation | None, by: User | CommandLine) -> str:
    """Return why somebody cannot change the mail server of this row; "" if they can."""
    if mail.is_on_the_machine():
        return _("The mail server is set on the machine (VIGIL_MAIL_URL).")
    if row is None or not row.mail_host or isinstance(by, CommandLine):
        return ""
    others = User.objects.filter(grants__role=Role.ADMINISTRATOR, is_active=True)
    if others.exclude(pk=by.pk).exists():
        return _(
            "A mail server is set up, and others administer this installation too. Now it is "
            "changed on the machine alone: vigil setup."
        )
    return ""


def _keep_password(password: str | None, by: User | CommandLine) -> None:
    if password is None:
        return
    who = by if isinstance(by, User) else None
    if password:
        seal(mail.KIND, mail.KEY, mail.PASSWORD, password, by=who)
        return
    for sealed in sealed_for(mail.KIND, mail.KEY):
        shred(sealed, by=None, why="another mail server")


def check_mail_server(*, by: User | CommandLine) -> None:
    """Connect to the mail server and sign in. Not to be called inside a transaction.

    Raises NotAllowed, MailCheckFailed (with what failed), NotPossible (there is none).
    """
    allow(by)
    mail.try_to_sign_in()
    with transaction.atomic():
        row = own_row(by)
        row.mail_checked_at = timezone.now()
        row.save()
        record("check_mail_server", mail.KIND, mail.KEY, by=by)
    forget()


def send_test_letter(to: User, *, by: User | CommandLine) -> None:
    """Send a letter to somebody with an account at once. Not to be called inside a transaction.

    Raises NotAllowed, MailCheckFailed (it did not go), NotPossible (no server; the sender).
    """
    allow(by)
    if not mail.has_server() or is_demonstration():
        raise NotPossible(_("No mail server is set up."))
    letter = write_letter(
        to,
        Letter.Subject.MESSAGE,
        _("This letter was sent to see whether letters arrive. You need not answer."),
        kind=TEST,
        by=by if isinstance(by, User) else None,
        decides=False,
    )
    sent = send_now(letter)
    if sent.state != Letter.State.SENT:
        why = str(Letter.Trouble(sent.trouble).label) if sent.trouble else ""
        raise mail.MailCheckFailed(_("The letter did not go. %(why)s") % {"why": why})
    with transaction.atomic():
        row = own_row(by)
        row.mail_tested_at = timezone.now()
        row.save()
    forget()


LOG: Final = LogWords(
    verbs={
        "check_mail_server": pgettext_lazy("decision", "check the mail server"),
        "set_mail_server": pgettext_lazy("decision", "change the mail server"),
    },
    parts={
        "mail_host": pgettext_lazy("decision", "mail server"),
        "mail_port": pgettext_lazy("decision", "port"),
        "mail_security": pgettext_lazy("decision", "encryption"),
    },
    reasons={
        "another mail server": pgettext_lazy("decision", "another mail server"),
        mail.WHY_OPENED: pgettext_lazy("decision", "signing in to the mail server"),
    },
)
