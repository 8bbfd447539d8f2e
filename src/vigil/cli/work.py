"""`vigil work`: background work: tasks, letters, collecting, results, removing old data."""

import click

from vigil.cli.support.database import require_database, set_up_django


@click.command("work")
@click.option("--once", is_flag=True, help="Do everything but collecting once, and exit.")
@click.option("--status", is_flag=True, help="Print what waits, what failed, and exit.")
@click.option("--retry-failed", is_flag=True, help="First let tasks that failed be tried again.")
def command(once: bool, status: bool, retry_failed: bool) -> None:
    """Do tasks, send letters, collect sources, remove old data; repeat until ended.

    `vigil up` does the same while it serves. Use this beside `vigil serve`, on one machine or
    several: each piece of work is done by one of them. Safe to interrupt or kill at any moment, and
    to run beside other commands. With --once the exit status is 1 if something could not be done.

    \b
    Example:
      vigil work
    """
    set_up_django()
    require_database()
    from vigil.cli.working.duties import once_duties
    from vigil.cli.working.loop import Rounds, work_until_ended
    from vigil.cli.working.status import status_lines
    from vigil.trust.work.queries import failed
    from vigil.trust.work.verbs.leases import give_back, worker_name
    from vigil.trust.work.verbs.tasks import try_failed_again

    if status:
        for line in status_lines():
            click.echo(line)
        return
    if retry_failed:
        click.echo(f"{try_failed_again()} tasks wait again.")
    if not once:
        work_until_ended()
        return
    holder = worker_name()
    rounds = Rounds(once_duties(holder), holder)
    try:
        rounds.go(due_or_not=True)
    finally:
        give_back(holder)
    raise SystemExit(1 if rounds.trouble or failed().exists() else 0)
