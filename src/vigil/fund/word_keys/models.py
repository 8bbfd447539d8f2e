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
    """A key that somebody can remember. Only a slow hash of it is kept (`word_keys.hashing`)."""

    class Form(models.TextChoices):
        """In which form it is written."""

        WORDS = "words", pgettext_lazy("key", "seven words")
        DIGITS = "digits", pgettext_lazy("key", "groups of digits")

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="word_key")
    form = models.CharField(max_length=6, choices=Form.choices)
    language = models.CharField(max_length=12, blank=True)
    """Of its words."""
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"key of {self.party_id}"


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

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="key_losses")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
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
