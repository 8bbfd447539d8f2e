"""What the publication policy allows the public to see, and which people a text may name."""
