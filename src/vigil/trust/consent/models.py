"""The table of consents. Rows are facts: none is deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.trust.decisions.models import Decision

USER = settings.AUTH_USER_MODEL


class Consent(models.Model):
    """One person's consent to one use of what concerns one subject.

    The subject is named by kind and key, since this room knows no other. `use` is one of
    `consenting.USES`. An empty `territory` (ISO 3166-1 alpha-3) or `language` (BCP 47) means
    everywhere, in every language; `until` is the last day, None while it has no end. Who
    agreed is kept as their relation to the subject, never by name. It was recorded by one of ours,
    or given through a private link; and withdrawn by either.
    """

    class Relation(models.TextChoices):
        """Who agreed."""

        SELF = "self", _("the person themself")
        FAMILY = "family", _("their family")
        GUARDIAN = "guardian", _("their guardian")
        ORGANISATION = "organisation", _("an organisation they belong to")

    class Given(models.TextChoices):
        """How it was given."""

        PAPER = "paper", _("on paper")
        RECORDED = "recorded", _("recorded")
        IN_PERSON = "in_person", _("in person")
        ON_SCREEN = "on_screen", _("on screen, by themself")

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    given_by = models.CharField(max_length=12, choices=Relation.choices)
    use = models.CharField(max_length=24)
    territory = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=12, blank=True)
    given_how = models.CharField(max_length=10, choices=Given.choices)
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    """The id of an upload that shows it, if there is one."""
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_through = models.ForeignKey(
        "trust.PrivateLink", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_through = models.ForeignKey(
        "trust.PrivateLink", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    withdrawn_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "use"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_by=None) ^ Q(recorded_through=None),
                name="consent_recorded_by_one",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None) & Q(withdrawn_by=None) & Q(withdrawn_through=None))
                | (
                    Q(withdrawn_at__isnull=False)
                    & (Q(withdrawn_by=None) ^ Q(withdrawn_through=None))
                ),
                name="consent_withdrawn_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use}: {self.get_given_by_display()}"
