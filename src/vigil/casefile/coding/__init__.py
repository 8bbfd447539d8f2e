"""Code a case twice, compare, adjudicate, verify; compute the values accepted before that."""
