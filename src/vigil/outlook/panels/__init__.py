"""Panels and their rounds: set up, opened, closed; what each person may read of them."""
