"""Write, release, discard and send letters."""
