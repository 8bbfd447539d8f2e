"""Find a sealed name by its exact spelling, without opening the vault."""

from vigil.casefile.people.name_matching import fold
from vigil.trust.vault.digests import identifier_digest


def digest(field: str, name: str) -> str:
    """Return the digest that finds a sealed name. The database alone does not reveal the name.

    The order of words, capitals and accents do not matter.
    """
    folded = " ".join(sorted(fold(name).split()))
    return identifier_digest(f"outlook {field} {folded}")
