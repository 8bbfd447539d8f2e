"""Code a case twice, adjudicate, verify; the values accepted before that."""
