"""What migrations find here: they keep the address at which it once was."""

from vigil.trust.outbox.models import new_uid

__all__ = ["new_uid"]
