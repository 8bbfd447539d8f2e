"""Full-text search over reports, notes and cases: words, index, finding."""
