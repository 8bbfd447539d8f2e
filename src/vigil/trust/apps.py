"""Registers the room with Django."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The lowest Django floor."""

    name = "vigil.trust"
    label = "trust"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the room holds of people."""
        from vigil.trust import keeper, keeper_papers

        keeper.register()
        keeper_papers.register()
