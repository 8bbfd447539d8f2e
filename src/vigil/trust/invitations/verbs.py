"""Invite colleagues, and let them in by the link of their invitation.

An invitation gives no access. Accepting makes the account, with its roles, its password, and no
sign-in of grace: whoever got a role that needs a second factor sets one up before anything opens.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext_lazy

from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.confirmations.second_person import require_two
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import COMMAND_LINE, CommandLine, record
from vigil.trust.invitations.rules import (
    Invitee,
    has_account,
    is_guarded_invitation,
    require_fit,
    still_counts,
)
from vigil.trust.models import Invitation, Letter, Role, User
from vigil.trust.outbox.site_address import in_letters
from vigil.trust.outbox.verbs.letters import ACCOUNT, forget_letters, is_captured, write_letter
from vigil.trust.people.duplicate_accounts import is_known
from vigil.trust.people.role_grants import give_role, require_administration
from vigil.trust.people.second_administrator import takes_second
from vigil.trust.people.verbs.accounts import open_account
from vigil.trust.people.verbs.resetting_access import tell_colleagues
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.sessions.verbs.lockdown import require_let_in

LIFETIME: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)
"""How long the address of an invitation is kept that nobody accepted."""
AT_ONCE: Final = 200
"""People who are invited together."""
KIND: Final = "invitation"
BATCH: Final = "invitations"
INVITE: Final = "invite_people"
"""The act that takes two people."""
WHY: Final = "new colleagues"
JOINED: Final = "joined by invitation"


@dataclass(frozen=True)
class Invited:
    """What came of inviting: the invitations, and their links where no letter brings them."""

    invitations: Sequence[Invitation]
    waits: bool
    """Whether a second administrator has to confirm it first."""
    tokens: dict[int, str] = field(default_factory=dict)
    """Invitation -> the token of its link; empty where letters are sent."""


@transaction.atomic
def invite(people: Sequence[Invitee], *, by: User | CommandLine, why: str = "") -> Invited:
    """Invite people, all of them or none; or ask a second administrator to confirm it.

    Raises NotAllowed, Unfit (with the field; of the first who cannot be invited so), NotPossible
    (nobody, or too many at once; the address of the site is unknown).
    """
    require_administration(by)
    forget_old()
    if not 0 < len(people) <= AT_ONCE:
        raise NotPossible(
            _("Invite at least one person, and at most %(n)d at once.") % {"n": AT_ONCE}
        )
    batch, rows = uuid4().hex, []
    for one in people:
        void_expired(one.email)
        require_fit(one, by=by)
        rows.append(written(one, batch, by))
    if takes_second([grant["role"] for row in rows for grant in row.roles], by=by):
        assert isinstance(by, User)
        confirmations.ask(INVITE, Subject(BATCH, batch), by=by, why=why or WHY)
        return Invited(rows, waits=True)
    return Invited(rows, waits=False, tokens=send(rows, by))


@transaction.atomic
def send_confirmed(batch: str, *, by: User) -> None:
    """Send the invitations of a batch that two administrators agreed on.

    Raises NotAllowed, NeedsSecondPerson, NotPossible (there is an account by now; none is left).
    """
    require_administration(by)
    require_two(INVITE, Subject(BATCH, batch))
    rows = [row for row in locked(batch=batch) if row.state == Invitation.State.WAITING]
    if not rows:
        raise NotPossible(_("None of these invitations is left."))
    send(rows, by)


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User) -> dict[int, str]:
    """Send an invitation once more, with a new link; the earlier one becomes void.

    Where it never went, because the second administrator refused, it is asked for again. Returns
    the token of its link where no letter brings it. Raises NotAllowed, NotPossible (accepted or
    withdrawn; whoever invited may not any more).
    """
    require_administration(by)
    row = _open(invitation)
    if row.state == Invitation.State.WAITING:
        confirmations.ask(INVITE, Subject(BATCH, row.batch), by=by, why=WHY)
        return {}
    if not still_counts(row):
        raise NotPossible(
            _("Whoever invited this person is no administrator any more. Withdraw it, invite anew.")
        )
    return send([row], by)


@transaction.atomic
def show_link(invitation: Invitation, *, by: User) -> str:
    """Return the token of a new link, to hand it over where no letter can be sent.

    The earlier link becomes void. Raises NotAllowed, NotPossible (a mail server is set up;
    accepted, withdrawn, or not confirmed yet).
    """
    require_administration(by)
    row = _open(invitation)
    if not is_captured():
        raise NotPossible(_("A mail server is set up, so the link goes by letter. Send it again."))
    if row.state == Invitation.State.WAITING or not still_counts(row):
        raise NotPossible(_("A second administrator has to confirm this invitation first."))
    return send([row], by)[row.pk]


@transaction.atomic
def take_back(invitation: Invitation, *, by: User | CommandLine) -> None:
    """Withdraw an invitation: its link opens nothing, and its letter does not go.

    Raises NotAllowed, NotPossible (accepted or withdrawn already).
    """
    require_administration(by)
    _void(_open(invitation), by)


@transaction.atomic
def accept(token: str, password: str, *, browser: str = "") -> User:
    """Spend the token of an invitation, and return its new account, with its roles and password.

    `browser` is the token of the browser, if it has one. Raises NotPossible (unknown, spent,
    withdrawn or expired: one answer for all; there is an account with the address by now; nobody
    is let in), NeedsSecondPerson (it is the browser of whoever invited).
    """
    row = find(token)
    if row is None:
        raise NotPossible(not_valid())
    _require_own_browser(row, browser)
    # No join in this statement, so that of several who come at once one spends the link.
    spent = Invitation.objects.filter(pk=row.pk, accepted_at=None, taken_back_at=None)
    if not spent.filter(digest=row.digest).update(accepted_at=timezone.now()):
        raise NotPossible(not_valid())
    if has_account(row.email):
        raise NotPossible(_("There is an account with your address. Sign in with it."))
    user = open_account(row.email, name=row.name)
    require_let_in(user)
    user.set_password(password)
    user.grace_used_at = timezone.now()
    user.save(update_fields=["password", "grace_used_at"])
    for grant in row.roles:
        limits = {"countries": grant["countries"], "languages": grant["languages"]}
        by = row.made_by or COMMAND_LINE
        give_role(user, Role(grant["role"]), by=by, why=JOINED, **limits)
    tell_colleagues(user, themself=False)
    Invitation.objects.filter(pk=row.pk).update(
        user=user, email="", name="", note="", digest="", accepted_at=timezone.now()
    )
    record("accept_colleague", KIND, str(row.pk), by=user)
    return user


def find(token: str) -> Invitation | None:
    """Return the invitation that a token opens now; None if it opens none."""
    rows = Invitation.objects.select_related("made_by")
    rows = rows.filter(accepted_at=None, taken_back_at=None, expires_at__gt=timezone.now())
    row = rows.filter(digest=_digest(token)).first()
    return row if row is not None and still_counts(row) else None


def not_valid() -> str:
    """Return what whoever opens a void link reads."""
    return _("This invitation is no longer valid. Ask the person who invited you for a new one.")


def forget_old() -> int:
    """Empty invitations that nobody accepted, a month after they ended; return how many."""
    before = timezone.now() - KEPT
    rows = Invitation.objects.exclude(email="")
    over = rows.filter(taken_back_at__lt=before) | rows.filter(
        taken_back_at=None, expires_at__lt=before
    )
    return over.update(email="", name="", note="", digest="", taken_back_at=timezone.now())


def written(one: Invitee, batch: str, by: User | CommandLine) -> Invitation:
    """Write down an invitation that waits. The calling verb has checked it, and who acts.

    Raises NotPossible (the address was invited at this moment).
    """
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                batch=batch,
                email=one.email,
                name=" ".join(one.name.split()),
                language=one.language,
                roles=one.grants,
                note=one.note.strip(),
                made_by=by if isinstance(by, User) else None,
            )
    except IntegrityError:
        raise NotPossible(
            _("This address has an open invitation. Send it again, or withdraw it first.")
        ) from None
    # No address: decisions stay, and it goes.
    after = {"roles": [grant["role"] for grant in row.roles]}
    record("invite_colleague", KIND, str(row.pk), by=by, after=after)
    return row


def send(rows: Sequence[Invitation], by: User | CommandLine) -> dict[int, str]:
    """Write the letters, or return the tokens where none can be sent."""
    tokens = {row.pk: secrets.token_urlsafe(32) for row in rows}
    for row in rows:
        forget_letters(KIND, str(row.pk), why="a new link was made")
        row.digest, row.sent_at = _digest(tokens[row.pk]), timezone.now()
        row.expires_at = row.sent_at + LIFETIME
        row.save(update_fields=["digest", "sent_at", "expires_at"])
        record("send_invitation", KIND, str(row.pk), by=by)
        if not is_captured():
            _write(row, tokens[row.pk], by)
    return tokens if is_captured() else {}


def _write(row: Invitation, token: str, by: User | CommandLine) -> None:
    with override(row.language):
        body = _letter(row, token)
    write_letter(
        row.email,
        Letter.Subject.ACCOUNT,
        body,
        kind=ACCOUNT,
        by=by if isinstance(by, User) else None,
        decides=False,
        language=row.language,
        addressee=f"{KIND} {row.pk}",
        about=(KIND, str(row.pk)),
    )


def _letter(row: Invitation, token: str) -> str:
    """Write the letter, the address alone on a line, so that no mark becomes a part of it."""
    parts = [
        _("Hello %(name)s,") % {"name": row.name} if row.name else _("Hello,"),
        _("%(who)s invites you to join the team.") % {"who": row.made_by}
        if row.made_by
        else _("You are invited to join the team."),
        row.note,
        ngettext(
            "This address works once, within %(days)d day. You choose a password there:",
            "This address works once, within %(days)d days. You choose a password there:",
            LIFETIME.days,
        )
        % {"days": LIFETIME.days},
        in_letters("invitation", token),
        _("Open it on your own device. If you did not expect this letter, do nothing."),
    ]
    return "\n\n".join(filter(None, parts))


def _require_own_browser(row: Invitation, browser: str) -> None:
    """Refuse the browser of whoever invited to a guarded role.

    The two accounts would count as one person's for half a year.
    """
    by = row.made_by
    if by and browser and is_guarded_invitation(row.roles) and is_known(by.email, browser):
        raise NeedsSecondPerson(
            _(
                "The person who invited you signed in with this browser. Open the link in a "
                "browser of your own: two people never share one."
            )
        )


def _void(row: Invitation, by: User | CommandLine | None) -> None:
    row.digest, row.taken_back_at = "", timezone.now()
    row.save(update_fields=["digest", "taken_back_at"])
    forget_letters(KIND, str(row.pk), why="the invitation was withdrawn")
    record("take_back_invitation", KIND, str(row.pk), by=by)


def void_expired(email: str) -> None:
    """Withdraw an expired invitation to an address, because it is invited anew."""
    rows = Invitation.objects.filter(accepted_at=None, taken_back_at=None)
    for row in rows.filter(email__iexact=email, expires_at__lt=timezone.now()):
        _void(row, None)


def _open(invitation: Invitation) -> Invitation:
    """Return an invitation, locked. Raises NotPossible where it has ended."""
    row = locked(pk=invitation.pk)[0]
    if row.accepted_at or row.taken_back_at:
        raise NotPossible(_("This invitation was accepted or withdrawn already."))
    return row


def locked(**named: object) -> list[Invitation]:
    """Return invitations in their order, locked."""
    return list(Invitation.objects.select_for_update(of=("self",)).filter(**named).order_by("pk"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


LOG: Final = LogWords(
    verbs={
        "accept_colleague": pgettext_lazy("decision", "join by an invitation"),
        "invite_colleague": pgettext_lazy("decision", "invite a person"),
        INVITE: pgettext_lazy("decision", "invite people"),
        "send_invitation": pgettext_lazy("decision", "send an invitation"),
        "take_back_invitation": pgettext_lazy("decision", "withdraw an invitation"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "invitation"),
        BATCH: pgettext_lazy("decision", "invitations"),
    },
    parts={"roles": pgettext_lazy("decision", "roles")},
    reasons={
        "a new link was made": pgettext_lazy("decision", "a new link was made"),
        JOINED: pgettext_lazy("decision", "joined by invitation"),
        "the invitation was withdrawn": pgettext_lazy("decision", "the invitation was withdrawn"),
        WHY: pgettext_lazy("decision", "new colleagues"),
    },
)
