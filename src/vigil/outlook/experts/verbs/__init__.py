"""Find, invite, seat, recuse and remind experts."""
