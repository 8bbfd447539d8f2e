"""The coding form, made from the codebook: keep a draft, submit a coding."""
