"""How far coders agree: figures, gold cases, and coders in training."""
