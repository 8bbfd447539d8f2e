"""Save an answer, hand a round in, remark on what a round gave."""
