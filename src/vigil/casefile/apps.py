"""Register the case file with Django."""

from typing import Any

from django.apps import AppConfig
from django.core.signals import request_started
from django.db import connection
from django.db.models.signals import post_migrate


class CasefileConfig(AppConfig):
    """The Django app of the case file."""

    name = "vigil.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Know the versions of the codebook that were released here."""
        from vigil.casefile.codebook_changes.versions import look_for_new

        request_started.connect(look_for_new)
        # Before the rooms above: they bring what hangs on the codebook up to date.
        post_migrate.connect(know_codebook, sender=self)


def know_codebook(**_of_signal: Any) -> None:
    """Know the versions of the codebook in a database that was just migrated."""
    from vigil.casefile.codebook_changes.versions import refresh
    from vigil.casefile.models import CodebookVersion

    if CodebookVersion._meta.db_table in connection.introspection.table_names():
        refresh()
