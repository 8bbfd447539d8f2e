"""Registers the room with Django."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The lowest Django floor."""

    name = "vigil.trust"
    label = "trust"
    default_auto_field = "django.db.models.BigAutoField"
