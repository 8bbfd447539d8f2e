"""Which listed killing, or which other case, may be the same as a case; decisions on it."""
