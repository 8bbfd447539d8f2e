"""Registers the room."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """The public record."""

    name = "vigil.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"
