"""Registers the room with Django."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The lowest Django floor."""

    name = "vigil.trust"
    label = "trust"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the room holds of people, what takes two of them, and its door."""
        from vigil.trust import doors, keeper, keeper_papers, recent
        from vigil.trust.domain import withdrawing
        from vigil.trust.domain.requests import CORRECTION

        assert recent.RECENT  # loading it is what notes when a session begins
        withdrawing.register_acts()
        keeper.register()
        keeper_papers.register()
        doors.register(CORRECTION)
