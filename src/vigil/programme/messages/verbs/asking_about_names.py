"""Ask a member whether a message that contains their own name may be shown."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.network.members.verbs.email_addresses import address_of
from vigil.network.models import Member
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.named_people import names_its_sender
from vigil.programme.messages.verbs.common import MESSAGE
from vigil.programme.models import Message
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, Letter, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.site_address import in_letters
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.rooms.log_words import LogWords

ASKED = "ask_about_name"


@verb
def ask_about_name(message: Message, *, by: User) -> Letter:
    """Ask a member by letter about their own name in a message they sent. The letter names nobody.

    Raises NotAllowed, NotPossible (it does not wait; no name stands in it; they were asked; no
    address).
    """
    require(by, "programme.moderate", message)
    rows = Message.objects.select_for_update(of=("self",)).select_related("member__user")
    message = rows.get(pk=message.pk)
    if message.state not in (Message.State.WAITING, Message.State.REFUSED):
        raise NotPossible(_("This message is shown already, or was withdrawn."))
    if not names_its_sender(message):
        raise NotPossible(_("The name of the member does not stand in it."))
    if was_asked(message):
        raise NotPossible(_("The member was asked already."))
    to = address_of(message.member, why="asking about their own message")
    if not to:
        raise NotPossible(_("No e-mail address is known of this member."))
    language = _language_of(message.member)
    with override(language):
        body = _body()
    letter = write_letter(
        to,
        Letter.Subject.MESSAGE,
        body,
        kind="programme",
        by=by,
        decides=False,
        language=language,
        addressee=f"member {message.member_id}",
        about=(MESSAGE, message.uid),
    )
    record(ASKED, MESSAGE, message.uid, by=by)
    return letter


def was_asked(message: Message) -> bool:
    """Return whether the member was asked about their name in this message."""
    asked = Decision.objects.filter(verb=ASKED, target_kind=MESSAGE, target_key=message.uid)
    return asked.exists()


def _body() -> str:
    contact = organisation().contact
    parts = [
        _(
            "A message that you sent to an event holds your own name, though it is to be shown "
            "without one: whoever reads it would know who you are. It is not shown yet."
        ),
        _("If you do not want that, take it back here, and send it anew without the name:")
        + f"\n{in_letters('programme:my_messages')}",
        _("If it may be shown as it is, tell the organisers.") + (f" {contact}" if contact else ""),
    ]
    return "\n\n".join(parts)


def _language_of(member: Member) -> str:
    """Return the first of a member's languages in which we write letters."""
    ours = dict(settings.LANGUAGES)
    return next((tag for tag in member.languages if tag in ours), settings.LANGUAGE_CODE)


LOG: Final = LogWords(
    verbs={
        "ask_about_name": pgettext_lazy("decision", "ask a member about their name in a message"),
    },
    reasons={
        "asking about their own message": pgettext_lazy(
            "decision", "asking about their own message"
        ),
    },
)
