"""An old address of a function, which migrations import."""

from vigil.trust.vault.digests import slower

__all__ = ["slower"]
