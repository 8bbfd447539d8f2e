"""Read and search names as readers see them."""
