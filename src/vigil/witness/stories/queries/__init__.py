"""Read stories: as readers see them, and as the desk lists them."""
