"""Public cases as readers may see them.

These rows repeat what the rules of disclosure allow from the case file, and nothing else. Only
`record.projection` writes them, in the transaction of the change.
"""

from django.db import models

from vigil.casefile.models import Case


class PublicCase(models.Model):
    """What lists, maps, figures and files show of one public case.

    `people` lists the people in it, as `record.projection` writes them; `person_codes` has the same
    people as bytes for counting (`record.people`). In `categories` and `outcomes`, bit n means the
    n-th value in the codebook. They are part of the digest, by which states are cited.
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="public"
    )
    public_id = models.CharField(max_length=16, unique=True)
    number = models.PositiveIntegerField()
    basis = models.CharField(max_length=12)
    contested = models.BooleanField()
    headline = models.BooleanField()
    event = models.CharField(max_length=10, blank=True)
    date = models.CharField(max_length=40, blank=True)
    date_from = models.DateField(null=True)
    date_to = models.DateField(null=True)
    country = models.CharField(max_length=3, blank=True)
    admin1 = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=200, blank=True)
    place_precision = models.CharField(max_length=14, blank=True)
    coarsened = models.BooleanField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    method = models.CharField(max_length=12, blank=True)
    organised_crime_link = models.CharField(max_length=24, blank=True)
    contract_or_reward = models.CharField(max_length=8, blank=True)
    motive = models.CharField(max_length=20, blank=True)
    impunity = models.CharField(max_length=20, blank=True)
    why_targeted = models.CharField(max_length=24, blank=True, default="")
    place_type = models.CharField(max_length=20, blank=True, default="")
    checked_year = models.PositiveSmallIntegerField(null=True)
    """The year of the source for the state of justice."""
    judged_year = models.PositiveSmallIntegerField(null=True)
    """The year of the latest judgement."""
    categories = models.PositiveBigIntegerField()
    outcomes = models.PositiveIntegerField()
    n_people = models.PositiveIntegerField()
    n_named = models.PositiveIntegerField()
    n_killed = models.PositiveIntegerField()
    n_survived = models.PositiveIntegerField()
    n_targets = models.PositiveIntegerField()
    n_targets_killed = models.PositiveIntegerField()
    n_targets_survived = models.PositiveIntegerField()
    people = models.JSONField(default=list)
    person_codes = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=16)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField()
    valid_until = models.DateField(null=True, db_index=True)
    """The last day on which every consent that this row needs is in force."""

    class Meta:
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return self.public_id


class PublicRecord(models.Model):
    """The whole disclosed record of a public case, as releases and the API show it."""

    public = models.OneToOneField(
        PublicCase, on_delete=models.CASCADE, primary_key=True, related_name="record"
    )
    record = models.JSONField()

    def __str__(self) -> str:
        return self.public_id_of()

    def public_id_of(self) -> str:
        """Return the id of the case."""
        return str(self.record.get("id") or "")


class PublicWord(models.Model):
    """A folded word by which a case is found: of a name that may be shown, or of its place.

    `entry` numbers the spellings of names in a case, so that the words of a search must be in one
    spelling. Words of the place have `PLACE`. `sound` is the result of `search.spelling.sound`.
    """

    PLACE = 32767

    public = models.ForeignKey(PublicCase, on_delete=models.CASCADE, related_name="words")
    entry = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=60)
    sound = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["word", "public", "entry"]),
            models.Index(fields=["sound", "word"]),
        ]

    def __str__(self) -> str:
        return self.word


class PublicTextWord(models.Model):
    """A folded word of the texts of a case: its summary, occupations, and what courts found."""

    public = models.ForeignKey(PublicCase, on_delete=models.CASCADE, related_name="text_words")
    word = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["word", "public"])]

    def __str__(self) -> str:
        return self.word


class PublicVersion(models.Model):
    """A state in which a case was shown: its digest and since when, without its content."""

    public_id = models.CharField(max_length=16)
    digest = models.CharField(max_length=16)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["public_id", "digest"])]
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.public_id} {self.digest}"


class PublicState(models.Model):
    """The version of the whole public record, in one row.

    `token` is random and new for each version. So a version number that comes back with a restored
    database is not mistaken for the earlier one. `scheme` names the code and the codebook that
    wrote the rows (`record.projection.row_format`).
    """

    version = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    scheme = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.version)


class PublicChange(models.Model):
    """Which case changed in which version, so that `record.columns` reads only what changed."""

    version = models.PositiveBigIntegerField(db_index=True)
    token = models.CharField(max_length=32)
    case_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.version}: {self.case_id}"
