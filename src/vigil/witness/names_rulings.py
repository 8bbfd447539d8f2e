"""A migration imports this from here: keep the module."""

from vigil.witness.names.rulings import marks_of

__all__ = ["marks_of"]
