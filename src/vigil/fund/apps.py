"""Registers the room with Django."""

from django.apps import AppConfig


class FundConfig(AppConfig):
    """Calls, nominations, applications, reviews, grants, reports."""

    name = "vigil.fund"
    label = "fund"
    default_auto_field = "django.db.models.BigAutoField"
