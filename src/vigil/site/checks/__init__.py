"""What an installation checks about itself: database, files, keys, doors."""
