"""Keys of words or digits to a party's own page, and their loss."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class WordKey(models.Model):
    """A key that somebody can remember. Only a slow hash of it is kept (`word_keys.hashing`).

    It opens the page once its party typed it a first time. One on a paper slip (`once`) was seen by
    an officer, so it opens only the page on which the party makes a key of its own.
    """

    class Form(models.TextChoices):
        """In which form it is written."""

        WORDS = "words", pgettext_lazy("key", "seven words")
        DIGITS = "digits", pgettext_lazy("key", "groups of digits")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="word_keys")
    form = models.CharField(max_length=6, choices=Form.choices)
    language = models.CharField(max_length=12, blank=True)
    """Of its words."""
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    once = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    """Of one on a slip, or of one that was never tried."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(once=False, tried_at=None), name="one_untried_key"
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(once=False, tried_at__isnull=False),
                name="one_tried_key",
            ),
            models.UniqueConstraint(fields=["party"], condition=Q(once=True), name="one_slip"),
        ]

    def __str__(self) -> str:
        return f"key of {self.party_id}"


class PagePass(models.Model):
    """A fresh address of a party's own page, for an hour after the key was typed.

    Only a digest of the address is kept. With `only_new_key` it opens nothing but the page on which
    the party makes a new key: so is the link that is sent after a key was lost.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="passes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    only_new_key = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"pass of {self.party_id}"


class KeyLoss(models.Model):
    """A lost key: an officer asks for a new one, another grants it, and the party hears of it.

    How the officer knew that it is them is `how` of ("key_loss", uid). The old key opens nothing
    from the moment a new one is made.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", pgettext_lazy("key loss", "waits for a second officer")
        GRANTED = "granted", pgettext_lazy("key loss", "granted")
        REFUSED = "refused", pgettext_lazy("key loss", "refused")
        ENDED = "ended", pgettext_lazy("key loss", "a new key was made")

    class Way(models.TextChoices):
        """How the party gets to a new key. No officer sees the key that counts."""

        LETTER = "letter", pgettext_lazy("key loss", "by a sealed letter with a link")
        PAPER = "paper", pgettext_lazy("key loss", "on a paper slip, handed over")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="key_losses")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    way = models.CharField(max_length=6, choices=Way.choices, blank=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(state__in=("asked", "granted")),
                name="one_key_loss_per_party",
            )
        ]

    def __str__(self) -> str:
        return f"lost key of {self.party_id}"
