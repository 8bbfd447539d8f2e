"""Changes of the codebook: proposed, discussed, accepted by a second person, released."""
