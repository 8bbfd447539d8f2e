"""Registers the room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings, addresses, base templates, design tokens, sign-in."""

    name = "vigil.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
