"""`vigil check`: run all checks that an installation can run on itself."""

import json
from dataclasses import asdict

import click

from vigil.cli.support.database import set_up_django
from vigil.cli.support.exit_codes import FAILED

LEVELS = {"ok": "ok     ", "advice": "advice ", "missing": "MISSING"}


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--deploy", is_flag=True, help="Check also what is missing before others rely on this site."
)
@click.option(
    "--clock",
    "clock_host",
    default="",
    metavar="HOST",
    help="With --deploy: compare the clock with that of this host, over HTTPS.",
)
def command(as_json: bool, deploy: bool, clock_host: str) -> None:
    """Check database, keys, ledger and public pages; print a sentence for each.

    It changes nothing. What is not set up yet is marked "to do". The exit status is 1 if something
    is wrong. `vigil work` does the same once a day, and writes to the administrators.

    With --deploy it also says what is missing for production: address, HTTPS, proxies, mail,
    backups, clock, services. An advice may stay as it is, and counts as nothing missing.

    \b
    Examples:
      vigil check
      vigil check --deploy
    """
    if clock_host and not deploy:
        raise click.UsageError("--clock needs --deploy")
    set_up_django()
    from vigil.casefile.codebook_changes.versions import look_for_new
    from vigil.site.checks.advice import Advice
    from vigil.site.checks.deployment import check_deployment
    from vigil.site.checks.self_check import check_all

    look_for_new()  # public pages are read by the codebook in force
    found = check_all()
    of_deployment = check_deployment(clock_host) if deploy else []
    ok = all([*(one.ok for one in found), *(one.ok for one in of_deployment)])
    if as_json:
        said = {"ok": ok, "checks": [asdict(one) for one in found]}
        if deploy:
            said["deployment"] = [asdict(one) for one in of_deployment]
        click.echo(json.dumps(said))
    else:
        for one in found:
            mark = "to do" if isinstance(one.text, Advice) else "ok   "
            click.echo(f"{mark if one.ok else 'WRONG'} {one.text}")
        for finding in of_deployment:
            click.echo(f"{LEVELS[finding.level]} {finding.text}")
    if not ok:
        raise SystemExit(FAILED)
