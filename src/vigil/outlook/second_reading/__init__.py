"""Second reading: cells of a region whose results are unusual, and requests for reasons."""
