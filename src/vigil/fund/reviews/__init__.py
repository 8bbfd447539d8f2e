"""Reviews of applications: blind, by rubric, drafted, discussed, compared."""
