"""Measures a backup of 100,000 generated cases and 2 GB of media: made, verified, restored.

`VIGIL_BENCH_FOLDER` keeps the filled installation (`data/`, `keys/`), and one that is there is
used. `VIGIL_BENCH_CASES` and `VIGIL_BENCH_MEGABYTES` make it smaller. Backup and restored files
go to a temporary folder beside it.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NAME = "backup"
CASES = int(os.environ.get("VIGIL_BENCH_CASES") or 100_000)
MEGABYTES = int(os.environ.get("VIGIL_BENCH_MEGABYTES") or 2_000)
HASHES = 1_000
LIMIT = 600
"""Seconds within which everything must be restored onto an empty folder."""
MEGABYTE = 1_000_000
HERE = Path(__file__).resolve().parent


def run(data: Path) -> dict[str, Any]:
    """Fill an installation, back it up, verify and restore it, and compare random files."""
    kept = os.environ.get("VIGIL_BENCH_FOLDER")
    with tempfile.TemporaryDirectory(dir=kept or None) as name:
        work = Path(name)
        place = Path(kept or work) / "installation"
        filled = _fill(place)
        (work / "password").write_text("only for measuring\n")
        environment = _environment(place, work)
        steps: dict[str, Any] = {"filled": filled}
        for step, arguments in (
            ("backup", ("backup", work / "backups", "--json")),
            ("verify", ("restore", work / "backups", "--verify", "--json")),
            ("restore", ("restore", work / "backups", "--into", work / "back", "--json")),
        ):
            steps[step] = _timed(arguments, environment)
        size = sum(path.stat().st_size for path in (work / "backups").iterdir())
        return steps | {
            "backup_bytes": size,
            "hashes_equal": _equal(place / "data", work / "back"),
            "hashes": HASHES,
        }


def _fill(place: Path) -> dict[str, Any]:
    """Fill the installation where it is not there yet."""
    environment = _environment(place, place)
    database = place / "data" / "vigil.sqlite3"
    subprocess.run([sys.executable, "-m", "vigil.cli", "keys", "make"], env=environment, check=True)
    if not database.exists() or database.stat().st_size < CASES * 1_000:
        arguments = [sys.executable, str(HERE / "generated.py"), str(CASES)]
        subprocess.run(arguments, env=environment, check=True)
    draw = random.Random(7)
    left = MEGABYTES * MEGABYTE
    number = 0
    while left > 0:
        size = min(left, draw.choice((200_000, 500_000, 1 * MEGABYTE, 3 * MEGABYTE)))
        uid = hashlib.sha256(str(number).encode()).hexdigest()[:32]
        file = place / "data" / "uploads" / uid[:2] / uid / "copy"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(draw.randbytes(size))
        else:
            draw.randbytes(size)
        left -= size
        number += 1
    return {
        "cases": CASES,
        "database_bytes": database.stat().st_size,
        "media_bytes": MEGABYTES * MEGABYTE,
        "media_files": number,
    }


def _environment(place: Path, work: Path) -> dict[str, str]:
    return {
        **os.environ,
        "VIGIL_DATA": str(place / "data"),
        "VIGIL_KEYS": str(place / "keys"),
        "VIGIL_BACKUP_PASSWORD_FILE": str(work / "password"),
        "DATABASE_URL": "",
    }


def _timed(arguments: tuple[Any, ...], environment: dict[str, str]) -> dict[str, Any]:
    began, processor = time.perf_counter(), os.times()
    done = subprocess.run(
        [sys.executable, "-m", "vigil.cli", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = os.times()
    used = after.children_user + after.children_system
    used -= processor.children_user + processor.children_system
    said = json.loads(done.stdout)
    told = {name: said[name] for name in ("rows", "files", "decisions")}
    return {"seconds": time.perf_counter() - began, "processor": used, **told}


def _equal(one: Path, other: Path) -> int:
    """Return how many of random files have the same SHA-256 in both folders."""
    files = sorted(path for path in (one / "uploads").rglob("*") if path.is_file())
    chosen = random.sample(files, min(HASHES, len(files)))
    return sum(_digest(path) == _digest(other / path.relative_to(one)) for path in chosen)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def table(result: dict[str, Any]) -> str:
    """Return the result as lines for a person."""
    filled = result["filled"]
    lines = [
        f"{filled['cases']:,} cases ({filled['database_bytes'] / 1e6:,.0f} MB), "
        f"{filled['media_files']:,} files ({filled['media_bytes'] / 1e6:,.0f} MB)",
        f"the backup takes {result['backup_bytes'] / 1e6:,.0f} MB",
        "",
        "              seconds   processor",
    ]
    lines += [
        f"{step:<10} {result[step]['seconds']:>10.1f}  {result[step]['processor']:>10.1f}"
        for step in ("backup", "verify", "restore")
    ]
    lines += ["", f"random files with the same SHA-256: {result['hashes_equal']:,}"]
    lines += [f"limit of restoring: {LIMIT} s"]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    print(table(run(Path())))


if __name__ == "__main__":
    main()
