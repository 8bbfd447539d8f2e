"""Calls: what is offered, to whom, with which form and which rubric, as data."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Call(models.Model):
    """One call for applications, or the form that invited applicants fill in.

    Texts are mappings of language to text. `eligibility` is a list of statements to confirm,
    `form` of the fields to fill in, `rubric` of the criteria that reviewers score: their shapes
    stand in `vigil.fund.calls.form_definition`, which checks them. What people could read is kept
    in versions (`FormVersion`). `frozen_at` is when the first application was begun.
    """

    class Kind(models.TextChoices):
        """What is given."""

        GRANT = "grant", pgettext_lazy("call", "grants")
        FELLOWSHIP = "fellowship", pgettext_lazy("call", "fellowships")

    class Access(models.TextChoices):
        """Who may apply."""

        OPEN = "open", pgettext_lazy("call", "everybody who is eligible")
        INVITED = "invited", pgettext_lazy("call", "whom we invite")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("call", "draft")
        PUBLISHED = "published", pgettext_lazy("call", "published")
        DECIDED = "decided", pgettext_lazy("call", "decided")
        WITHDRAWN = "withdrawn", pgettext_lazy("call", "withdrawn")

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.OPEN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    themes = models.JSONField(default=list, blank=True)
    """Codes of markets and responses."""
    languages = models.JSONField(default=list)
    """In which applications are read."""
    eligibility = models.JSONField(default=list)
    form = models.JSONField(default=list)
    rubric = models.JSONField(default=list)
    blind = models.BooleanField(_("reviewers do not see who applies"), default=True)
    reviewers = models.PositiveSmallIntegerField(default=2)
    """How many review each application."""
    currency = models.CharField(max_length=3, default="USD")
    most_minor = models.PositiveBigIntegerField(null=True, blank=True)
    """The most that can be asked for, in the minor unit of the currency."""
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    reviews_due_on = models.DateField(null=True, blank=True)
    """Until when reviewers hand in."""
    zone = models.CharField(max_length=64, default="UTC")
    """In which opening and closing are said (IANA)."""
    frozen_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("opens_at")),
                name="calls_close_after_they_open",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class FormVersion(models.Model):
    """One version of the form of a call, as applicants saw it. Rows never change.

    Answers are tied to the version in which they were written. `digest` is the SHA-256 of form,
    rubric and conditions, so that equal forms are one version.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="form_versions")
    number = models.PositiveSmallIntegerField()
    form = models.JSONField()
    rubric = models.JSONField()
    eligibility = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="form_versions_are_numbered"),
            models.UniqueConstraint(fields=["call", "digest"], name="one_form_version_each"),
        ]

    def __str__(self) -> str:
        return f"form {self.number} of {self.call_id}"
