"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Screens where people triage, code, adjudicate, merge and verify."""

    name = "vigil.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let refusals about a case name the limits it lies outside of."""
        from vigil.desk import limits

        limits.register()
