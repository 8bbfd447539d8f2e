"""Register the room with Django."""

from django.apps import AppConfig


class OutlookConfig(AppConfig):
    """The room of panels, rounds, consultations, index editions and reports."""

    name = "vigil.outlook"
    label = "outlook"
    default_auto_field = "django.db.models.BigAutoField"
