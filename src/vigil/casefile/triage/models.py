"""Tables of who looks after a case, of notes on it, and of who is looking at it now."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.casefile.cases.models import Case

USER = settings.AUTH_USER_MODEL


class CaseTriage(models.Model):
    """Who looks after a case, and until when it is put off. A case without a row is nobody's."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="triage")
    assigned_to = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="assigned_cases"
    )
    put_off_until = models.DateField(null=True, blank=True, db_index=True)
    """The first day on which it is in the queue again."""

    def __str__(self) -> str:
        return f"triage of {self.case_id}"


class CaseNote(models.Model):
    """What somebody said about a case to colleagues. Never public, never changed.

    `account` is the key of the first account of the case. If the machine regroups a candidate, the
    note goes with that account.
    """

    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    account = models.CharField(max_length=260, blank=True, db_index=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="case_notes")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.case_id}"


class Mention(models.Model):
    """Somebody is named in a note, and has seen it or not."""

    note = models.ForeignKey(CaseNote, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="one_mention_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in note {self.note_id}"


class Presence(models.Model):
    """Somebody had a case open, and when they last did."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="one_presence_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.case_id}"


class SavedView(models.Model):
    """The filters of the queue under a name, for one person."""

    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="one_view_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
