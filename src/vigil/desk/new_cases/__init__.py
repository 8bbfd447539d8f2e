"""Add a case that no source brought: paste a link, or type it."""
