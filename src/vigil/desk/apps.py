"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Screens where people triage, code, adjudicate, merge and verify."""

    name = "vigil.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let refusals name limits; offer its screens to whoever signs in, and acts of two."""
        from vigil.desk import account_acts, limits, waiting

        account_acts.register()
        limits.register()
        waiting.register()
