"""What a paragraph of a report may cite, and whether readers may still see it."""
