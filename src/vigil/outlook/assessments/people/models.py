"""Tables of the people of an assessment: sheets, enrolments, second readers, conflicts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.models import Assessment
from vigil.outlook.panels.models import Panel
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class PeopleSheet(models.Model):
    """A sheet of people to enrol, waiting to be imported, or imported in part.

    The vault keeps its rows, and what is wrong with others, as `rows` of ("expert_sheet", uid),
    until all are imported.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("sheet of experts", "read, not imported")
        IMPORTING = "importing", pgettext_lazy("sheet of experts", "being imported")
        SENDING = "sending", pgettext_lazy("sheet of experts", "invitations are being written")
        DONE = "done", pgettext_lazy("sheet of experts", "imported")
        DISCARDED = "discarded", pgettext_lazy("sheet of experts", "discarded")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="people_sheets"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    """How many rows can be imported."""
    done = models.PositiveIntegerField(default=0)
    """How many of them are imported: those behind follow, even after an interruption."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The administrator who agreed to the accounts and roles that it asks for."""
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"sheet {self.uid[:8]}"


class Enrolment(models.Model):
    """What one person does in an assessment, and whether they were seated by it.

    Name and address are those of the account, or of the invitation that opens it. The vault keeps
    `affiliation` and `conflict` (the words of a conflict, until it is stated) of
    ("expert_enrolment", uid).
    """

    class Role(models.TextChoices):
        """What they do."""

        EXPERT = "expert", _("expert")
        LEAD = "lead", _("lead of a region")
        SECOND = "second", _("second reader")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="enrolments")
    sheet = models.ForeignKey(
        PeopleSheet, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrolments"
    )
    user = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    invitation = models.ForeignKey(
        "trust.Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Null once there is an account."""
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.EXPERT)
    language = models.CharField(max_length=12, blank=True)
    seats = models.JSONField(default=dict)
    """{"12": {"places": ["COL"], "terms": []}}: by panel, what they are asked."""
    conflict_places = models.JSONField(default=list, blank=True)
    conflict_terms = models.JSONField(default=list, blank=True)
    """A conflict from the sheet, stated once they have an account; then both are empty."""
    has_affiliation = models.BooleanField(default=False)
    trouble = models.CharField(max_length=300, blank=True)
    """Why they could not be seated, in a sentence."""
    made_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"],
                condition=Q(user__isnull=False),
                name="one_enrolment_a_person",
            ),
            models.UniqueConstraint(
                fields=["assessment", "invitation"],
                condition=Q(invitation__isnull=False),
                name="one_enrolment_an_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.uid[:8]}"


class SecondReader(models.Model):
    """Somebody who reads a panel's answers with its lead in second reading, and has no seat."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="second_readers")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="second_readings")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="one_second_reader_a_panel")
        ]

    def __str__(self) -> str:
        return f"second reader of {self.panel_id}"


class Conflict(models.Model):
    """A conflict of interest of one person, in every panel of an assessment, until it is ended.

    It touches the cells of its countries and its terms: of both where it names both. The vault
    keeps the words, as `words` of ("expert_conflict", uid).
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="conflicts")
    places = models.JSONField(default=list, blank=True)
    terms = models.JSONField(default=list, blank=True)
    """Countries (ISO 3166-1 alpha-3) and codes of terms; empty: all, but not both."""
    has_words = models.BooleanField(default=False)
    closed_before = models.JSONField(default=list, blank=True)
    """[[seat, question]]: what was closed to them by hand before: ending it reopens none of it."""
    stated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-stated_at", "-pk"]

    def __str__(self) -> str:
        return f"conflict {self.uid[:8]}"
