"""Pages and screens: they call the verbs, and nothing else."""
