"""What the programme keeps."""

from vigil.programme.models.application import SlotApplication
from vigil.programme.models.event import Event, Partner
from vigil.programme.models.message import Message, MessageTranslation
from vigil.programme.models.recording import Caption, Recording, RemovedPart
from vigil.programme.models.registration import HostCode, Registration
from vigil.programme.models.run_of_show import RunItem
from vigil.programme.models.session import Change, Citation, Contribution, Session
from vigil.programme.models.stream import Stream

__all__ = [
    "Caption",
    "Change",
    "Citation",
    "Contribution",
    "Event",
    "HostCode",
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
]
