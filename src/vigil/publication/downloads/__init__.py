"""A selection as CSV, XLSX or GeoJSON, with its source, licence and citation."""
