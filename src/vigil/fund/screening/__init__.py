"""The seven checks of a party before money, however it came to the fund."""
