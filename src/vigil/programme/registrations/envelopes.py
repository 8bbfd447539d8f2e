"""What the envelope of a letter to the registered says: nothing, or which event it is about.

An event has neutral letters unless its host says that it is safe to name it. People keep what they
were promised: who registered under neutral letters gets no others.
"""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from vigil.programme.events.models.event import Letters
from vigil.programme.events.words import event_words
from vigil.programme.models import EventRegistration
from vigil.trust.models import Letter
from vigil.trust.organisation.queries import organisation


def is_plain(person: EventRegistration) -> bool:
    """Return whether letters to somebody may name their event outside the letter."""
    return person.plain_letters and person.event.letters == Letters.PLAIN


def subject_of(person: EventRegistration, subject: Letter.Subject) -> str:
    """Return the subject line in plain words; empty where it is to be neutral."""
    if not is_plain(person):
        return ""
    title = event_words(person.event).title.text
    if subject == Letter.Subject.REMINDER:
        return _("Reminder: %(event)s") % {"event": title}
    return _("Your registration: %(event)s") % {"event": title}


def subject_of_message(person: EventRegistration) -> str:
    """Return the subject line of a message from the hosts; empty where it is to be neutral."""
    if not is_plain(person):
        return ""
    return _("From the hosts: %(event)s") % {"event": event_words(person.event).title.text}


def head_of(person: EventRegistration) -> str:
    """Return how a letter begins that names us and who invites; empty where it is neutral."""
    if not is_plain(person):
        return ""
    context = {"organisation": organisation().name, "inviter": person.event.inviter}
    head = render_to_string("programme/registrations/letters/_head.txt", context)
    return f"{head.strip()}\n\n"
