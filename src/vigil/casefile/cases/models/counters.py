"""The file's own bookkeeping: numbers given once, batches taken in once."""

from django.db import models
from django.utils import timezone


class Counter(models.Model):
    """The next number of a series. Taken under a row lock, so none is given twice."""

    name = models.CharField(max_length=40, primary_key=True)
    next = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.next}"


class AdmittedBatch(models.Model):
    """A batch of the lake whose relevant reports are in the case file."""

    name = models.CharField(max_length=64, primary_key=True)
    admitted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
