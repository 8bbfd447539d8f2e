"""Register the room with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WitnessConfig(AppConfig):
    """Stories, remembrance, campaigns, testimony."""

    name = "vigil.witness"
    label = "witness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Wagtail ask our roles who edits; bring names up to date after each migration."""
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from vigil.witness.editors.access import RolesPolicy

        register_permission_policy(AbstractPage, RolesPolicy())
        post_migrate.connect(bring_up_to_date, sender=self)


def bring_up_to_date(**kwargs: Any) -> None:
    """Make the rows of names again after an upgrade that changed their form."""
    from vigil.witness.names.projection import is_current, rebuild

    if not is_current():
        rebuild()
