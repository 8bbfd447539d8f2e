"""Stories as readers see them. These rows hold nothing else, and every public output reads these.

They are made by `vigil.witness.stories.projection` alone, in the transaction of the change that
they follow, and removed there.
"""

from django.db import models

from vigil.witness.stories.models.story import Story


class PublicStory(models.Model):
    """What is shown of a story in every language.

    `files` lists {uid, kind, media_type, width, height, credit, licence, texts}; `sources`
    {text, url}; `related` ids. Place and date are not here: pages read them from the case.
    """

    story = models.OneToOneField(
        Story, on_delete=models.CASCADE, primary_key=True, related_name="public"
    )
    public_id = models.CharField(max_length=16, unique=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    told_by = models.CharField(max_length=10)
    told_apart = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    case = models.CharField(max_length=16, blank=True)
    """The id of the case, while it is public."""
    country = models.CharField(max_length=3, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    files = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    related = models.JSONField(default=list)
    corrections = models.JSONField(default=list)
    justice_as_of = models.CharField(max_length=10, blank=True)
    """Day, month or year (EDTF)."""
    digest = models.CharField(max_length=16)
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    valid_until = models.DateField(null=True, db_index=True)
    """The last day on which every agreement that this row rests on is in force."""

    class Meta:
        ordering = ["-first_published_at", "-number"]
        indexes = [
            models.Index(fields=["-first_published_at", "-number"]),
            models.Index(fields=["-changed_at"]),
            models.Index(fields=["country", "-first_published_at"]),
            models.Index(fields=["year", "-first_published_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id


class PublicStoryText(models.Model):
    """A story in one language. `blocks` and `family` are as `marks.parsed` writes them."""

    public = models.ForeignKey(PublicStory, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    blocks = models.JSONField(default=list)
    family = models.JSONField(default=list)
    justice = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["public", "language"], name="one_text_per_language")
        ]
        indexes = [models.Index(fields=["language", "public"])]

    def __str__(self) -> str:
        return f"{self.language} text of {self.public_id}"


class PublicStoryWord(models.Model):
    """A folded word by which a story is found: of its names and titles, and its case's names."""

    public = models.ForeignKey(PublicStory, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)
    sound = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["word", "public"]),
            models.Index(fields=["sound", "public"]),
        ]

    def __str__(self) -> str:
        return self.word
