"""`python -m vigil.cli`: what the launcher calls."""

from vigil.cli import main

main(prog_name="vigil")
