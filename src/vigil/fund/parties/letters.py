"""Letters to parties: neutral, without a name, an amount or a subject.

A letter waits until an officer releases it. It does not mention the fund, as others may read the
mailbox. A party without an email address gets no letter; a person notifies it.
"""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.fund.models import Determination, EmergencyRequest, Party
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.trust.models import Letter, User
from vigil.trust.outbox.site_address import site_address
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords

KIND: Final = "fund"
"""The kind of letters of the fund."""
UNRELEASED_STATES: Final = (Letter.State.WAITING, Letter.State.DISCARDED)
"""States in which nobody has let a letter go."""


def write_first(party: Party, token: str, *, by: User) -> Letter | None:
    """Write the first letter, with the link to the party's own page; None without email.

    The letter is sealed: whoever reads the database or the outbox gets no link. Raises NotPossible
    if the address is invalid.
    """
    with override(_language(party)):
        lines = [
            _("There is a page for you. Only this link opens it:"),
            own_page(party, token),
            _("Keep the link to yourself, or delete this message. On the page you can end it."),
        ]
        body = "\n\n".join(lines)
    return write_to_party(party, body, by=by, sealed=True)


def write_news(party: Party, *, by: User) -> Letter | None:
    """Write that there is news on the party's own page; None without email.

    It holds no link, so that the mailbox opens nothing.
    """
    with override(_language(party)):
        lines = [
            _("There is something new on your page. Open it with the link that you keep."),
            _("If you do not have the link any more, answer this message."),
        ]
        body = "\n\n".join(lines)
    return write_to_party(party, body, by=by)


def write_link_to_new_key(party: Party, token: str, *, by: User) -> Letter | None:
    """Write the letter with the link by which a party makes a new key; None without email.

    It is sealed as the first letter. Raises NotPossible if the address is invalid.
    """
    with override(_language(party)):
        lines = [
            _("A new key to your page was asked for. This link leads to it, once, for 14 days:"),
            f"{site_address()}{reverse('fund:own_key', args=[token])}",
            _("If you did not ask for it, do not follow the link, and answer this message."),
        ]
        body = "\n\n".join(lines)
    return write_to_party(party, body, by=by, sealed=True)


def write_to_party(
    party: Party,
    body: str,
    *,
    by: User | None,
    subject: Letter.Subject = Letter.Subject.MESSAGE,
    decides: bool = True,
    sealed: bool = False,
) -> Letter | None:
    """Write a letter to a party that uses email; None otherwise.

    The address is read from the vault and shown to nobody. A letter with the link is `sealed` under
    the party's key: nobody at the desk can read it. Raises NotPossible.
    """
    if party.contact_by != Party.Contact.EMAIL:
        return None
    address = sealing.read_to_act(party, PARTY, party.uid, "contact", why="writing the letter")
    if not address:
        return None
    return write_letter(
        address,
        subject,
        body,
        kind=KIND,
        by=by,
        decides=decides,
        language=_language(party),
        addressee=party.code,
        about=(PARTY, party.uid),
        sealed=sealed,
    )


def own_page(party: Party, token: str) -> str:
    """Return the full address of a party's own page, in its language. Raises NotPossible."""
    with override(_language(party)):
        return f"{site_address()}{path_of(token)}"


def path_of(token: str) -> str:
    """Return the path of a party's own page, in the language of the screen."""
    return reverse("fund:mine", args=[token])


def mark_read_once_released(letter: Letter) -> None:
    """Let the applicant read the decision once its letter is released, anywhere."""
    Determination.objects.filter(letter=letter, told_at=None).update(told_at=timezone.now())
    asked = EmergencyRequest.objects.filter(letter=letter, told_at=None)
    asked.update(told_at=timezone.now(), told_by=letter.released_by)


LETTERS: Final = (LetterKind(code=KIND, lets_in=True, once_released=mark_read_once_released),)


def how_to_notify(party: Party, letter: Letter | None) -> str:
    """Return a sentence that tells the officer how the party learns of news."""
    if letter is not None and letter.state != Letter.State.DISCARDED:
        return _("A neutral letter says that there is news on their page.")
    return {
        Party.Contact.NONE: _("They come to us: they find it on their page."),
        Party.Contact.EMAIL: _("No letter is there any more: write to them by hand."),
        Party.Contact.PHONE: _("Tell them by telephone that there is news on their page."),
        Party.Contact.MESSENGER: _("Tell them by their messenger that there is news."),
        Party.Contact.PERSON: _("Tell whom they trust that there is news on their page."),
    }[Party.Contact(party.contact_by)]


def _language(party: Party) -> str:
    known = dict(settings.LANGUAGES)
    main = party.language.partition("-")[0]
    return party.language if party.language in known else main if main in known else "en"


LOG: Final = LogWords(
    reasons={
        "writing the letter": pgettext_lazy("decision", "writing the letter"),
    },
)
