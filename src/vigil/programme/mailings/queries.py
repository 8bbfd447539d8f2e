"""What became of mailings: for hosts, and for those who read them on their own page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language

from vigil.programme.events.words import Wording, words_of_sessions
from vigil.programme.mailings.texts import ChosenText, chosen_texts
from vigil.programme.mailings.verbs.writing import WRITING, task_key
from vigil.programme.models import (
    Event,
    EventRegistration,
    Mailing,
    MailingRecipient,
    MailingText,
    Registration,
    Session,
)
from vigil.trust.models import Letter, Task
from vigil.trust.work.queries import last_task

State, Template = Letter.State, Mailing.Template
FAILED = (State.FAILED, State.RETURNED)
ON_ITS_WAY = (State.RELEASED, State.SENDING)
WHILE_IT_LASTS = (Template.DELAY, Template.ROOM)
"""What is of no use once a session is over."""


@dataclass
class MailingProgress:
    """How far the letters of a mailing are, as the outbox knows it."""

    mailing: Mailing
    letters: Counter[str] = field(default_factory=Counter)
    """By state of the letter; "" where none is written."""
    is_waiting: bool = False
    """Whether a worker still writes letters, or is to."""
    has_failed: bool = False

    @property
    def written(self) -> int:
        """How many letters are written."""
        return self.letters.total() - self.letters[""]

    @property
    def handed_over(self) -> int:
        """How many letters a mail server took."""
        return self.letters[State.SENT]

    @property
    def on_their_way(self) -> int:
        """How many letters wait for the mail server."""
        return sum(self.letters[state] for state in ON_ITS_WAY)

    @property
    def failed(self) -> int:
        """How many letters were refused, or came back."""
        return sum(self.letters[state] for state in FAILED)

    @property
    def kept_here(self) -> int:
        """How many letters stay in the outbox, because no mail server is set up."""
        return self.letters[State.CAPTURED]

    @property
    def not_written(self) -> int:
        """How many people got none: they withdrew, before it was written or before it went."""
        unwritten = 0 if self.is_waiting or self.has_failed else self.letters[""]
        return unwritten + self.letters[State.DISCARDED]


def progress_of_event(event: Event) -> list[MailingProgress]:
    """Return the mailings of an event that were not discarded, the latest first. Three queries."""
    rows = event.mailings.exclude(state=Mailing.State.DISCARDED)
    rows = rows.select_related("created_by", "released_by").prefetch_related("sessions")
    found = {row.pk: MailingProgress(row) for row in rows}
    _count(found)
    return list(found.values())


def progress_of(mailing: Mailing) -> MailingProgress:
    """Return how far one mailing is, and whether a worker still writes its letters."""
    progress = MailingProgress(mailing)
    _count({mailing.pk: progress})
    task = last_task(WRITING, task_key(mailing))
    if task is not None:
        progress.is_waiting = task.state == Task.State.WAITING
        progress.has_failed = task.state == Task.State.FAILED
    return progress


def _count(found: dict[int, MailingProgress]) -> None:
    received = MailingRecipient.objects.filter(mailing__in=found).order_by()
    counted = received.values_list("mailing", "letter__state").annotate(n=Count("pk"))
    for pk, state, n in counted:
        found[pk].letters[state or ""] += n


@dataclass(frozen=True)
class ShownMessage:
    """A message from the hosts as a page shows it."""

    mailing: Mailing
    chosen: ChosenText
    titles: tuple[Wording, ...] = ()
    """Of the sessions that it is about, where the page shows several."""

    @property
    def lang(self) -> str:
        """The tag for the page, where the text is in another language than the page."""
        return self.chosen.language if self.chosen.language != get_language() else ""


def messages_to(person: EventRegistration, rows: Iterable[Registration]) -> list[ShownMessage]:
    """Return the messages to somebody, the latest first. Four queries at most.

    `rows` are their registrations that they did not withdraw. That something begins late or
    elsewhere is shown until those sessions are over; the rest as long as their link works.
    """
    now = timezone.now()
    sessions = {one.session_id: one.session for one in rows}
    there = set(sessions)
    coming = {pk for pk, session in sessions.items() if session.ends_at > now}
    sent = Mailing.objects.filter(state=Mailing.State.RELEASED, received__person=person)
    shown: list[ShownMessage] = []
    words = words_of_sessions(sessions.values()) if len(sessions) > 1 and sent.exists() else {}
    for one in sent.order_by("-released_at").prefetch_related("texts", "sessions"):
        about = there if one.whole_event else there & {s.pk for s in one.sessions.all()}
        lasts = about & coming if one.template in WHILE_IT_LASTS else about
        if lasts and (chosen := chosen_texts(one.texts.all()).get(person.language)):
            titles = [words[pk].title for pk in sessions if pk in about and pk in words]
            shown.append(ShownMessage(one, chosen, () if one.whole_event else tuple(titles)))
    return shown


def public_messages(session: Session) -> list[ShownMessage]:
    """Return the messages that public pages of a session show until it is over. One query.

    The latest first; in the language of the page, else that which its readers get in place of it,
    else any.
    """
    if session.ends_at <= timezone.now():
        return []
    about = Q(mailing__sessions=session) | Q(mailing__whole_event=True)
    return [ShownMessage(*one) for one in _published(session.event_id, about)]


def public_messages_of_event(event: Event, titles: Mapping[Session, Wording]) -> list[ShownMessage]:
    """Return the messages that the page of an event shows, until their sessions are over.

    `titles` are the sessions on that page, each as it is called there. Two queries at most.
    """
    now = timezone.now()
    coming = {session.pk: title for session, title in titles.items() if session.ends_at > now}
    if not coming:
        return []
    about = Q(mailing__sessions__in=coming) | Q(mailing__whole_event=True)
    found = list(_published(event.pk, about))
    prefetch_related_objects([mailing for mailing, _chosen in found], "sessions")
    return [
        ShownMessage(
            mailing,
            chosen,
            tuple(coming[one.pk] for one in mailing.sessions.all() if one.pk in coming),
        )
        for mailing, chosen in found
    ]


def _published(event: int, about: Q) -> Iterator[tuple[Mailing, ChosenText]]:
    """Yield the public messages of an event in question, the latest first. One query."""
    rows = MailingText.objects.filter(
        about,
        mailing__event=event,
        mailing__state=Mailing.State.RELEASED,
        mailing__is_public=True,
    )
    texts: dict[Mailing, list[MailingText]] = {}
    for row in rows.select_related("mailing").order_by("-mailing__released_at", "pk").distinct():
        texts.setdefault(row.mailing, []).append(row)
    for mailing, of_mailing in texts.items():
        chosen = chosen_texts(of_mailing)
        text = chosen.get(get_language() or "") or next(iter(chosen.values()), None)
        if text is not None:
            yield mailing, text
