"""Remove names: stop naming a contributor, and cut names out of texts.

The keepers call this within a withdrawal, which has checked the permission. No decision contains
the name.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import pgettext_lazy

from vigil.network.models import Member
from vigil.programme.contributors.verbs import contributions
from vigil.programme.contributors.verbs.correcting import forget_words
from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.events.verbs import events, sessions
from vigil.programme.events.verbs.public_changes import note_event, note_session, record_new_wording
from vigil.programme.events.verbs.sessions import locked
from vigil.programme.models import Change, Contribution, Event, Partner, Session, Stream
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import User, Withdrawal
from vigil.trust.private_links.verbs.links import forget_addresses
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import SHORTEST, plain, says

GONE: Final = "…"
"""What stands where a name was cut out of a sentence."""
WITHDRAW: Final = "withdraw_contribution"
EVENT_TEXTS: Final = events.TEXTS
SESSION_TEXTS: Final = sessions.TEXTS
CONTRIBUTION_TEXTS: Final = contributions.TEXTS
TRANSLATED_TEXTS: Final = ("title", "text")


def withdraw_contribution(part: Contribution, *, by: User | None, why: str) -> None:
    """Stop naming a contributor, on every page and in every file, at once.

    `by` is None where the installation does it, because they are not called so any more.
    """
    session = locked(part.session)
    part.withdrawn = True
    part.save(update_fields=["withdrawn"])
    note_session(WITHDRAW, session, by=by, after={"contribution": part.uid}, why=why)
    record_new_wording(session)


def name_again(part: Contribution, withdrawal: Withdrawal, *, by: User) -> None:
    """Take `withdraw_contribution` back. Consent and announcement decide again."""
    session = locked(part.session)
    part.withdrawn = False
    part.save(update_fields=["withdrawn"])
    after = {"contribution": part.uid}
    note_session("name_contribution", session, by=by, after=after, why=withdrawal.lift_why)
    record_new_wording(session)


def forget_contribution(part: Contribution, *, by: User, why: str) -> None:
    """Remove everything that identifies a contributor. That somebody took part stays.

    Their private links stay open, so that they can take back what they agreed to.
    """
    session = locked(part.session)
    forget_addresses(Subject(CONTRIBUTION, part.uid), why=why)
    for correction in part.corrections.all():
        forget_words(correction, by=None)
    part.member, part.name, part.unnamed = None, "", ""
    part.position = part.affiliation = part.announced = ""
    part.save()
    contributions.shred_documents(part, why=why)
    note_session("forget_contribution", session, by=by, after={"contribution": part.uid}, why=why)
    record_new_wording(session)


def forget_partner(member: Member) -> None:
    """Take a member off what they held with us."""
    Partner.objects.filter(member=member).delete()


def cut_from_session(session: Session, names: Sequence[str], *, by: User, why: str) -> None:
    """Cut a name out of everything that a session says. What was cut does not come back."""
    session = locked(session)
    for row, fields in texts_of(session):
        _cut(row, fields, names)
    note_session("withhold_words", session, by=by, why=why)
    record_new_wording(session)


def cut_from_event(event: Event, names: Sequence[str], *, by: User, why: str) -> None:
    """Cut a name out of what an event says of itself. What was cut does not come back."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    for row, fields in texts_of_event(event):
        _cut(row, fields, names)
    note_event("withhold_words", event, by=by, why=why)


class FormerRoom:
    """The room of a session before a change, as a text from which names can be cut."""

    def __init__(self, change: Change) -> None:
        self.change = change

    @property
    def room(self) -> str:
        """Return what it was called."""
        return str(self.change.before.get("room") or "")

    @room.setter
    def room(self, called: str) -> None:
        self.change.before = {**self.change.before, "room": called}

    def save(self, *, update_fields: Sequence[str]) -> None:
        """Write it into the row of the change, with all else that was before."""
        self.change.save(update_fields=["before"])


type TextRow = Model | FormerRoom


def texts_of(session: Session) -> Iterator[tuple[TextRow, tuple[str, ...]]]:
    """Yield each row of a session with its fields of free text, the names of people left out."""
    yield session, SESSION_TEXTS
    for part in session.contributions.all():
        yield part, CONTRIBUTION_TEXTS
    for change in session.changes.all():
        yield change, ("why",)
        yield FormerRoom(change), ("room",)
    for citation in session.citations.all():
        yield citation, ("label",)
    for partner in session.partners.all():
        yield partner, ("name",)
    for stream in Stream.objects.filter(session=session):
        yield stream, ("who",)
    for text in session.translated_texts.all():
        yield text, TRANSLATED_TEXTS


def texts_of_event(event: Event) -> Iterator[tuple[TextRow, tuple[str, ...]]]:
    """Yield each row of an event with its fields of free text."""
    yield event, (*EVENT_TEXTS, "inviter")
    for partner in event.partners.filter(session=None):
        yield partner, ("name",)
    for text in event.translated_texts.filter(session=None):
        yield text, TRANSLATED_TEXTS


def texts_contain_name(
    rows: Iterator[tuple[TextRow, tuple[str, ...]]], names: Sequence[str]
) -> bool:
    """Return whether one of these texts contains one of the names."""
    return any(says([getattr(row, name) for name in fields], names) for row, fields in rows)


def remove_names(text: str, names: Sequence[str]) -> str:
    """Return a text with every name cut out, in whatever capitals and with whatever accents."""
    for name in sorted(filter(_long_enough, map(plain, names)), key=len, reverse=True):
        text = _without_one(text, name)
    return text


def _long_enough(name: str) -> bool:
    return len(name) >= SHORTEST


def _without_one(text: str, name: str) -> str:
    folded, places = _folded(text)
    kept, done = [], 0
    at = folded.find(name)
    while at >= 0:
        first, last = places[at], places[at + len(name) - 1]
        kept += [text[done:first], GONE]
        done = _past_marks(text, last + 1)
        at = folded.find(name, at + len(name))
    return "".join([*kept, text[done:]])


def _past_marks(text: str, end: int) -> int:
    """Return where the accents end that belong to the letter before `end`."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text as `plain` writes it, and for each of its letters where it came from."""
    letters: list[str] = []
    places: list[int] = []
    for at, original in enumerate(text):
        for letter in unicodedata.normalize("NFKD", original.casefold()):
            if unicodedata.combining(letter):
                continue
            if letter.isspace():
                if not letters or letters[-1] == " ":
                    continue
                letter = " "
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _cut(row: Any, fields: Sequence[str], names: Sequence[str]) -> None:
    changed = []
    for name in fields:
        was = getattr(row, name)
        if (now := remove_names(was, names)) != was:
            setattr(row, name, now)
            changed.append(name)
    if changed:
        row.save(update_fields=changed)


LOG: Final = LogWords(
    verbs={
        "forget_contribution": pgettext_lazy("decision", "forget a contributor"),
        "name_contribution": pgettext_lazy("decision", "name a contributor again"),
        "withdraw_contribution": pgettext_lazy("decision", "withdraw a contributor"),
        "withhold_words": pgettext_lazy("decision", "cut a name out of words"),
    },
)
