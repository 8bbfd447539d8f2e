"""Requests of the public: to correct, to remove, or something else."""
