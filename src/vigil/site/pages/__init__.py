"""Pages that belong to no room: start page, refusals, health check, sitemap."""
