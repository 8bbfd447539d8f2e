"""Acts that take two people: one asks, another confirms or refuses."""
