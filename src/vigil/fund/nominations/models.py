"""Nominations: proposals to support a party."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.emergencies.models import USER
from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid


class Nomination(models.Model):
    """A proposal to support a party, which is screened before anybody contacts it.

    The reason is in the vault, as `why` of ("nomination", uid).
    """

    class Way(models.TextChoices):
        """How they were found."""

        NOMINATION = "nomination", _("nominated")
        INVITATION = "invitation", _("invited directly")
        MAPPING = "mapping", _("found by local mapping")

    class State(models.TextChoices):
        """How far it is."""

        SCREENING = "screening", _("being screened")
        CLEARED = "cleared", _("cleared for contact")
        CONTACTED = "contacted", _("contacted")
        REFUSED = "refused", pgettext_lazy("nomination", "not taken further")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="nominations")
    way = models.CharField(max_length=12, choices=Way.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SCREENING)
    call = models.ForeignKey(
        "fund.Call", on_delete=models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    contacted_at = models.DateTimeField(null=True, blank=True)
    contacted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "-made_at"], name="nominations_by_state")]

    def __str__(self) -> str:
        return f"nomination {self.uid[:8]}"
