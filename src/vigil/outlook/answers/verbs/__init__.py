"""Save an answer, hand in a round, and discuss the results of a round."""
