"""Tables of a team's own sheets: their layouts, their imports and their rows."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case

USER = settings.AUTH_USER_MODEL


class SheetMapping(models.Model):
    """What the columns and words of one team's sheet mean, by the name of the sheet.

    `layout` is a `vigil.casefile.sheet_files.layout.Layout`. Each change of it is recorded as a
    Decision, and increases `version`.
    """

    name = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=1)
    layout = models.JSONField(default=dict)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SheetImport(models.Model):
    """One file of a sheet that was planned or imported.

    `content` is the file; it is deleted at the import. `counts` are numbers of rows (see
    `vigil.casefile.sheets.verbs.importing.RowCounts`). `broken` lists the rows that were not
    imported: {row, cells, problems: [{column, value, reason}]}.
    """

    class State(models.TextChoices):
        """Whether the file was only planned, or imported."""

        PLANNED = "planned", _("looked at")
        APPLIED = "applied", _("taken in")

    sheet = models.ForeignKey(SheetMapping, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField(default=b"", editable=False)
    mapping_version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="sheet_imports")
    at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    broken = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.sheet}"


class SheetRow(models.Model):
    """One row of a sheet, recognised by its key, and the person of the case that it describes.

    `values` are the values at the last import, by part ("method", "place.country", "victim.name"):
    later changes of the sheet and of people are compared with them. `cells` are the texts of the
    row, so that an export returns what was imported. `conflicts` maps a part to the new value of
    the sheet, if a person had changed the value meanwhile.
    """

    sheet = models.ForeignKey(SheetMapping, on_delete=models.PROTECT, related_name="rows")
    key = models.CharField(max_length=300)
    case_key = models.CharField(max_length=300)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sheet_rows")
    person = models.PositiveIntegerField(default=0)
    """The position of the row's person among the people that the sheet gave the case."""
    number = models.PositiveIntegerField(default=0)
    """The number of the row in the last imported file."""
    values = models.JSONField(default=dict)
    sources = models.JSONField(default=list)
    cells = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    last_import = models.ForeignKey(SheetImport, on_delete=models.PROTECT, related_name="rows")

    class Meta:
        ordering = ["sheet_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "key"], name="one_row_per_key_of_a_sheet")
        ]
        indexes = [models.Index(fields=["sheet", "case_key"])]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.key}"
