"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Screens where people triage, code, adjudicate, merge and verify."""

    name = "vigil.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer its screens to whoever signs in; let refusals of a case name a person's limits."""
        from vigil.desk import limits, waiting

        limits.register()
        waiting.register()
