"""Follow a member's change of name, or the end of their being named.

The old name must disappear, and nothing may connect it with the new one. So, in the transaction of
the change,

- messages that contain the old name wait for moderation again;
- the member's messages and contributions lose their name; a host adds it again if they wish;
- contributions under the old name as a plain name lose it;
- hosts get a letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.casefile.people.name_matching import surely_same
from vigil.network.members.name_changes import MemberName, was_public
from vigil.network.models import Member
from vigil.programme.contributors.verbs.withdrawing import withdraw_contribution
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.messages.verbs.common import MESSAGE
from vigil.programme.models import Contribution, Message, Session
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter, Role, User
from vigil.trust.outbox.site_address import has_site_address, in_letters
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says

WHY: Final = "somebody in it goes by another name now, or is not named any more"
State = Message.State


@dataclass
class _RenamingResult:
    """What came of it: messages held, messages without a name, sessions."""

    held: set[int] = field(default_factory=set)
    unnamed: set[int] = field(default_factory=set)
    sessions: dict[int, Session] = field(default_factory=dict)


def follow(member: Member, before: MemberName, after: MemberName) -> None:
    """Follow a change of how a member is called. Called inside its transaction."""
    done = _RenamingResult()
    if before.told and not says([after.told], [before.told]):
        _hold_messages(member, before.told, done)
        _unname_plain_parts(before.told, done)
    if after.is_of_somebody_else(before) and was_public(member, before):
        _unname_messages(member, done)
        _unname_parts(member, done)
    if done.held or done.unnamed or done.sessions:
        _tell_hosts(done)


def _hold_messages(member: Member, name: str, done: _RenamingResult) -> None:
    """Let messages wait again that say a name: theirs also where they say a part of it."""
    rows = Message.objects.select_for_update(of=("self",)).filter(state=State.SHOWN)
    for message in rows.prefetch_related("translations"):
        texts = [message.text, message.link, *(t.text for t in message.translations.all())]
        own = message.member_id == member.pk
        if says(texts, [name, *name.split()] if own else [name]):
            before = {"state": message.state}
            message.state, message.decided_at, message.decided_by = (
                State.WAITING,
                timezone.now(),
                None,
            )
            message.save(update_fields=["state", "decided_at", "decided_by"])
            after = {"state": message.state}
            record(
                "hold_message", MESSAGE, message.uid, by=None, before=before, after=after, why=WHY
            )
            done.held.add(message.pk)


def _unname_messages(member: Member, done: _RenamingResult) -> None:
    """Take their name off what they sent and what somebody may have seen."""
    rows = Message.objects.select_for_update().filter(member=member, named=True)
    for message in rows.exclude(decided_at=None):
        message.named = False
        message.save(update_fields=["named"])
        record("unname_message", MESSAGE, message.uid, by=None, why=WHY)
        done.unnamed.add(message.pk)


def _unname_parts(member: Member, done: _RenamingResult) -> None:
    for part in _public_parts().filter(member=member):
        _unname(part, done)


def _unname_plain_parts(name: str, done: _RenamingResult) -> None:
    for part in _public_parts().exclude(name=""):
        if says([part.name], [name]) or surely_same([part.name], [name]):
            _unname(part, done)


def _unname(part: Contribution, done: _RenamingResult) -> None:
    withdraw_contribution(part, by=None, why=WHY)
    done.sessions[part.session_id] = part.session


def _public_parts() -> QuerySet[Contribution]:
    rows = Contribution.objects.filter(withdrawn=False, session__state__in=PUBLIC)
    return rows.filter(session__event__state__in=PUBLIC).select_related("session__event")


def _tell_hosts(done: _RenamingResult) -> None:
    """Write to whoever runs the programme what waits for them; the letter names nobody."""
    hosts = User.objects.filter(is_active=True, grants__role=Role.PROGRAMME_HOST).distinct()
    with override(settings.LANGUAGE_CODE):
        body = "\n".join(_lines(done))
    for host in hosts.exclude(email=""):
        write_letter(host, Letter.Subject.MESSAGE, body, kind="programme", by=None, decides=False)


def _address(view: str, pk: int) -> str:
    """Return where a colleague reads on. A name is withdrawn even where our address is unknown."""
    return in_letters(view, pk) if has_site_address() else reverse(view, args=[pk])


def _lines(done: _RenamingResult) -> Iterator[str]:
    yield _("Somebody goes by another name from now on, or is not named any more.")
    yield ""
    if done.held:
        yield _("These say the name, are not shown any more, and wait to be read:")
        yield from (_address("desk_programme:message", pk) for pk in sorted(done.held))
        yield ""
    if done.unnamed:
        yield _("These are shown without a name from now on:")
        yield from (_address("desk_programme:message", pk) for pk in sorted(done.unnamed))
        yield ""
    if done.sessions:
        yield _("Here somebody takes part without a name from now on. Ask them how to name them:")
        yield from (_address("desk_programme:session", pk) for pk in sorted(done.sessions))
        yield ""
    yield _("Look for the old name in texts of sessions and in recordings, too.")


LOG: Final = LogWords(
    verbs={
        "hold_message": pgettext_lazy("decision", "let a message wait again"),
        "unname_message": pgettext_lazy("decision", "show a message without a name"),
    },
    reasons={
        "somebody in it goes by another name now, or is not named any more": pgettext_lazy(
            "decision", "somebody in it goes by another name now, or is not named any more"
        ),
    },
)
