"""Subscribe to reminders of anniversaries, confirm, unsubscribe, and send them.

Nobody learns by asking whether an address was known: what they are answered is the same, and the
letter goes to the address. Nothing is written to an address, but for that one letter, before
somebody followed its link. Each step of writing is one transaction for one person: the letter and
the note of until which day they were told, or neither.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.verbs.letters import address_digest, empty_letter, forget_letters
from vigil.trust.public_forms.tickets import require_room_for_words
from vigil.trust.requests.verbs import count
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import seal, sealed_for, shred
from vigil.trust.withdrawals.names_in_texts import plain
from vigil.trust.withdrawals.write_lock import take_part
from vigil.witness.models import Reminder
from vigil.witness.names.queries.public import NameSelection, on_day
from vigil.witness.names.visibility import announceable_names
from vigil.witness.reminders import letters
from vigil.witness.reminders.letters import ADDRESS, KIND

A_DAY: Final = 20
"""Times a day that one network may ask: enough for an office behind one address."""
LETTERS_A_DAY: Final = 3
"""Letters a day that strangers can make us write to one address."""
TO_CONFIRM: Final = timedelta(days=7)
"""Who does not confirm within it is removed."""
State = Letter.State


# Links


def token_of(reminder: Reminder) -> str:
    """Return the token of somebody's link: 43 letters of base64url (RFC 4648, 5)."""
    said = f"vigil reminder {reminder.uid}".encode()
    mac = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def reminder_by(token: str) -> Reminder | None:
    """Return the reminder that a link belongs to; None where there is none, or it ended."""
    return Reminder.objects.filter(link_digest=_digest_of(token)).first()


def _digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


# Asking, confirming, leaving


def sign_up(
    address: str,
    *,
    every: str,
    country: str = "",
    category: str = "",
    language: str = "",
    network: str = "",
) -> None:
    """Send the link to confirm to an address. Nobody learns whether it was known.

    Who is known already gets their link again, and nothing of what they chose is changed by a
    stranger. `network`, where the request comes from, is only counted. Raises NotPossible (no
    address, no such choice), TooMany, Full.
    """
    address = _checked(address)
    if every not in Reminder.Every.values:
        raise NotPossible(_("Choose how often we write."))
    require_room_for_words()
    if network:
        count(f"reminder {network}", A_DAY)
    # Slow, so before anything is locked; the second is remembered for the letter.
    digest, _letters = _address_digest(address), address_digest(address)
    _sign_up(address, digest, every, country, category, language or settings.LANGUAGE_CODE)


@transaction.atomic
def _sign_up(
    address: str, digest: str, every: str, country: str, category: str, language: str
) -> None:
    take_part()
    known = Reminder.objects.select_for_update().filter(address_digest=digest).first()
    if known is None:
        known = Reminder(
            every=every,
            country=country,
            category=category,
            language=language,
            address_digest=digest,
        )
        known.link_digest = _digest_of(token_of(known))
        known.save()
        seal(KIND, known.uid, ADDRESS, address, by=None)
        record("ask_reminder", KIND, known.uid, by=None, after={"every": every})
    if _letters_today(address) < LETTERS_A_DAY:
        letters.write_link(known, token_of(known), address)


def _letters_today(address: str) -> int:
    since = timezone.now() - timedelta(days=1)
    rows = Letter.objects.filter(to_digest=address_digest(address), kind=letters.LETTER)
    return rows.filter(created_at__gt=since).count()


@transaction.atomic
def confirm(reminder: Reminder) -> Reminder:
    """Confirm a reminder whose link was followed. Doing it twice changes nothing."""
    take_part()
    reminder = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if reminder.confirmed_at is None:
        reminder.confirmed_at = timezone.now()
        reminder.save(update_fields=["confirmed_at"])
        record("confirm_reminder", KIND, reminder.uid, by=None)
    return reminder


@transaction.atomic
def leave(reminder: Reminder, *, why: str) -> None:
    """Remove a reminder for good: the address, the choice, and unsent letters."""
    take_part()
    row = Reminder.objects.select_for_update().filter(pk=reminder.pk).first()
    if row is None:
        return
    for sealed in sealed_for(KIND, row.uid):
        shred(sealed, by=None, why=why)
    forget_letters(KIND, row.uid, why=why)
    record("end_reminder", KIND, row.uid, by=None, why=why)
    row.delete()


