"""What the programme keeps."""

from vigil.programme.events.models.event import Event, Partner
from vigil.programme.events.models.session import Change, Citation, Contribution, Session
from vigil.programme.events.models.translated_text import TranslatedText
from vigil.programme.mailings.models import Mailing, MailingRecipient, MailingText
from vigil.programme.messages.models import Message, MessageTranslation
from vigil.programme.recordings.models import Caption, Listening, Recording, RemovedPart
from vigil.programme.registrations.models import EventRegistration, HostCode, Registration
from vigil.programme.run_of_show.models import RunItem
from vigil.programme.slot_applications.models import SlotApplication
from vigil.programme.streams.models import Stream, StreamAddress

__all__ = [
    "Caption",
    "Change",
    "Citation",
    "Contribution",
    "Event",
    "EventRegistration",
    "HostCode",
    "Listening",
    "Mailing",
    "MailingRecipient",
    "MailingText",
    "Message",
    "MessageTranslation",
    "Partner",
    "Recording",
    "Registration",
    "RemovedPart",
    "RunItem",
    "Session",
    "SlotApplication",
    "Stream",
    "StreamAddress",
    "TranslatedText",
]
