"""Registers the room."""

from typing import Any

from django.apps import AppConfig


class OutlookConfig(AppConfig):
    """Panels, rounds, consultations, trajectories, the report."""

    name = "vigil.outlook"
    label = "outlook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may what in this room, and what it holds of people."""
        from vigil.outlook import (
            edition_connecting,
            keeper_consultations,
            keeper_panels,
            report_connecting,
            rules,  # noqa: F401
        )
        from vigil.trust.domain.subjects import subject_changed

        keeper_consultations.register()
        keeper_panels.register()
        report_connecting.register()
        edition_connecting.register()
        subject_changed.connect(follow_agreements, dispatch_uid="outlook agreements")


def follow_agreements(subject: Any, **kwargs: Any) -> None:
    """Take away words and names to which nobody agrees any more, in that transaction."""
    from vigil.outlook.domain import speaking

    speaking.follow(subject)
