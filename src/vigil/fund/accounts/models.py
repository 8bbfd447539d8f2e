"""Confirmations that an account is the payee's own. The account itself is in the vault."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class AccountConfirmation(models.Model):
    """An officer's word that the payee confirmed their account over a second channel.

    `terms` is a digest of payee and account, under the key of the party: a change of either leaves
    the account unconfirmed. What was said is `note` of ("account_confirmation", uid).
    """

    class Channel(models.TextChoices):
        """How the payee was asked."""

        CALL = "call", pgettext_lazy("account", "by telephone, at a number known before")
        VIDEO = "video", pgettext_lazy("account", "by video")
        PERSON = "person", pgettext_lazy("account", "in person")
        MESSENGER = "messenger", pgettext_lazy("account", "by an encrypted messenger")
        TRUSTED = "trusted", pgettext_lazy("account", "through somebody they trust")
        OWN_PAGE = "own_page", pgettext_lazy("account", "on the payee’s own page")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="account_confirmations")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    terms = models.CharField(max_length=64)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Nobody if the payee confirmed, on their own page, what an officer had entered."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"account of {self.party_id}"
