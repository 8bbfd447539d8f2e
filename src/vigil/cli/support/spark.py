"""What verbs need to run on Apache Spark, an extra of the package."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vigil.reading.engines.local import Engine


def spark_engine() -> "Engine":
    """Return what runs a stage on Spark. Raises a ClickException where Spark is not installed."""
    engine: Engine = _imported("vigil.reading.engines.spark").map_ordered
    return engine


def spark_linking() -> ModuleType:
    """Return linking on Spark. Raises a ClickException where Spark is not installed."""
    return _imported("vigil.reading.engines.linking.spark")


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise click.ClickException(
            f"Spark is not installed ({error.name} is missing): "
            "python -m pip install 'vigil-platform[spark]', and Java 17 or 21"
        ) from error
