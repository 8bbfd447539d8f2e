"""Request and compute results, make a panel final, score and quote answers."""
