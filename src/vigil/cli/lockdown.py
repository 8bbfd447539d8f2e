"""`vigil lockdown`: sign everybody out, or let people sign in again."""

import click

from vigil.cli.support.database import prepare_database, set_up_django


@click.command("lockdown")
@click.argument("act", type=click.Choice(["begin", "lift", "state"]))
@click.option("--why", default="", help="The reason. It stays in the log.")
def command(act: str, why: str) -> None:
    """Sign everybody out (begin), let people sign in again (lift), or show the state (state).

    The public pages stay, and people can still write to us. On the screens it takes two
    administrators to lift a lockdown. Here the operator of the host lifts it alone, and the log
    records that.

    \b
    Examples:
      vigil lockdown begin --why "a laptop was taken at the border"
      vigil lockdown lift --why "all passwords are new"
    """
    if act != "state" and not why.strip():
        raise click.UsageError(f"{act} needs --why")
    set_up_django()
    prepare_database()
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.decisions.verbs import COMMAND_LINE
    from vigil.trust.sessions.verbs import lockdown

    try:
        if act == "begin":
            lockdown.begin_lockdown(by=COMMAND_LINE, why=why)
        elif act == "lift":
            lockdown.lift_on_host(why=why)
    except NotPossible as error:
        raise click.ClickException(str(error)) from error
    in_force = lockdown.is_locked_down()
    click.echo("The lockdown is in force." if in_force else "No lockdown is in force.")
