"""Requests of parties to be shown more than they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.parties.models.party import Party
from vigil.trust.models import Level
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class LevelRequest(models.Model):
    """A party's request, on its own page, to be shown more. An officer answers.

    A request to be shown less is carried out at once, without such a row.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("level", "waits for an officer")
        GRANTED = "granted", pgettext_lazy("level", "set as asked")
        REFUSED = "refused", pgettext_lazy("level", "left as it was")
        TAKEN_BACK = "taken_back", pgettext_lazy("level", "taken back")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="level_requests")
    level = models.CharField(max_length=12, choices=Level.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(state="waiting"),
                name="one_level_request_waits_per_party",
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} for {self.party_id}"
