"""Change cases: open, publish, withdraw, merge, split and so on; attach documents; recompute."""
