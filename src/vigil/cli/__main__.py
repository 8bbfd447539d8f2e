from vigil.cli import main

main(prog_name="vigil")
