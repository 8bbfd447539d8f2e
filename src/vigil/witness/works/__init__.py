"""Published works: what stories, campaigns and names share."""
