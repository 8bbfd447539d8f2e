"""The units of systemd: how closed they are, what they start, and the guide that installs them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.calling import ENVIRONMENT, ROOT
from vigil.cli import COMMANDS

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSED = 1.5
"""How exposed a service may be at most (0 to 10), as `systemd-analyze security` counts it."""


def test_every_service_is_as_closed_as_we_say() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    ran = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", *SERVICES],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r"exposure level for (\S+): ([\d.]+)", ran.stdout)
    assert [name for name, _score in found] == [path.name for path in SERVICES]
    assert {name: score for name, score in found if float(score) > MOST_EXPOSED} == {}


def test_every_service_starts_a_command_that_exists() -> None:
    started = {
        path.stem: re.findall(r"^ExecStart=\S+/python -P -m vigil\.cli (\S+)", text, re.M)
        for path in SERVICES
        if (text := path.read_text())
    }
    assert {"vigil": ["serve"], "vigil-work": ["work"], "vigil-backup": ["backup"]}.items() <= (
        started.items()
    )
    assert {command for commands in started.values() for command in commands} <= {*COMMANDS}


@pytest.mark.tail("what the units start is started daily in the tests of the commands")
def test_the_guide_for_debian_leads_to_services_and_a_restored_backup(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not Path("/usr/lib/systemd/systemd").exists():
        pytest.skip("only root starts a systemd, where it is installed")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed")
    if not any(Path("/sys/fs/cgroup", name, "cgroup.procs").exists() for name in ("", "unified")):
        pytest.skip("this machine has no cgroups of the second version")
    if Path(sys.executable).resolve().is_relative_to("/root"):
        pytest.skip("the units cannot see a Python that lies in a home folder")
    ran = subprocess.run(
        [sys.executable, "-m", "deploy.systemd_apart", tmp_path],
        env={**ENVIRONMENT, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found == {
        "links": 2,
        "active": ["active"] * 3,
        "backup": "success",
        "page": "200",
        "reloaded": ["200", True],
        "rebuilt": "JPEG without network, closed to others",
        "stopped": ["success", "success"],
        "open to others": [],
    }
