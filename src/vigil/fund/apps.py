"""Registers the room."""

from django.apps import AppConfig


class FundConfig(AppConfig):
    """Calls, nominations, applications, reviews, grants, reports."""

    name = "vigil.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may what in this room."""
        from vigil.fund import rules  # noqa: F401
