"""The table of how the desk is to treat somebody."""

from django.conf import settings
from django.db import models


class CareSetting(models.Model):
    """What somebody chose; without a row graphic words are hidden, and a break comes in 90 minutes.

    `hint_after` is in minutes; 0: never.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care"
    )
    shows_graphic = models.BooleanField(default=False)
    hint_after = models.PositiveSmallIntegerField(default=90)

    def __str__(self) -> str:
        return f"care of {self.person_id}"
