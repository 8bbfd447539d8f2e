"""An old address of a function, which migrations import."""

from vigil.trust.uploads.models import new_uid

__all__ = ["new_uid"]
