"""Fields of the codebook as form inputs: what templates draw, and conversion of values."""
