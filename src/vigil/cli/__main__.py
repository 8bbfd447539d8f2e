"""`python -m vigil.cli`: the entry point for the launcher."""

from vigil.cli import main

main(prog_name="vigil")
