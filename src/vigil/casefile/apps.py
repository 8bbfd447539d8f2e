"""Registers the room with Django."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    """Reports, accounts, claims, cases, victims, codings, releases."""

    name = "vigil.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"
