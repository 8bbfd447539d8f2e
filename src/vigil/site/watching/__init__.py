"""What an operator sees of an installation: checks, metrics, lines of the log, a page."""
