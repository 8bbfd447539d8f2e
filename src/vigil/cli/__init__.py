"""Run the `vigil` command: one thin module for each command, imported only when it is called.

`screen`, `extract`, `geocode`, `link`, `match` and `train` do not load Django. `train --desk` does:
it learns from decisions in place (`casefile.labelling`), so that no labels leave the desk.
"""

import errno
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "up": "vigil.cli.up",
    "serve": "vigil.cli.serve",
    "demo": "vigil.cli.demo",
    "test": "vigil.cli.test",
    "run": "vigil.cli.run",
    "lake": "vigil.cli.lake",
    "screen": "vigil.cli.screen",
    "extract": "vigil.cli.extract",
    "geocode": "vigil.cli.geocode",
    "link": "vigil.cli.link",
    "match": "vigil.cli.match",
    "train": "vigil.cli.train",
    "learn": "vigil.cli.learn",
    "bench": "vigil.cli.bench",
    "release": "vigil.cli.release",
    "person": "vigil.cli.person",
    "lockdown": "vigil.cli.lockdown",
    "sheet": "vigil.cli.sheet",
    "lists": "vigil.cli.lists",
    "programme": "vigil.cli.programme",
    "stories": "vigil.cli.stories",
    "members": "vigil.cli.members",
    "remembrance": "vigil.cli.remembrance",
    "fund": "vigil.cli.fund",
    "outlook": "vigil.cli.outlook",
    "outbox": "vigil.cli.outbox",
    "work": "vigil.cli.work",
    "check": "vigil.cli.check",
    "keys": "vigil.cli.keys",
    "backup": "vigil.cli.backup",
    "restore": "vigil.cli.restore",
    "move": "vigil.cli.move",
    "manage": "vigil.cli.manage",
}


DISK_FULL = (
    "the disk is full. Nothing that was said to be done is lost, and nothing is half done: "
    "make room, then run the same command again"
)


class CommandGroup(click.Group):
    """Finds a command's module by its name, so that a pure command never imports Django."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Show problems that stop every command as one sentence, no traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if sentence := _in_the_way(error):
                raise click.ClickException(sentence) from error
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and return the command, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command


def _in_the_way(error: Exception) -> str:
    """Return the sentence for a problem that stops every command; "" for another error."""
    if "django.db" not in sys.modules:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        return DISK_FULL if full else ""
    from django.core.exceptions import ImproperlyConfigured

    from vigil.trust.uploads.full_disk import is_full

    if isinstance(error, ImproperlyConfigured):
        return str(error)
    return DISK_FULL if is_full(error) else ""


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vigil-platform")
def main() -> None:
    """Run `vigil`: read reports of killings, keep the case file, publish verified cases."""
