"""Tell Django about this room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicationConfig(AppConfig):
    """The public record."""

    name = "vigil.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the public record up to date after each migration."""
        post_migrate.connect(bring_up_to_date, sender=self)


def bring_up_to_date(**kwargs: Any) -> None:
    """Write all public rows again after an upgrade that changed their format."""
    from vigil.publication.record.projection import is_current, rebuild

    if not is_current():
        rebuild()
