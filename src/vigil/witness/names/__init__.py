"""The remembrance roll: who is on it, and its list, cards, calendar and PDF."""
