"""Load Apache Spark, an extra of the package, for commands that run on it."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vigil.reading.engines.local import Engine


def spark_engine() -> "Engine":
    """Return the engine that runs a stage on Spark. Raises a ClickException without Spark."""
    engine: Engine = _imported("vigil.reading.engines.spark").map_ordered
    return engine


def spark_linking() -> ModuleType:
    """Return the module that links on Spark. Raises a ClickException without Spark."""
    return _imported("vigil.reading.engines.linking.spark")


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise click.ClickException(
            f"Spark is not installed ({error.name} is missing): "
            "python -m pip install 'vigil-platform[spark]', and Java 17 or 21"
        ) from error
