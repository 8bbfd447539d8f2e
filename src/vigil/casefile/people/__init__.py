"""People in cases: their agreements and protection, whose name is shown, which names match."""
