"""Registers the room with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Screens where people triage, code, adjudicate, merge and verify."""

    name = "vigil.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
