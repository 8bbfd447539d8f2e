"""Agreements with grantees. Their text is in the vault."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Agreement(models.Model):
    """One version of what is agreed with a grantee: `text` of ("agreement", uid).

    The text states what is paid, when and for what, and what is due. `terms` is a digest, under the
    key of the party, of the amounts and days that it states: a plan that changes needs a new
    version. Only the newest version can be accepted.
    """

    class State(models.TextChoices):
        """How far it is."""

        OFFERED = "offered", pgettext_lazy("agreement", "waits for the grantee")
        ACCEPTED = "accepted", pgettext_lazy("agreement", "accepted")
        DECLINED = "declined", pgettext_lazy("agreement", "declined by the grantee")
        REPLACED = "replaced", pgettext_lazy("agreement", "replaced by a newer one")

    class How(models.TextChoices):
        """How it was accepted."""

        OWN_PAGE = "own_page", pgettext_lazy("agreement", "on the grantee’s own page")
        PAPER = "paper", pgettext_lazy("agreement", "on paper, with the document")
        VOICE = "voice", pgettext_lazy("agreement", "by voice, written down by an officer")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    language = models.CharField(max_length=12)
    terms = models.CharField(max_length=64)
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The officer who recorded the answer; nobody if the grantee gave it on their own page."""

    class Meta:
        ordering = ["grant", "version"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "version"], name="agreements_are_numbered"),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(state__in=("offered", "accepted")),
                name="one_agreement_holds_per_grant",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.version} of {self.grant_id}"
