"""The home page of the outlook, its sitemap, and its part of the start page."""
