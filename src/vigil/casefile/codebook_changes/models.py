"""Tables of proposed changes of the codebook, comments on them, and versions released here."""

from functools import cached_property

import msgspec
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case
from vigil.reading.codebook.editing import Edit

USER = settings.AUTH_USER_MODEL


class CodebookVersion(models.Model):
    """A version of the codebook that this installation released. Never changed.

    `files` has the files in which it differs from the version that it follows, by name, in the
    format of the shipped ones.
    """

    number = models.CharField(max_length=12, unique=True)
    follows = models.CharField(max_length=12)
    files = models.JSONField(default=dict)
    summary = models.TextField()
    released_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-released_at", "-id"]

    def __str__(self) -> str:
        return self.number


class CodebookProposal(models.Model):
    """One proposed change. `edit` is a `reading.codebook.editing.Edit`.

    What is `accepted` goes into the next version; `version` is the one that it went into.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("under discussion")
        ACCEPTED = "accepted", _("accepted for the next version")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RELEASED = "released", _("released")

    edit = models.JSONField()
    follows = models.CharField(max_length=12)
    """The version in force when it was proposed."""
    reason = models.TextField()
    example = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="codebook_proposals")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.TextField(blank=True)
    version = models.ForeignKey(
        CodebookVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"codebook change {self.pk}"

    @cached_property
    def change(self) -> Edit:
        """The change itself."""
        return msgspec.convert(self.edit, Edit)


class CodebookComment(models.Model):
    """What a colleague said of a proposed change. Never public, never changed."""

    proposal = models.ForeignKey(
        CodebookProposal, on_delete=models.CASCADE, related_name="comments"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="codebook_comments")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.proposal_id}"


class CodebookMention(models.Model):
    """Somebody is named in a comment, and has seen it or not."""

    comment = models.ForeignKey(CodebookComment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="codebook_mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "person"], name="one_codebook_mention_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in comment {self.comment_id}"


class KeptAsCoded(models.Model):
    """Somebody looked at a case after a change of the codebook: its values stay right."""

    proposal = models.ForeignKey(CodebookProposal, on_delete=models.CASCADE, related_name="kept")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="kept_as_coded")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "case"], name="kept_once_per_change")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} as coded before change {self.proposal_id}"
