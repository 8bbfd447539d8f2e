"""Which listed killing, or which other case, a case may be; and what people said of it."""
