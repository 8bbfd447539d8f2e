"""Registers the room with Django."""

from django.apps import AppConfig


class FundConfig(AppConfig):
    """The app of the fund."""

    name = "vigil.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"
