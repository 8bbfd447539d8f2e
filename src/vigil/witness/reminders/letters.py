"""Write letters to people who asked for reminders. Each has a link to unsubscribe."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter
from vigil.trust.outbox.site_address import site_address
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_to_act, sealed_for
from vigil.witness.models import Name, Reminder
from vigil.witness.names.entries import name_entries, years_since

LETTER: Final = "reminder"
"""The kind of letters to people who asked for reminders of names, with their link."""
LETTERS: Final = (LetterKind(code=LETTER, lets_in=True),)
KIND: Final = "reminder"
"""The kind of subject that a reminder is: in the vault, for letters, for decisions."""
ADDRESS: Final = "address"
MOST: Final = 60
"""Names that one letter spells out; the page has all."""

OfDays = Sequence[tuple[date, QuerySet[Name]]]


def write_link(reminder: Reminder, token: str, address: str) -> Letter:
    """Write the letter with the link by which a person confirms, or unsubscribes."""
    return _write(reminder, "confirm", token, {}, address)


def write_digest(reminder: Reminder, of_days: OfDays, token: str) -> Letter:
    """Write the letter with the anniversaries of these days, in their order."""
    left = MOST
    days = []
    with override(reminder.language):
        for day, names in of_days:
            lines = name_entries(names[:left])
            more = max(names.count() - len(lines), 0)
            left -= len(lines)
            said = [(line, _since(line.died_on, day)) for line in lines]
            days.append({"day": date_format(day, "DATE_FORMAT"), "lines": said, "more": more})
    return _write(reminder, "digest", token, {"days": days}, _address_in_vault(reminder))


def _since(died_on: date | None, day: date) -> str:
    return years_since(died_on, day) if died_on else ""


def _address_in_vault(reminder: Reminder) -> str:
    for sealed in sealed_for(KIND, reminder.uid):
        if sealed.field == ADDRESS:
            return open_to_act(sealed, why="reminding of anniversaries")
    raise NotPossible(_("The address of this reminder was removed."))


def _write(
    reminder: Reminder, template: str, token: str, said: dict[str, Any], address: str
) -> Letter:
    site = site_address()
    with override(reminder.language):
        context = {
            "site": site,
            "today": site + reverse("witness:names_today"),
            "link": site + reverse("witness:names_reminder", args=[token]),
            **said,
        }
        body = render_to_string(f"witness/reminders/letters/{template}.txt", context)
    return write_letter(
        address,
        Letter.Subject.REMINDER if template == "digest" else Letter.Subject.MESSAGE,
        body,
        kind=LETTER,
        by=None,
        decides=False,
        language=reminder.language,
        addressee=_addressee(reminder),
        about=(KIND, reminder.uid),
    )


def _addressee(reminder: Reminder) -> str:
    """Return whom a letter goes to, for the outbox, without a name."""
    with override(settings.LANGUAGE_CODE):
        return _("who asked for reminder %(n)d") % {"n": reminder.pk}


LOG: Final = LogWords(
    reasons={
        "reminding of anniversaries": pgettext_lazy("decision", "reminding of anniversaries"),
    },
)
