"""Register, protect, withdraw and remove a party; seal what is written about it."""
