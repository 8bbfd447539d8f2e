"""What a migration finds here: it keeps the address at which it once was."""

from vigil.witness.names.rulings import marks_of

__all__ = ["marks_of"]
