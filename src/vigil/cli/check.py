"""`vigil check`: run all checks that an installation can run on itself."""

import json
from dataclasses import asdict

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import FAILED


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Check database, keys, ledger and public pages; print a sentence for each.

    It changes nothing. The exit status is 1 if something is wrong. `vigil work` does the same
    once a day, and writes to the administrators.

    \b
    Example:
      vigil check
    """
    set_up_django()
    from vigil.casefile.codebook_changes.versions import look_for_new
    from vigil.site.checks.self_check import check_all

    look_for_new()  # public pages are read by the codebook in force
    found = check_all()
    ok = all(one.ok for one in found)
    if as_json:
        click.echo(json.dumps({"ok": ok, "checks": [asdict(one) for one in found]}))
    else:
        for one in found:
            click.echo(f"{'ok   ' if one.ok else 'WRONG'} {one.text}")
    if not ok:
        raise SystemExit(FAILED)
