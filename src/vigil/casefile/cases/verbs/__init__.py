"""Open, publish, enter, merge and split cases, attach documents, recompute values."""
