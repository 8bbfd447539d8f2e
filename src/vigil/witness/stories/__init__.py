"""Stories and profiles: written, reviewed, published, shown and withdrawn."""
