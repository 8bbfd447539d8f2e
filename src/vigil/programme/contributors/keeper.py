"""What events, sessions and contributions hold of people, and what a withdrawal does with it.

Messages, registrations and recordings have keepers of their own.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.people.name_matching import surely_same
from vigil.network.members.data_in_other_rooms import DataOfMember
from vigil.network.models import Member
from vigil.programme.contributors.verbs import withdrawing
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Contribution, Event, Session
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.withdrawals.names_in_texts import says

PART, SESSION, EVENT = "contribution", "session", "event"
"""Kinds of holdings: somebody's part in a session; words of a session; words of an event."""


class ProgrammeKeeper:
    """Answers for contributors, and for names in the texts of events and sessions."""

    room = "programme"
    label = gettext_lazy("Programme")
    models = frozenset(
        f"programme.{model}"
        for model in (
            "Event",
            "Partner",
            "Session",
            "Contribution",
            "Citation",
            "Change",
            "TranslatedText",
        )
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return contributions under these names, and sessions and events whose texts contain them.

        A member's part goes with the member: the network is asked.
        """
        parts = Contribution.objects.exclude(name="").select_related("session__event")
        found = [_part(part) for part in parts if _is(part, names)]
        for session in Session.objects.select_related("event"):
            if withdrawing.texts_contain_name(withdrawing.texts_of(session), names):
                found.append(_words(SESSION, session.uid, str(session)))
        for event in Event.objects.all():
            if withdrawing.texts_contain_name(withdrawing.texts_of_event(event), names):
                found.append(_words(EVENT, event.uid, str(event)))
        return found

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Name a contributor no more, or cut the name out of words."""
        by, why = act.by, act.withdrawal.why
        if holding.kind == PART:
            part = Contribution.objects.select_related("session").get(uid=holding.key)
            withdrawing.withdraw_contribution(part, by=by, why=why)
            return _("the contributor takes part without a name")
        if holding.kind == SESSION:
            session = Session.objects.get(uid=holding.key)
            withdrawing.cut_from_session(session, act.names, by=by, why=why)
            return _("cut out of the words of a session")
        event = Event.objects.get(uid=holding.key)
        withdrawing.cut_from_event(event, act.names, by=by, why=why)
        return _("cut out of the words of an event")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Name the contributors again; what was cut out of words is written anew by hand."""
        done = _done_by(withdrawal)
        sentences = []
        kept = {
            key
            for other in Withdrawal.objects.filter(lifted_at=None).exclude(pk=withdrawal.pk)
            for kind, key in _done_by(other)
            if kind == PART
        }
        keys = {key for kind, key in done if kind == PART} - kept
        for part in Contribution.objects.filter(uid__in=keys, withdrawn=True):
            withdrawing.name_again(part, withdrawal, by=by)
            sentences.append(_("a contributor is named again where it was agreed or announced"))
        if any(kind != PART for kind, _key in done):
            sentences.append(_("what was cut out of words does not come back: write it anew"))
        return sentences

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return what still shows the name, and what cannot be recalled."""
        sentences = []
        sessions = Session.objects.filter(state__in=PUBLIC, event__state__in=PUBLIC)
        parts = [
            part
            for part in Contribution.objects.filter(session__in=sessions).exclude(name="")
            if _is(part, names)
        ]
        if any(not part.withdrawn for part in parts):
            sentences.append(_("A contributor has the name: it was left, or is somebody else."))
        if any(part.withdrawn for part in parts):
            sentences.append(
                _("Calendars and files that people have taken hold the name until they ask again.")
            )
        if any(withdrawing.texts_contain_name(withdrawing.texts_of(s), names) for s in sessions):
            sentences.append(_("The words of a session say the name: they were left."))
        slugs = [slug for pair in sessions.values_list("slug", "event__slug") for slug in pair]
        if says([slug.replace("-", " ") for slug in slugs], names):
            sentences.append(_("The address of a session or an event holds the name."))
        return sentences


def _is(part: Contribution, names: Sequence[str]) -> bool:
    return says([part.name], names) or surely_same([part.name], list(names))


def _part(part: Contribution) -> Holding:
    label = f"{part.name} · {part.get_role_display()} · {part.session}"
    what = _("Takes part without a name from now on: no page, calendar or file says it.")
    return Holding(PART, part.uid, label, what, ticked=not part.withdrawn)


def _words(kind: str, key: str, label: str) -> Holding:
    return Holding(kind, key, label, _("The name is cut out of its words, for good."))


def _done_by(withdrawal: Withdrawal) -> list[tuple[str, str]]:
    return [
        (done["kind"], done["key"])
        for receipt in withdrawal.receipts
        if receipt["room"] == ProgrammeKeeper.room
        for done in receipt["done"]
    ]


def exported(member: Member) -> list[dict[str, object]]:
    """Return a member's parts in sessions, as they take them along."""
    parts = Contribution.objects.filter(member=member).select_related("session__event")
    return [
        {
            "event": part.session.event.title,
            "session": part.session.title,
            "starts_at": part.session.starts_at.isoformat(),
            "role": part.role,
            "position": part.position,
            "affiliation": part.affiliation,
        }
        for part in parts
    ]


def forget(member: Member, by: User, why: str) -> None:
    """Remove a member's identity from their contributions. The contributions themselves stay."""
    parts = Contribution.objects.filter(member=member).select_related("session")
    for part in parts:
        withdrawing.forget_contribution(part, by=by, why=why)
    withdrawing.forget_partner(member)


HELD: Final = DataOfMember("programme", exported, forget)
