"""Published editions of an index: how their files are read."""
