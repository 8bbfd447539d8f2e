"""The tables of letters to people outside, and of the files made for them."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


def new_uid() -> str:
    """Return a random id."""
    return secrets.token_hex(16)


class Letter(models.Model):
    """One letter to one person: a colleague (`to_user`), or an address that lies in the vault.

    The address of ("letter", uid) is sealed there under `address`; here stands only a slow
    digest of it (`trust.digests`), by which letters to one person can be found. The body is
    removed some time after the letter went out. Where it is `sealed` it never stands here: it lies
    in the vault under the field `body`, under the key of whom the letter is about; or, if it opens
    an account or a registration, under the field `opening`.
    """

    class Subject(models.TextChoices):
        """The only subject lines that are sent. They reveal neither what we do nor for whom."""

        MESSAGE = "message", _("A message for you")
        ANSWER = "answer", _("An answer to your message")
        REMINDER = "reminder", _("A reminder")
        ACCOUNT = "account", _("About your account")

    class Channel(models.TextChoices):
        """How a letter is sent."""

        EMAIL = "email", _("e-mail")

    class State(models.TextChoices):
        """Whether a letter waits, was sent or was discarded."""

        WAITING = "waiting", _("waits for a person")
        RELEASED = "released", _("on its way")
        SENDING = "sending", _("being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        CAPTURED = "captured", _("kept here: no mail server is set up")
        DISCARDED = "discarded", _("discarded")
        RETURNED = "returned", _("came back")

    class Trouble(models.TextChoices):
        """Why a letter was not sent."""

        REFUSED = "refused", _("the mail server refused it")
        UNREACHABLE = "unreachable", _("the mail server could not be reached")
        UNSURE = "unsure", _("broken off while it was handed over: it may have arrived")
        UNREADABLE = "unreadable", _("its address or an attachment could not be opened")

    class Cause(models.TextChoices):
        """Why a mail server refused a letter or sent it back, as classes of RFC 3463."""

        ADDRESS = "address", _("the address does not exist")
        MAILBOX = "mailbox", _("the mailbox is full or closed")
        SERVER = "server", _("the mail server of the address could not take it")
        CONTENT = "content", _("the mail server takes no letters of this size or kind")
        POLICY = "policy", _("the mail server takes no letters from this sender")
        UNKNOWN = "unknown", _("the reason is unknown")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    to_user = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    to_digest = models.CharField(max_length=64, db_index=True)
    addressee = models.CharField(max_length=120, blank=True)
    """Who this is, for whoever releases it: "who sent request 7". Never an address."""
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    subject = models.CharField(max_length=12, choices=Subject.choices)
    plain_subject = models.CharField(max_length=200, blank=True)
    """A subject line in plain words, of the kinds that may have one; the sender is named then."""
    body = models.TextField(blank=True)
    sealed = models.BooleanField(default=False)
    """Its text lies in the vault, and nobody reads it there: it is opened when it is sent."""
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=200, blank=True)
    decides = models.BooleanField(default=False)
    """It tells somebody of a decision about them: a person releases it, or it does not go."""
    uploads = models.ManyToManyField("trust.Upload", blank=True, related_name="letters")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    cause = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    """Why it was refused, or why it came back."""
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_at"])]
        constraints = [
            # What decides something is beyond `waiting` only if a person released or discarded it.
            models.CheckConstraint(
                name="no_deciding_letter_goes_by_itself",
                condition=models.Q(decides=False)
                | models.Q(state__in=["waiting", "discarded"])
                | models.Q(released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_sealed_of_a_letter_stands_nowhere_else",
                condition=models.Q(sealed=False) | models.Q(body=""),
            ),
            models.CheckConstraint(
                name="no_letter_that_opens_something_lies_open",
                condition=~models.Q(kind__in=["account", "registration"]) | models.Q(body=""),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def has_text(self) -> bool:
        """Return whether its text is still kept, in the open or sealed."""
        return self.sealed or bool(self.body)

    @property
    def needs_person(self) -> bool:
        """Return whether a person must release, send again or discard it."""
        return self.state in (self.State.WAITING, self.State.FAILED, self.State.RETURNED)


class LetterFile(models.Model):
    """A small file that was made for one letter: it goes with it, and is removed with its text."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=26)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
