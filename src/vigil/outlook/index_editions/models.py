"""Tables of imported editions of an index, and of files waiting to be imported."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class IndexEdition(models.Model):
    """An edition of the Global Organized Crime Index, as imported from one file. It never changes.

    A corrected file becomes a new version, and pages show the newest. `doubts` are values that were
    imported although they look wrong: {row, country, term, value, expected}.
    """

    year = models.CharField(max_length=4)
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    terms = models.JSONField(default=dict)
    """Versions of the lists of terms at the time of the import: {"markets": "1.0", ...}."""
    columns = models.JSONField(default=dict, blank=True)
    """What a file with mapped columns holds; empty if its year is known (`headers.toml`).

    {"parts": {"markets": [codes, and titles of terms that are not in the codebook], ...},
    "ignored": [{"title", "meaning"}]}.
    """
    countries = models.PositiveSmallIntegerField()
    doubts = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="index_edition_version"),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.version}"


class IndexScore(models.Model):
    """A score of a country (1 to 10), or a published average.

    `term` is a code of the markets, actors or building blocks of resilience; or `criminality`,
    `markets`, `actors`, `resilience` for the averages.
    """

    edition = models.ForeignKey(IndexEdition, on_delete=models.CASCADE, related_name="scores")
    country = models.CharField(max_length=3)
    """ISO 3166-1 alpha-3."""
    term = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "country", "term"], name="index_score_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=1, value__lte=10), name="index_score_on_scale"
            ),
        ]
        indexes = [models.Index(fields=["country", "term"])]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.country} {self.term}"


class EditionUpload(models.Model):
    """The values read from a file that waits to be imported, without the file itself.

    `scores` are {country: {term: "7.50"}}. The row is removed when somebody imports or discards the
    file, or when nobody does so for some days.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    year = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    scores = models.JSONField()
    doubts = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    """As in `IndexEdition`."""
    sheet = models.JSONField(default=dict, blank=True)
    """The table of a file whose columns somebody must map first; empty once that is done:
    {"name", "columns", "header_row", "rows": [[number, [cells]]]}."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.uid


class HeaderMapping(models.Model):
    """What a column of a file means, as a person stated it because its title was not known.

    It belongs to a waiting file, and once that is imported, to the edition.
    """

    upload = models.ForeignKey(
        EditionUpload, on_delete=models.CASCADE, null=True, blank=True, related_name="mappings"
    )
    edition = models.ForeignKey(
        IndexEdition, on_delete=models.CASCADE, null=True, blank=True, related_name="mappings"
    )
    title = models.CharField(max_length=200)
    """The title of the column, as the file has it."""
    meaning = models.CharField(max_length=40)
    """A code of a term, an average or another column; or a reason to ignore it
    (`column_mapping.Ignored`)."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "title"], name="column_mapped_once"),
            models.CheckConstraint(
                condition=models.Q(upload=None) ^ models.Q(edition=None),
                name="mapping_of_a_file_or_an_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.meaning}"
