"""Read campaigns as readers see them."""
