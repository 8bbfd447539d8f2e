"""The organisation that runs this installation: what it stated of itself, its mail and rooms."""
