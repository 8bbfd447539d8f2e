"""Registers the room with Django."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Members and organisations of the network."""

    name = "vigil.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
