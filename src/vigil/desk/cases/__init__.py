"""The screen of a case: its acts, its evidence, its documents; the list of all cases."""
