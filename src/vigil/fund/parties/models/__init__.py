"""Tables of parties, conflicts of interest, keyed digests and level requests."""
