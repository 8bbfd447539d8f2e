"""Table of withdrawn names. They stay hidden, whatever is coded, read or imported later."""

from django.db import models
from django.utils import timezone

from vigil.casefile.cases.models import Case


class WithdrawnName(models.Model):
    """A name that no public text about a case may contain, until the withdrawal is lifted.

    It holds for its case, for cases merged into it or split from it, and for any other case that
    may be the same attack (`vigil.casefile.people.name_visibility`). So it also covers what is
    imported or read later. `victim` says that it is the name of a person in the case. Otherwise it
    is the name of somebody else whom the sources mention, such as a witness or a relative.
    `namesakes` (uids of people) and `spared` (cases whose texts contain a similar name) are what
    somebody reviewed and chose to leave.
    """

    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, related_name="withdrawn_names"
    )
    """None once the machine has regrouped the candidate."""
    country = models.CharField(max_length=3, blank=True)
    date = models.DateField(null=True, blank=True)
    """Date of the attack, as it was known when the name was withdrawn."""
    names = models.JSONField()
    """All forms known when it was withdrawn, as written: capitals distinguish names from words."""
    victim = models.BooleanField(default=False)
    spared = models.JSONField(default=list)
    namesakes = models.JSONField(default=list)
    withdrawal = models.ForeignKey(
        "trust.Withdrawal", on_delete=models.PROTECT, null=True, related_name="+"
    )
    protection = models.ForeignKey(
        "trust.Protection", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """Why it was withdrawn: by a withdrawal, or by a protection of the person."""
    decision = models.ForeignKey("trust.Decision", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawal=None, protection__isnull=False)
                | models.Q(withdrawal__isnull=False, protection=None),
                name="withdrawn_or_protected",
            )
        ]

    def __str__(self) -> str:
        return f"withdrawn name {self.pk} of {self.case_id}"
