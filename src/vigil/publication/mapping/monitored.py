"""Which countries nobody watches: they are hatched, never shown as having no cases."""


def unmonitored() -> frozenset[str]:
    """Return the countries of the map in which no outlet was ever monitored, by code."""
    return frozenset()
