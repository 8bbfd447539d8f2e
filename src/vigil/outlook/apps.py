"""Registers the room."""

from django.apps import AppConfig


class OutlookConfig(AppConfig):
    """Panels, rounds, consultations, trajectories, the report."""

    name = "vigil.outlook"
    label = "outlook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may what in this room, and what it holds of people."""
        from vigil.outlook import (
            consultation_connecting,
            edition_connecting,
            keeper_panels,
            report_connecting,
            rules,  # noqa: F401
            waiting,
        )

        consultation_connecting.register()
        keeper_panels.register()
        report_connecting.register()
        edition_connecting.register()
        waiting.register()
