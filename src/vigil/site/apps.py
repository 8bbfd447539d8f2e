"""Registers the room."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from vigil.site.durability import check_durability


class SiteConfig(AppConfig):
    """Settings, addresses, base templates, design tokens, sign-in."""

    name = "vigil.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let no process write to a database that may lose it."""
        connection_created.connect(check_durability, dispatch_uid="vigil.site.durability")
