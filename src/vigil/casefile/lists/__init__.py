"""Lists that others publish: how the columns of the known ones are laid out."""
