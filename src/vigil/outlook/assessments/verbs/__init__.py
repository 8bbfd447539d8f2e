"""Acts on assessments: setting up, terms, regions, sheets."""
