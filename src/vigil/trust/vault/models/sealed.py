"""The table of sealed values, which are stored as ciphertext only."""

from django.db import models
from django.utils import timezone


class Sealed(models.Model):
    """One value of one subject, encrypted with age to the recipients of the installation.

    The database tells that it is there, since when, and its size in steps of 256 bytes.
    `sealed_to` is a digest of the recipients, from which a rotation of keys knows what is left.
    """

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    field = models.CharField(max_length=40)
    ciphertext = models.BinaryField()
    sealed_to = models.CharField(max_length=64, db_index=True)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "field"], name="one_sealed_value_per_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.subject_kind} {self.subject_key}"
