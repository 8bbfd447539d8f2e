"""Registers the room with Django."""

from django.apps import AppConfig


class OutlookConfig(AppConfig):
    """Panels, rounds, consultations, trajectories, the report."""

    name = "vigil.outlook"
    label = "outlook"
    default_auto_field = "django.db.models.BigAutoField"
