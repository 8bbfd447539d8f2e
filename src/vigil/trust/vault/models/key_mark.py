"""The table of marks by which the database knows its keys."""

from django.db import models
from django.utils import timezone


class KeyMark(models.Model):
    """A mark of a key of this database. It shows missing keys, and keys of others.

    The mark of `digests` is the digest of a fixed text; empty until the first keys are made. A
    database without it is older: what it knows people by has quick digests. Marks of `recipients`
    are public keys: those of now, and those of before a change of keys, to which another machine
    may still seal.
    """

    class Kind(models.TextChoices):
        """What is marked. Nobody is shown it."""

        DIGESTS = "digests"
        RECIPIENTS = "recipients"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    mark = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "mark"], name="one_key_mark_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"mark of {self.kind}"
