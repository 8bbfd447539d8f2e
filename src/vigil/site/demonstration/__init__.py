"""What a demonstration adds to a site: its mark on everything, a page to choose a person, rooms."""
