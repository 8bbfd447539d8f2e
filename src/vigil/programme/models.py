"""What the programme keeps."""

from vigil.programme.check_in.models import CheckInTap, WalkIn
from vigil.programme.contributors.models import Correction, GroupPerson
from vigil.programme.events.models.event import Event, Partner
from vigil.programme.events.models.session import Change, Citation, Contribution, Session
from vigil.programme.events.models.translated_text import TranslatedText
from vigil.programme.mailings.models import Mailing, MailingRecipient, MailingText
from vigil.programme.messages.models import Message, MessageTranslation
from vigil.programme.questions.models import Question, QuestionVote, SessionQuestions
from vigil.programme.recordings.models import (
    AudioTrack,
    Caption,
    Listening,
    Material,
    Recording,
    RecordingWords,
    RemovedPart,
    Rendition,
)
from vigil.programme.registrations.models import EventRegistration, HostCode, Registration
from vigil.programme.run_of_show.models import RunItem
from vigil.programme.slot_applications.models import SlotApplication
from vigil.programme.streams.models import Stream, StreamAddress

__all__ = [
    "AudioTrack",
    "Caption",
    "Change",
    "CheckInTap",
    "Citation",
    "Contribution",
    "Correction",
    "Event",
    "EventRegistration",
    "GroupPerson",
    "HostCode",
    "Listening",
    "Mailing",
    "MailingRecipient",
    "MailingText",
    "Material",
    "Message",
    "MessageTranslation",
    "Partner",
    "Question",
    "QuestionVote",
    "Recording",
    "RecordingWords",
    "Registration",
    "RemovedPart",
    "Rendition",
    "RunItem",
    "Session",
    "SessionQuestions",
    "SlotApplication",
    "Stream",
    "StreamAddress",
    "TranslatedText",
    "WalkIn",
]
