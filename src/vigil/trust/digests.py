"""What a migration finds here: it keeps the address at which it once was."""

from vigil.trust.vault.digests import slower

__all__ = ["slower"]
