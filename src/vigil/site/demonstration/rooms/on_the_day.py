"""Fill what hosts and the registered do on the day: a message to them, questions, votes."""

from collections.abc import Mapping
from typing import Any

from vigil.programme.mailings.recipients import count_recipients
from vigil.programme.mailings.verbs.drafting import MailingChoice, draft_mailing
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import Event, Session
from vigil.programme.questions.rules import Participant
from vigil.programme.questions.verbs.asking import ask_question, vote
from vigil.programme.questions.verbs.moderating import show_question
from vigil.programme.questions.verbs.opening import open_questions
from vigil.site.demonstration.rooms.world import DemoWorld
from vigil.trust.work.verbs.tasks import do_tasks


def write_to_registered(world: DemoWorld, event: Event, told: Mapping[str, Any]) -> None:
    """Send a message of the host to the registered of a session, in the languages they read."""
    host = world.by("host")
    choice = MailingChoice(
        template=told["template"],
        minutes=told["minutes"],
        sessions=list(event.sessions.filter(slug__in=told["sessions"])),
        languages=told["languages"],
        is_public=True,
    )
    mailing = draft_mailing(event, choice, by=host)
    people = count_recipients(mailing).people
    release_mailing(mailing, fingerprint(mailing), people, by=host)
    do_tasks("demonstration")


def ask_questions(world: DemoWorld, session: Session, told: Mapping[str, Any]) -> None:
    """Let the registered of a session ask and vote; the host shows what is to be seen."""
    open_questions(session, by=world.by("host"))
    session = Session.objects.get(pk=session.pk)
    rows = session.registrations.select_related("event_registration").order_by("pk")
    people = [Participant(row.uid) for row in rows]
    for number, one in enumerate(told["asked"]):
        asker = people[number % len(people)]
        question = ask_question(session, asker, language=one["language"], text=one["text"])
        if "votes" in one:
            show_question(question, by=world.by("host"))
            for voter in people[: one["votes"]]:
                vote(question, voter, wanted=True)
