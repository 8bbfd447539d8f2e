"""What the publication policy lets the public see, and whom a text may name."""
