"""Check the machine that an installation runs on: clock, disk, limits, services."""

import os
import resource
import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final

from django.conf import settings

from vigil.site.checks.advice import Advice, CheckFailed

SECONDS_OFF: Final = 5.0
"""How far the clock may be off: one-time codes and deadlines rest on it."""
ROOMY: Final = 0.15
"""The part of a disk that should be free."""
OPEN_FILES: Final = 6_400
"""Open files of one process of the site: three for each connection it may have."""
SYSTEMD: Final = Path("/run/systemd/system")
"""A folder that is there where systemd runs."""
UNITS: Final = ("vigil.service", "vigil-work.service", "vigil-backup.timer")
DEVICES: Final = Path("/sys/dev/block")
SECONDS: Final = 10


def clock(host: str = "") -> str:
    """Return whether the clock is right; by the clock of a host, where one is named."""
    if host:
        return _compared(host)
    synchronised = _said("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if synchronised == "yes":
        return "The clock follows a time server."
    if synchronised == "no":
        raise CheckFailed(
            "The clock follows no time server. Run: timedatectl set-ntp true (Debian: apt install "
            "systemd-timesyncd)"
        )
    return Advice(
        "Nobody here knows whether the clock is right. Compare it with another host: "
        "`vigil check --deploy --clock www.example.org`"
    )


def _compared(host: str) -> str:
    connection = HTTPSConnection(host, timeout=SECONDS, context=ssl.create_default_context())
    try:
        connection.request("HEAD", "/")
        said = connection.getresponse().getheader("Date", "")
        off = abs((datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds())
    except (OSError, HTTPException, ValueError, TypeError) as error:
        return Advice(f"The clock of {host} could not be asked ({type(error).__name__}).")
    finally:
        connection.close()
    if off > SECONDS_OFF:
        raise CheckFailed(
            f"The clock differs from that of {host} by {off:,.0f} seconds: one-time codes fail. "
            "Run: timedatectl set-ntp true"
        )
    return f"The clock agrees with that of {host}."


def disk() -> str:
    """Return whether the disk of the data has room to grow."""
    total, _used, free = shutil.disk_usage(settings.DATA)
    said = f"The disk of the data has {free / total:.0%} free ({free / 2**30:,.1f} GiB)"
    return Advice(f"{said}: plan for more.") if free < ROOMY * total else f"{said}."


def encryption() -> str:
    """Return whether the disk of the data is encrypted, as far as the kernel tells."""
    number = settings.DATA.stat().st_dev
    device = DEVICES / f"{os.major(number)}:{os.minor(number)}"
    if _is_encrypted(device):
        return "The disk of the data is encrypted."
    return Advice(
        "The disk of the data does not look encrypted: whoever takes it reads reports and names. "
        "Encrypt it (LUKS), or know that your host does."
    )


def _is_encrypted(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    except OSError:
        pass
    below = device / "slaves"
    return below.is_dir() and any(_is_encrypted(one) for one in below.iterdir())


def open_files() -> str:
    """Return whether the site may open as many files as its connections need."""
    said = _said("systemctl", "show", "vigil.service", "--property=LimitNOFILE", "--value")
    limit = int(said) if said.isdigit() else resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if limit != resource.RLIM_INFINITY and limit < OPEN_FILES:
        raise CheckFailed(
            f"A process may open {limit:,} files, so many visitors at once are refused. Set "
            "LimitNOFILE=16384 in the unit (elsewhere: ulimit -n)."
        )
    return "A process may open as many files as its connections need."


def processes() -> str:
    """Return how many processes serve the site, beside how many cores there are."""
    cores = len(os.sched_getaffinity(0))
    named = os.environ.get("VIGIL_PROCESSES", "")
    if not named:
        return f"As many processes serve the site as fit {cores} cores."
    if not named.isdigit() or not int(named):
        raise CheckFailed(f"VIGIL_PROCESSES is {named}: write a number, or leave it out.")
    if int(named) > 2 * cores + 1:
        return Advice(
            f"{named} processes share {cores} cores: more than {2 * cores + 1} take memory and "
            "make nothing faster (VIGIL_PROCESSES)."
        )
    return f"{named} processes serve the site on {cores} cores."


def units() -> str:
    """Return whether the services of this installation run."""
    if not SYSTEMD.is_dir():
        return Advice(
            "systemd does not run here. See to it that `vigil serve` and `vigil work` are started "
            "again when they end, and that `vigil backup` runs every night."
        )
    if still := [unit for unit in UNITS if _said("systemctl", "is-active", unit) != "active"]:
        raise CheckFailed(
            f"Not running: {', '.join(still)}. Run: systemctl enable --now {' '.join(still)}"
        )
    return "Site, work and nightly backup are running."


def _said(*command: str) -> str:
    """Return what a program of the system prints; "" where it is missing or does not answer."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
