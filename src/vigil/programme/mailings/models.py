"""What hosts write to the registered of an event, and which letters were made of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import Event
from vigil.programme.events.models.session import Session
from vigil.programme.registrations.models import EventRegistration
from vigil.trust.models import Letter
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal

USER = settings.AUTH_USER_MODEL
BEFORE = _("Its words would be removed, here and on the pages that show it.")
DONE = _("the words of a message from the hosts removed")
LIFTED = _("removed words of messages from the hosts are gone for good")


class Mailing(models.Model):
    """A message from the hosts: to whom, and how far it is. Its texts stand in `texts`.

    Of a draft nobody is written to. When it is released its people are found, once (`received`),
    and a task writes their letters.
    """

    class Template(models.TextChoices):
        """What it begins as."""

        DELAY = "delay", _("Begins late")
        ROOM = "room", _("Another room")
        SLIDES = "slides", _("Slides are here")
        RECORDING = "recording", _("Recording is up")
        FREE = "free", _("Own words")

    class Audience(models.TextChoices):
        """Whom of the chosen sessions it goes to."""

        PLACE = "place", _("all who have a place")
        ATTENDED = "attended", _("those who attended")
        ABSENT = "absent", _("those who have a place and did not attend")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("mailing", "draft")
        RELEASED = "released", pgettext_lazy("mailing", "sent")
        DISCARDED = "discarded", pgettext_lazy("mailing", "discarded")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mailings")
    template = models.CharField(max_length=10, choices=Template.choices)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    room = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=500, blank=True)
    """What a template says: how late, in which room, where the slides are."""
    whole_event = models.BooleanField(default=False)
    """To the registered of all sessions; `sessions` is empty then."""
    sessions = models.ManyToManyField(Session, blank=True, related_name="mailings")
    languages = models.JSONField(default=list)
    """Languages of letters. Nobody who reads another one is written to."""
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PLACE)
    waiting_list = models.BooleanField(default=False)
    """Also to those on the waiting list."""
    is_public = models.BooleanField(default=False)
    """The public pages of its sessions show it, until they are over."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipients = models.PositiveIntegerField(default=0)
    """How many people it went to, as it was released."""

    PERSONAL = Personal(
        kind="mailing",
        texts=["room", "link"],
        label=lambda row: f"{row.room} {row.link}",
        before=BEFORE,
        done=DONE,
        lifted=LIFTED,
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class MailingText(models.Model):
    """What a mailing says in one language, or whose text the readers of that language get."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    instead = models.CharField(max_length=12, blank=True)
    """The language whose text is used where there is none in this one."""

    PERSONAL = Personal(
        kind="mailing_text",
        texts=["text"],
        label=lambda row: f"{row.mailing}: {row.text[:120]}",
        before=BEFORE,
        done=DONE,
        lifted=LIFTED,
        public=models.Q(mailing__is_public=True, mailing__state="released"),
        still_public=_("A message from the hosts still says it."),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "language"], name="one_text_per_mailing_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.mailing_id}"


class MailingRecipient(models.Model):
    """Somebody whom a mailing was released to, and the one letter that was written to them."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="received")
    person = models.ForeignKey(
        EventRegistration, on_delete=models.PROTECT, related_name="mailings_received"
    )
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None: it is not written yet, or the person withdrew before it was."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "person"], name="one_letter_per_mailing_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk} of mailing {self.mailing_id}"
