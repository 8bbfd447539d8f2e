"""Compare what the lock installs with known vulnerabilities, where a database can be reached.

    python checks/vulnerabilities.py

Runs pip-audit against OSV (https://osv.dev). OSV is asked by name: the database that pip-audit asks
otherwise is the package registry, in whose place a mirror may stand that knows of none.

Exits with 1 if a locked version has a known vulnerability, or if one was not compared. Where the
database cannot be reached it says NOT CHECKED, and exits with 0: an installation without network
is no vulnerability. `vulnerabilities.txt` holds what was looked at and does not concern us.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
EXCEPTIONS: Final = Path(__file__).with_suffix(".txt")
_UNREACHABLE: Final = (
    *("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "SSLError"),
    *("ServiceError", "Tip: your network may be blocking this service"),
)
"""What the last line of pip-audit's error begins with when the database does not answer."""


def exceptions(text: str) -> dict[str, str]:
    """Return the vulnerabilities that do not concern us, each with its reason."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    found = {name.strip(): why.strip() for name, _, why in (line.partition(":") for line in lines)}
    if bare := [name for name, why in found.items() if not why]:
        raise ValueError(f"without a reason: {', '.join(bare)}")
    return found


def audit(ignored: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Ask pip-audit about every line of the lock."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock")),
            *("--disable-pip", "--require-hashes", "--vulnerability-service", "osv"),
            *("--format", "json", "--progress-spinner", "off", "--timeout", "10"),
            *(word for name in ignored for word in ("--ignore-vuln", name)),
        ],
        check=False,
        capture_output=True,
        text=True,
    )


def verdict(ran: subprocess.CompletedProcess[str]) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print for an answer of pip-audit."""
    try:
        packages: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (ran.stderr.strip().splitlines() or ["no answer"])[-1]
        if any(name in last.partition("(")[0] for name in _UNREACHABLE):
            return 0, [f"NOT CHECKED: no database of vulnerabilities can be reached. {last}"]
        return 1, [f"pip-audit failed: {last}"]
    found = [
        f"{one['name']} {one['version']}: {vulnerability['id']}"
        f" (mended in {', '.join(vulnerability['fix_versions']) or 'no version yet'})"
        for one in packages
        for vulnerability in one.get("vulns", ())
    ]
    found += [
        f"{p['name']}: not compared, {p['skip_reason']}" for p in packages if "skip_reason" in p
    ]
    if not packages:
        found.append("the lock names no package")
    return (1, found) if found else (0, [f"{len(packages)} packages, no known vulnerability"])


def main() -> int:
    """Print what is known; answer 1 if it is anything."""
    status, lines = verdict(audit(list(exceptions(EXCEPTIONS.read_text(encoding="utf-8")))))
    print("\n".join(lines), file=sys.stderr if status else sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main())
