"""Commands for scripts and data pipelines, which do not load Django: one process asks them all."""

import subprocess
import sys

import pytest

from cli.calling import ENVIRONMENT

PURE = ("screen", "extract", "geocode", "link", "match", "train", "lake", "release")
PROGRAM = f"""
import sys
from vigil.reading.intake.screening import Screener
Screener.load()
import vigil.cli.screen
print("reading", *{{"django", "sklearn", "scipy"}} & {{*sys.modules}})
from importlib import import_module
for verb in {PURE}:
    import_module("vigil.cli." + verb)
    print(verb, *{{"django"}} & {{*sys.modules}})
import vigil.reading.linkage
from vigil.casefile.releases.files import verify_release
verify_release("nothing")
print("verifying", *{{"django"}} & {{*sys.modules}})
from click.testing import CliRunner
from vigil.cli import main
print(CliRunner().invoke(main, ["geocode", "-", "-o", "-"], input="").exit_code)
print("geocoding", *{{"django"}} & {{*sys.modules}})
"""


@pytest.fixture(scope="module")
def said() -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_none_loads_django_and_screening_loads_no_scikit_learn(said: list[str]) -> None:
    assert said == ["reading", *PURE, "verifying", "0", "geocoding"]
