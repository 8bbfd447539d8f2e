"""A selection as CSV, XLSX or GeoJSON, with its source, terms and citation."""
