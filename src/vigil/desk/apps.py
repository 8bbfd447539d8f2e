"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Screens where people triage, code, adjudicate, merge and verify."""

    name = "vigil.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer its screens to whoever signs in, and register what takes two people there.

        Refusals about a case name the limits that it lies outside of.
        """
        from vigil.desk import account_acts, limits, waiting

        account_acts.register()
        limits.register()
        waiting.register()
