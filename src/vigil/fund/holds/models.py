"""Quiet stops of a party's money. Why is in the vault."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Hold(models.Model):
    """A quiet stop: nothing is paid to a party, and its own page and letters say nothing of it.

    One officer sets it at once; two lift it. Why is `why` of ("hold", uid).
    """

    class Sign(models.TextChoices):
        """What was noticed."""

        COERCION = "coercion", pgettext_lazy("hold", "somebody may be forcing them")
        ACCOUNT = "account", pgettext_lazy("hold", "the account may be somebody else’s")
        OTHER_WRITES = (
            "other_writes",
            pgettext_lazy("hold", "somebody else may be writing for them"),
        )
        DANGER = "danger", pgettext_lazy("hold", "money would endanger them now")
        OTHER = "other", pgettext_lazy("hold", "something else")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="holds")
    sign = models.CharField(max_length=12, choices=Sign.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(lifted_at=None), name="one_hold_per_party"
            )
        ]

    def __str__(self) -> str:
        return f"hold of {self.party_id}"
