"""The coding scheme as data, versioned. Pure."""
