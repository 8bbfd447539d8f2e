"""Panels and their rounds: set them up, open and close them, and read what one may see of them."""
