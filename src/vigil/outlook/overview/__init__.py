"""The home page of the outlook, its sitemap, and its section of the start page."""
