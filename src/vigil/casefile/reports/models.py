"""Tables of outlets, their reports, the accounts in each report, and the claims of each account."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.searching.index import keep_words, searched_parts

TESTIMONY = "testimony"
"""The kind of a report that represents a testimony told in confidence. It has no text, is no source
of anything public, and trains no model."""


class Outlet(models.Model):
    """Who publishes reports."""

    class Kind(models.TextChoices):
        """What sort of publisher."""

        PRESS = "press", _("press")
        AGENCY = "agency", _("news agency")
        NGO = "ngo", _("non-governmental organisation")
        COURT = "court", _("court")
        OFFICIAL = "official", _("public authority")
        REFERENCE = "reference", _("encyclopaedia or aggregator")
        UNKNOWN = "unknown", _("not recorded")

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UNKNOWN)
    country = models.CharField(max_length=3, blank=True)
    admin1 = models.CharField(max_length=120, blank=True)
    """The state, province or region in which it is at home."""
    language = models.CharField(max_length=12, blank=True)
    monitored_since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One published text. It is written once and never edited.

    Only its outlet can be corrected (`casefile.outlets`): `outlet` is who published it as far as is
    known now, and `copied_from` whose words it prints, if not its own.

    `key` is the permanent name of the report. `raw_sha256` and `locator` find its raw bytes in the
    archive. A source that is only cited, without a copy, has no text.
    """

    key = models.CharField(max_length=200, unique=True)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    copied_from = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    url = models.URLField(max_length=2000, blank=True)
    canonical_url = models.URLField(max_length=2000, blank=True, db_index=True)
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    published = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=12, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    raw_sha256 = models.CharField(max_length=64, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    content_sha256 = models.CharField(max_length=64, db_index=True)
    report_kind = models.CharField(max_length=10, blank=True)
    score = models.FloatField(null=True, blank=True)
    targeted_score = models.FloatField(null=True, blank=True)
    organised_crime_score = models.FloatField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["published", "key"]

    def __str__(self) -> str:
        return self.title or self.url or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new report. It is protected as another report of the same address is.

        Raises TypeError for a report that is saved already.
        """
        if not self._state.adding:
            raise TypeError("a report is never edited")
        super().save(*args, **kwargs)
        protect_like_others([self])
        keep_words_of([self])

    @property
    def protected(self) -> str:
        """The parts that the public does not see (`ProtectedSource.Parts`); "" if there are none.

        Select `protection` with the report, so that this needs no query.
        """
        found: ProtectedSource | None = getattr(self, "protection", None)
        return found.parts if found else ""


class ProtectedSource(models.Model):
    """Which parts of a source the public does not see, because they spell a protected name.

    `parts` is empty where two people decided to show all of it again. The row stays, so that the
    open case file does not protect the source anew.
    """

    class Parts(models.TextChoices):
        """The parts of a source that may spell a name."""

        TITLE = "title", _("its title")
        ADDRESS = "address", _("its address")
        BOTH = "both", _("its title and its address")

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, primary_key=True, related_name="protection"
    )
    parts = models.CharField(max_length=7, choices=Parts.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.parts or 'nothing'} of report {self.report_id}"


def protect_like_others(reports: Sequence[Report]) -> None:
    """Protect new reports as other reports of the same address are protected."""
    addresses = {report.canonical_url for report in reports if report.canonical_url}
    if not addresses:
        return
    alike = ProtectedSource.objects.filter(report__canonical_url__in=addresses)
    parts = dict(alike.values_list("report__canonical_url", "parts"))
    ProtectedSource.objects.bulk_create(
        ProtectedSource(report=report, parts=parts[report.canonical_url])
        for report in reports
        if report.canonical_url in parts
    )


def keep_words_of(reports: Iterable[Report]) -> None:
    """Keep the words of reports for the search."""
    keep_words("report", ((one.pk, parts) for one in reports if (parts := searched_parts(one))))


class Account(models.Model):
    """What one report says about one attack: the unit of linking.

    `key` is made from the report and the span of the words that state the event.
    `reader` says who read it: an extractor with its version, a person, or the compiled file.
    `superseded` marks an account that a later reading did not find again.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accounts")
    key = models.CharField(max_length=260, unique=True)
    number = models.PositiveIntegerField(default=1)
    event = models.CharField(max_length=10, blank=True)
    score = models.FloatField(default=1.0)
    part = models.CharField(max_length=5, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    reader = models.CharField(max_length=80)
    superseded = models.BooleanField(default=False)
    record = models.JSONField(default=dict)
    """The whole account as it was read. Linkage compares it."""

    class Meta:
        ordering = ["report_id", "number"]

    def __str__(self) -> str:
        return self.key


class Claim(models.Model):
    """One value that an account gives for one codebook field, with the words that state it.

    `person` is the position of the person among the victims of the account (None for the event).
    `spans` lists {in, start, end, text}. Offsets are code points in the part of the report.

    A claim with `read_on` is of somebody who read the page and wrote down what it says. It has
    `words` of theirs instead of spans, and is `about` a person of the case.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="claims")
    field = models.CharField(max_length=40)
    person = models.PositiveIntegerField(null=True, blank=True)
    value = models.JSONField()
    spans = models.JSONField(default=list)
    reader = models.CharField(max_length=80)
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded = models.BooleanField(default=False)
    read_on = models.DateField(null=True, blank=True)
    """The day on which somebody read the page."""
    about = models.UUIDField(null=True, blank=True)
    """The `Victim.uid` of the person in the case whom it concerns; None: the event."""
    words = models.TextField(blank=True)
    """What the source says, in the reader's own words; no quotation."""
    where = models.CharField(max_length=200, blank=True)
    """The paragraph, page or caption that says it."""
    agrees_with = models.JSONField(null=True, blank=True)
    """The accepted value that the reader found it to state. It counts while that value stays."""
    note = models.TextField(blank=True)
    """What a reader of the claim must know, in the reader's own words."""

    class Meta:
        ordering = ["account_id", "person", "field", "id"]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"


class AdmittedBatch(models.Model):
    """A batch of the lake whose relevant reports are in the case file."""

    name = models.CharField(max_length=64, primary_key=True)
    admitted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
