"""`vigil test`: the whole test suite."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: Sequence[str]) -> None:
    """Run the tests; what follows is passed to pytest.

    Tests that need Chromium, PostgreSQL or the development data skip where these are absent,
    and say so.

    \b
    Example:
      vigil test tests/intake -x
    """
    root = Path(__file__).resolve().parents[3]
    environment = {k: v for k, v in os.environ.items() if k not in ("VIGIL_DATA", "VIGIL_HOSTS")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=root, env=environment, check=False
    )
    raise SystemExit(ran.returncode)
