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
        """Refuse a database that may lose what it kept; follow sign-ins, whatever way they come."""
        from vigil.site import second_factor, sessions

        connection_created.connect(check_durability, dispatch_uid="vigil.site.durability")
        # Loading them is what follows.
        assert second_factor.PROVEN
        assert sessions.KEPT
