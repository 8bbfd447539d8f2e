"""Messages between a party, on its own page, and the officers of the fund."""
