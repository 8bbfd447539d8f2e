"""Record who agreed to which use of their data, and until when."""
