"""Numbers that are given once and never again."""

from django.db import models


class Counter(models.Model):
    """The next number of a series. Taken under a row lock, so none is given twice."""

    name = models.CharField(max_length=40, primary_key=True)
    next = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.next}"
