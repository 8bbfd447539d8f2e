"""The public directory and pages of members: search, API, sitemap."""
