"""Registers the room with Django."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    """Reports, accounts, claims, cases, victims, codings, releases."""

    name = "vigil.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who may do what."""
        from vigil.casefile import rules  # noqa: F401
