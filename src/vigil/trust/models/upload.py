"""What migrations find here: they keep the address at which it once was."""

from vigil.trust.uploads.models import new_uid

__all__ = ["new_uid"]
