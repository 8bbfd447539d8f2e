"""Register the case file with Django."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    """The Django app of the case file."""

    name = "vigil.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"