# Writing


@dataclass
class ReminderRun:
    """The result of a run, in people. `failed` could not be written to."""

    written: int = 0
    nobody: int = 0
    removed: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


def remind(today: date | None = None) -> ReminderRun:
    """Send the reminders that are due. Each anniversary is announced to a person once.

    Who is told of a day is not told of it again, however often this is run or cut off. A day
    that was missed is not made up for. Who never confirmed is removed.
    """
    today = today or timezone.localdate(timezone=organisation().zone)
    done = ReminderRun()
    for pk in _due(today):
        try:
            written = _remind_one(pk, today)
        except NotPossible:
            done.failed += 1
            continue
        done.written += written is True
        done.nobody += written is False
    over = timezone.now() - TO_CONFIRM
    for reminder in Reminder.objects.filter(confirmed_at=None, made_at__lt=over):
        leave(reminder, why="never confirmed")
        done.removed += 1
    return done


def _due(today: date) -> list[int]:
    rows = Reminder.objects.exclude(confirmed_at=None)
    rows = rows.filter(Q(told_until=None) | Q(told_until__lt=today))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind_one(pk: int, today: date) -> bool | None:
    """Write to one person; return whether there was an anniversary. None: they are not due."""
    take_part()
    reminder = Reminder.objects.select_for_update().filter(pk=pk).first()
    if reminder is None or (reminder.told_until and reminder.told_until >= today):
        return None
    days = 7 if reminder.every == Reminder.Every.WEEK else 1
    of_days = [(day, found) for day, found in _of_days(reminder, today, days) if found.exists()]
    if of_days:
        letters.write_digest(reminder, of_days, token_of(reminder))
    reminder.told_until = today + timedelta(days - 1)
    reminder.save(update_fields=["told_until"])
    return bool(of_days)


def _of_days(reminder: Reminder, first: date, days: int) -> list[tuple[date, Any]]:
    asked = {"country": reminder.country, "category": reminder.category}
    selection = NameSelection(asked={name: value for name, value in asked.items() if value})
    names = selection.of(announceable_names())
    return [(day, on_day(day, names)) for day in (first + timedelta(n) for n in range(days))]


def take_back(names: list[str]) -> None:
    """Discard unsent letters with a name that may no longer be shown.

    Their readers get a new letter with the other names.
    """
    waiting = Letter.objects.select_for_update().filter(about_kind=KIND).exclude(body="")
    for letter in waiting.exclude(state__in=[State.SENT, State.SENDING]):
        body = plain(letter.body)
        if not any(plain(name) in body for name in names):
            continue
        if letter.state != State.CAPTURED:
            letter.state = State.DISCARDED
            letter.save(update_fields=["state"])
        record("discard_letter", "letter", letter.uid, by=None, why="a name was taken back")
        empty_letter(letter, why="a name was taken back")
        Reminder.objects.filter(uid=letter.about_key).update(told_until=None)


# Parts


def _checked(address: str) -> str:
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotPossible(_("This is no e-mail address.")) from error
    return address


def _address_digest(address: str) -> str:
    return identifier_digest(f"reminder {address.strip().casefold()}")


def reminders_to(addresses: list[str]) -> list[Reminder]:
    """Return the reminders to these addresses."""
    return list(Reminder.objects.filter(address_digest__in=map(_address_digest, addresses)))


LOG: Final = LogWords(
    verbs={
        "ask_reminder": pgettext_lazy("decision", "ask to be reminded"),
        "confirm_reminder": pgettext_lazy("decision", "confirm being reminded"),
        "end_reminder": pgettext_lazy("decision", "end being reminded"),
    },
    kinds={
        "reminder": pgettext_lazy("decision", "reminder"),
    },
    reasons={
        "a name was taken back": pgettext_lazy("decision", "a name was taken back"),
        "never confirmed": pgettext_lazy("decision", "never confirmed"),
    },
)
