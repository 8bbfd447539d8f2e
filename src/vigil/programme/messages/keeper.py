"""What messages hold of people, what a withdrawal does with it, and what a member exports."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.network.members.data_in_other_rooms import DataOfMember
from vigil.network.models import Member
from vigil.programme.messages.verbs.common import MESSAGE
from vigil.programme.messages.verbs.withdrawing import withdraw_messages_of
from vigil.programme.messages.visibility import messages_of_all_events
from vigil.programme.models import Message, MessageTranslation
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says, that_say

ROOM: Final = "messages"


class MessageKeeper:
    """Answers for messages of a person or about one. A withdrawal hides them."""

    room = ROOM
    label = gettext_lazy("Messages from members")
    models = frozenset({"programme.Message", "programme.MessageTranslation"})

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return messages that contain a name, are from a member of that name, or have such id."""
        return [_holding(message) for message in _found(names)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Take a message, its file and its card away from the public."""
        message = Message.objects.select_for_update().get(uid=holding.key)
        message.withdrawals = sorted({*message.withdrawals, act.withdrawal.pk})
        message.save(update_fields=["withdrawals"])
        why = act.withdrawal.why
        record("take_message_away", MESSAGE, message.uid, by=act.by, why=why)
        return _("the message, its recording and its card are not shown any more")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again what this withdrawal took away, as far as it is agreed to today."""
        done = []
        for message in Message.objects.select_for_update().exclude(withdrawals=[]):
            if withdrawal.pk not in message.withdrawals:
                continue
            message.withdrawals = [pk for pk in message.withdrawals if pk != withdrawal.pk]
            message.save(update_fields=["withdrawals"])
            why = withdrawal.lift_why
            record("show_message_again", MESSAGE, message.uid, by=by, why=why)
            done.append(_("the message is shown again, if it was shown and is agreed to"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return how many messages still contain the name, and how many cannot be searched."""
        told = messages_of_all_events()
        texts = (
            [one.name, one.link, one.words.text, *(words.text for words in one.translations)]
            for one in told
        )
        sentences = []
        if n := sum(says(said, names) for said in texts):
            sentences.append(
                ngettext(
                    "%(n)d message of a member still says the name.",
                    "%(n)d messages of members still say the name.",
                    n,
                )
                % {"n": n}
            )
        if n := sum(one.is_recording and not one.words.text for one in told):
            sentences.append(
                ngettext(
                    "%(n)d recorded message has no transcript: nobody looked through it.",
                    "%(n)d recorded messages have no transcript: nobody looked through them.",
                    n,
                )
                % {"n": n}
            )
        return sentences


def _found(names: Sequence[str]) -> list[Message]:
    there = Message.objects.exclude(state=Message.State.WITHDRAWN)
    says_so = Q(pk__in=that_say(there, ("text", "link"), names).values("pk"))
    translated = that_say(MessageTranslation.objects.all(), ("text",), names)
    says_so |= Q(translations__in=translated)
    says_so |= Q(member__in=that_say(Member.objects.all(), ("name", "pseudonym"), names))
    rows = there.filter(says_so | Q(uid__in=list(names))).distinct()
    return list(rows.select_related("event").order_by("pk"))


def _holding(message: Message) -> Holding:
    """Offer a message ticked, also where it is away already: one who asks may change their mind."""
    return Holding(
        kind=MESSAGE,
        key=message.uid,
        label=f"{message.event}: {message.text[:120] or message.get_kind_display()}",
        what=_("Nobody would see the message, its recording and its card."),
    )


def exported(member: Member) -> list[dict[str, Any]]:
    """Return what is kept of a member's messages, as it goes into their own data."""
    return [
        {
            "event": message.event.title,
            "sent_at": message.sent_at.isoformat(),
            "state": message.state,
            "kind": message.kind,
            "language": message.language,
            "text": message.text,
            "link": message.link,
            "under_their_name": message.named,
            "entered_for_them": message.entered_by_id is not None,
            "received": message.received_how,
            "received_on": message.received_on.isoformat() if message.received_on else "",
            "translations": {one.language: one.text for one in message.translations.all()},
        }
        for message in Message.objects.filter(member=member)
        .select_related("event")
        .prefetch_related("translations")
    ]


def forget(member: Member, by: User, why: str) -> None:
    """Remove everything that a member who leaves has sent."""
    withdraw_messages_of(member, by=by, why=why)


HELD: Final = DataOfMember(ROOM, exported, forget)


LOG: Final = LogWords(
    verbs={
        "show_message_again": pgettext_lazy("decision", "show a message again"),
        "take_message_away": pgettext_lazy("decision", "take a message away"),
    },
)
