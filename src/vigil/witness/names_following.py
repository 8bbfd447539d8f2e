"""How names follow the case file, and reminders the names."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from vigil.casefile.domain.changing import cases_changed
from vigil.witness.names_projecting import is_current, names_gone, project, rebuild


def connect(app: AppConfig) -> None:
    """Follow the case file within each change, and make all anew after a migration."""
    cases_changed.connect(_follow, dispatch_uid="names follow cases")
    names_gone.connect(_take_back, dispatch_uid="letters follow names")
    post_migrate.connect(_bring_up_to_date, sender=app, dispatch_uid="names of this form")


def _follow(pks: frozenset[int], **kwargs: Any) -> None:
    project(pks)


def _take_back(names: Sequence[str], **kwargs: Any) -> None:
    from vigil.witness.domain.reminding import take_back

    take_back(list(names))


def _bring_up_to_date(**kwargs: Any) -> None:
    if not is_current():
        rebuild()
