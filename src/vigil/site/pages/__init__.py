"""Pages of no room: start page, refusals, health check, sitemap."""
