"""What the public asks: to correct, to remove, or something else."""
