"""The checks of a party. Their notes are in the vault."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.fund.nominations.models import Nomination
from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid


class Check(models.Model):
    """One step of screening a party. Its note is in the vault, as `note` of ("check", uid).

    A step can be repeated: the newest check counts. Checks are of the party, however it came;
    those of a nomination also name it.
    """

    class Step(models.TextChoices):
        """What is looked at."""

        IDENTITY = "identity", _("who they are")
        SAFETY = "safety", _("whether a contact endangers them")
        CONFLICT = "conflict", _("interests of ours in them")
        LINKS = "links", _("links with other applicants")
        REFERENCES = "references", _("references")
        SANCTIONS = "sanctions", _("lists of sanctions")
        FINANCE = "finance", _("how they handle money")

    class Found(models.TextChoices):
        """What came of it."""

        CLEAR = "clear", _("nothing speaks against it")
        CONCERN = "concern", _("a concern that can be met")
        STOP = "stop", _("stop")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="checks")
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    step = models.CharField(max_length=10, choices=Step.choices)
    found = models.CharField(max_length=8, choices=Found.choices)
    alike = models.PositiveIntegerField(null=True, blank=True)
    """How many others shared a name, account or contact when links were looked at."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.found}"
