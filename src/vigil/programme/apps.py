"""Registers the room with Django."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Events, sessions, registration, streams, recordings, messages."""

    name = "vigil.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
