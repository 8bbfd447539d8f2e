"""Files that arrive in pieces, over as many connections as it takes (tus 1.0)."""
