"""Registers the room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from vigil.casefile.domain.changing import cases_changed


class PublicationConfig(AppConfig):
    """The public record."""

    name = "vigil.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the case file: within each change, and after a migration; say so to `trust`."""
        from vigil.publication import addresses, keeper

        keeper.register()
        addresses.register()
        post_migrate.connect(bring_up_to_date, sender=self)
        cases_changed.connect(follow)


def follow(pks: frozenset[int], **kwargs: Any) -> None:
    """Let the public record follow a change to cases, in the same transaction."""
    from vigil.publication.projecting import project

    project(pks)


def bring_up_to_date(**kwargs: Any) -> None:
    """Make the public record anew after an upgrade that changed its form."""
    from vigil.publication.projecting import is_current, rebuild

    if not is_current():
        rebuild()
