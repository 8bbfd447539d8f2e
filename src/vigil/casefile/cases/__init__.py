"""A case: its people and values, how it is opened, published, merged and found."""
