"""Write the letters of a mailing in the background: each person once, some hundred at a time.

A step is one transaction that also notes whom it wrote to (`trust.work`), so that a worker which
is killed repeats nothing. Whoever withdrew since the release gets none: their row is held, and
whether they are still to be written to is asked anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.mailings.letters import (
    LINK,
    about_registration,
    letter_text,
    link_of,
    subject_line,
)
from vigil.programme.mailings.recipients import registrations_of
from vigil.programme.mailings.texts import ChosenText, chosen_texts
from vigil.programme.mailings.verbs.common import KIND
from vigil.programme.models import EventRegistration, Mailing, MailingRecipient, Registration
from vigil.programme.registrations import envelopes
from vigil.programme.registrations.letters import ADDRESS, REGISTRATION, addressee_of
from vigil.programme.registrations.letters import KIND as PERSON
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Letter, User
from vigil.trust.outbox.verbs.writing_many import NewLetter, write_letters
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_many_to_act
from vigil.trust.work.kinds import LeftOut, TaskKind

AT_ONCE: Final = 250
"""Letters in one transaction: on SQLite others wait while it lasts."""


def task_key(mailing: Mailing) -> str:
    """Return what the task that writes the letters of a mailing is about."""
    return f"mailing {mailing.uid}"


@dataclass
class _Writer:
    """Writes the letters of one mailing. What is the same in several of them is drawn once."""

    texts: Mapping[str, ChosenText]
    bodies: dict[tuple[object, ...], str] = field(default_factory=dict)
    sessions: dict[tuple[str, str, int], Mapping[str, Any]] = field(default_factory=dict)
    subjects: dict[tuple[str, bool], str] = field(default_factory=dict)

    def letter(
        self, person: EventRegistration, address: str, rows: Sequence[Registration], several: bool
    ) -> NewLetter:
        """Return the letter to one person about these registrations."""
        plain = (person.language, envelopes.is_plain(person))
        if plain not in self.subjects:
            self.subjects[plain] = subject_line(person)
        return NewLetter(
            address=address,
            about=(PERSON, person.uid),
            body=self._body(person, rows, several).replace(LINK, link_of(person)),
            language=person.language,
            addressee=addressee_of(person),
            plain_subject=self.subjects[plain],
        )

    def _body(self, person: EventRegistration, rows: Sequence[Registration], several: bool) -> str:
        """Return a letter without the link, which alone tells it from that of others."""
        whose = (person.language, person.zone)
        key = (*whose, envelopes.is_plain(person), several, *(row.session_id for row in rows))
        if key not in self.bodies:
            about = [self._session(*whose, row) for row in rows]
            text = self.texts[person.language]
            self.bodies[key] = letter_text(person, text, about, several=several)
        return self.bodies[key]

    def _session(self, language: str, zone: str, row: Registration) -> Mapping[str, Any]:
        key = (language, zone, row.session_id)
        if key not in self.sessions:
            self.sessions[key] = about_registration(row)
        return self.sessions[key]


def _write(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Write the letters to some recipients, as a part of a task. Each gets one."""
    require(by, MANAGE)
    held = MailingRecipient.objects.filter(pk__in=keys, letter=None).order_by("pk")
    received = list(held.select_for_update(of=("self",)).select_related("mailing__event"))
    reached = _written(received[0].mailing, received, by) if received else []
    gone = {row.pk for row in received} - {row.pk for row in reached}
    why_not = _("No letter could be written to this person any more.")
    return [(pk, why_not) for pk in sorted(gone)]


def _written(
    mailing: Mailing, received: Sequence[MailingRecipient], by: User
) -> list[MailingRecipient]:
    """Write to those of the recipients who are still to be written to; return them."""
    people = _people([row.person_id for row in received], mailing)
    about = _registrations(mailing, people)
    texts = chosen_texts(mailing.texts.all())
    uids = [people[pk].uid for pk in about if people[pk].language in texts]
    addresses = open_many_to_act(
        PERSON,
        ADDRESS,
        uids,
        about=Subject(KIND, mailing.uid),
        why="writing a message from the hosts",
    )
    reached = [
        row for row in received if row.person_id in about and people[row.person_id].uid in addresses
    ]
    several, writer = _with_several_sessions(people), _Writer(texts)
    made: list[NewLetter] = []
    for row in reached:
        person = people[row.person_id]
        rows = [] if mailing.whole_event else about[person.pk]
        made.append(writer.letter(person, addresses[person.uid], rows, person.pk in several))
    letters = write_letters(made, Letter.Subject.MESSAGE, kind=REGISTRATION, by=by)
    for row, letter in zip(reached, letters, strict=True):
        row.letter = letter
    _note_letters(reached)
    return reached


def _note_letters(reached: Sequence[MailingRecipient]) -> None:
    """Save which letter each recipient got. Their rows are there, and held.

    As an insert that meets its own rows: `bulk_update` builds a condition for each of them.
    """
    MailingRecipient.objects.bulk_create(
        reached, update_conflicts=True, unique_fields=["id"], update_fields=["letter"]
    )


def _people(keys: Iterable[int], mailing: Mailing) -> dict[int, EventRegistration]:
    """Return people by their keys, held until the transaction ends: nobody withdraws meanwhile."""
    rows = EventRegistration.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    for person in found.values():
        person.event = mailing.event
    return found


def _registrations(
    mailing: Mailing, people: Mapping[int, EventRegistration]
) -> dict[int, list[Registration]]:
    """Return the registrations because of which these people get the mailing, as they are now."""
    found: dict[int, list[Registration]] = {}
    sessions = {one.pk: one for one in mailing.event.sessions.all()}
    places = registrations_of(mailing, people)
    rows = Registration.objects.in_bulk([place.pk for place in places])
    for row in (rows[place.pk] for place in places):
        row.event_registration = people[row.event_registration_id]
        row.session = sessions[row.session_id]
        row.session.event = mailing.event
        found.setdefault(row.event_registration_id, []).append(row)
    return found


def _with_several_sessions(people: Iterable[int]) -> set[int]:
    """Return those who are registered for more than one session: their page shows several."""
    rows = Registration.objects.filter(event_registration__in=people)
    rows = rows.exclude(state=Registration.State.WITHDRAWN).order_by()
    seen: set[int] = set()
    several: set[int] = set()
    for pk in rows.values_list("event_registration", flat=True):
        (several if pk in seen else seen).add(pk)
    return several


WRITING: Final = TaskKind(
    code="write_mailing",
    label=gettext_lazy("Write letters of a message from the hosts"),
    do=_write,
    at_once=AT_ONCE,
    # Not `slow`: "we begin late" must not wait behind a recording that is processed for an hour.
    priority=10,
)
LOG: Final = LogWords(
    reasons={
        "writing a message from the hosts": pgettext_lazy(
            "decision", "writing a message from the hosts"
        ),
    },
)
