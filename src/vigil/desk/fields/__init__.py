"""Fields of the codebook as inputs of a form."""
