"""Follow the guide for Debian under a systemd of its own: `python -m deploy.systemd_apart FOLDER`.

As root. It runs in namespaces of its own (processes, mounts, network, cgroups), with empty folders
in place of this machine's, so that nothing of the machine changes. Writes as JSON what was found.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
UNSHARED: Final = ("--cgroup", "--pid", "--mount", "--ipc", "--uts", "--net", "--kill-child")
BOOT: Final = """
set -eu
umask 022
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/trial
cp -r {folder}/trial/. /run/trial
chmod -R a+rX /run/trial
mount -t tmpfs tmpfs /opt
mkdir -p /opt/vigil/src /opt/vigil/deploy /opt/vigil/.venv
mount --bind {root}/src /opt/vigil/src
mount --bind {root}/deploy /opt/vigil/deploy
mount --bind {prefix} /opt/vigil/.venv
for place in /etc /usr/local; do
    new=/run/new$place
    mkdir -p $new/up $new/work
    mount -t overlay overlay -o lowerdir=$place,upperdir=$new/up,workdir=$new/work $place
done
for place in /etc/systemd/system /var/log /var/lib /var/cache /var/tmp /var/backups /tmp; do
    mount -t tmpfs tmpfs $place
done
chmod 1777 /tmp /var/tmp
# The kernel is that of the machine: nothing of it is set from in here.
for place in /sys /proc/sys; do
    mount --bind $place $place
    mount -o remount,ro,bind $place
done
mount -t cgroup2 none /sys/fs/cgroup
for unit in sysctl binfmt modules-load remount-fs udevd udev-trigger random-seed; do
    ln -s /dev/null /etc/systemd/system/systemd-$unit.service
done
cp /run/trial/trial.target /run/trial/probe.service /etc/systemd/system/
install -m 755 /opt/vigil/deploy/bin/vigil /usr/local/bin/vigil
useradd --system --user-group --home-dir /var/lib/vigil --shell /usr/sbin/nologin vigil
ip link set lo up
export container=trial
exec /usr/lib/systemd/systemd --system --unit=trial.target --log-target=console --show-status=0
"""
TARGET: Final = "[Unit]\nDescription=trial\nDefaultDependencies=no\nRequires=dbus.socket\n"
CLEAN: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}
"""The variables of whoever follows the guide."""
GUIDE: Final = ROOT / "docs" / "operate" / "debian.md"
HERE: Final = """
cat >> /etc/vigil/vigil.env <<END
PYTHONPATH=/opt/vigil/src
PYTHONDONTWRITEBYTECODE=1
VIGIL_PROCESSES=2
END
"""
"""What differs from a real machine, after the settings are there."""
DATABASE: Final = """
install -d -o postgres -g postgres /var/run/postgresql /var/lib/postgresql
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
as_postgres "$bin/initdb" -D /var/lib/postgresql/data -A peer -E UTF8 --locale=C.UTF-8 > /dev/null
systemd-run --quiet --unit=trial-postgresql --uid=postgres "$bin/postgres" \\
    -D /var/lib/postgresql/data -c listen_addresses= -c unix_socket_directories=/var/run/postgresql
for n in $(seq 300); do [ -S /var/run/postgresql/.s.PGSQL.5432 ] && break; sleep 0.1; done
"""
"""What Debian's package does when it is installed."""
PROBE: Final = """
import io, os
import numpy, pyarrow, av, typst, resvg_py, sklearn.linear_model
from PIL import Image
from vigil.files import rebuild
file = io.BytesIO()
Image.new("RGB", (40, 40), "red").save(file, "JPEG")
kind = rebuild(file.getvalue()).kind
if not os.fork():
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    os._exit(len(os.listdir("/sys/class/net")) > 99)
alone = os.waitstatus_to_exitcode(os.wait()[1]) == 0
try:
    os.listdir("/root")
    closed = False
except OSError:
    closed = True
try:
    open("/opt/vigil/src/planted", "w")
    closed = False
except OSError:
    pass
open("/var/lib/vigil/probe", "w").write(
    f"{kind.name}{' without network' if alone else ''}{', closed to others' if closed else ''}"
)
"""


class Apart:
    """A systemd in namespaces of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        top = Path("/sys/fs/cgroup")
        self.cgroup = (top / "unified" if (top / "unified").is_dir() else top) / "vigil-trial"

    def __enter__(self) -> "Apart":
        """Prepare its files, and boot it."""
        trial = self.folder / "trial"
        trial.mkdir(parents=True)
        probe = (ROOT / "deploy/systemd/vigil.service").read_text()
        start = "ExecStart=/opt/vigil/.venv/bin/python -P "
        assert f"{start}-m vigil.cli serve" in probe
        for was, now in (
            ("Type=notify", "Type=oneshot"),
            ("RuntimeDirectory=vigil\n", ""),
            ("Restart=on-failure\n", ""),
            (f"{start}-m vigil.cli serve", f"{start}/run/trial/probe.py"),
        ):
            probe = probe.replace(was, now)
        (trial / "probe.service").write_text(probe)
        (trial / "probe.py").write_text(PROBE)
        (trial / "guide.sh").write_text(commands_of_guide())
        (trial / "trial.target").write_text(TARGET)
        boot = BOOT.format(folder=self.folder, root=ROOT, prefix=sys.prefix)
        self.cgroup.mkdir(exist_ok=True)
        join = f"echo $$ > {self.cgroup}/cgroup.procs; exec unshare {' '.join(UNSHARED)}"
        self.log = (self.folder / "systemd.log").open("w")
        self.process = subprocess.Popen(
            ["bash", "-c", f'{join} --fork --mount-proc bash -c "$1"', "bash", boot],
            stdout=self.log,
            stderr=self.log,
            env=CLEAN,
        )
        for _ in range(300):
            time.sleep(0.1)
            if self.run("systemctl", "is-system-running").stdout.strip() == "running":
                return self
        raise RuntimeError(Path(self.log.name).read_text())

    def __exit__(self, *_error: object) -> None:
        """End everything in it."""
        if (first := self._first()) is not None:
            with suppress(ProcessLookupError):
                os.kill(first, signal.SIGKILL)
        self.process.wait()
        self.log.close()
        for _ in range(50):
            with suppress(OSError):
                for place in sorted(self.cgroup.rglob("*/"), reverse=True):
                    place.rmdir()
                self.cgroup.rmdir()
                return
            time.sleep(0.1)

    def _first(self) -> int | None:
        """Return the number of the first process in it, as this machine counts."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with suppress(OSError, ValueError):
            return int(children.read_text().split()[0])
        return None

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it."""
        return subprocess.run(
            ["nsenter", "--target", str(self._first() or 0), "--all", *command],
            env=CLEAN,
            capture_output=True,
            text=True,
            check=False,
        )

    def of(self, unit: str, name: str) -> str:
        """Return a property of a unit."""
        return self.run("systemctl", "show", unit, f"--property={name}", "--value").stdout.strip()

    def start(self, unit: str) -> str:
        """Start a unit; return its state. Raises RuntimeError with its log."""
        ran = self.run("systemctl", "start", unit)
        if ran.returncode:
            raise RuntimeError(self.run("journalctl", "--no-pager", "--unit", unit).stdout)
        return self.of(unit, "ActiveState")

    def status(self, path: str) -> str:
        """Ask the site for a page, as the proxy does; return the status of the answer."""
        ask = [
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "-H",
            "X-Forwarded-Proto: https",
        ]
        host = ["-H", "Host: vigil.example.org", f"http://127.0.0.1:8000{path}"]
        return self.run(*ask, *host).stdout


def commands_of_guide() -> str:
    """Return what the guide tells to type: all but programs, certificates and the internet."""
    intro, *sections = re.split(r"^## ", GUIDE.read_text(), flags=re.M)
    blocks = {
        text.split(".")[0]: "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S))
        for text in (f"0.\n{intro}", *sections)
    }
    second = "vigil person second@example.org --role coder\n"
    checked = blocks["8"].replace("--deploy\n", "--deploy || true\n", 1)
    begin = ["set -eux\ncd /opt/vigil", blocks["0"], DATABASE, blocks["2"], HERE]
    parts = [*begin, *(blocks[n] for n in "346"), second, blocks["7"], checked]
    return "\n".join(parts)


def main(folder: Path) -> None:
    """Follow the guide, then look at what runs."""
    found: dict[str, Any] = {}
    with Apart(folder) as apart:
        ran = apart.run("bash", "/run/trial/guide.sh")
        if ran.returncode:
            log = apart.run("journalctl", "--no-pager", "--unit", "vigil*").stdout
            raise RuntimeError(f"{ran.stdout}\n{ran.stderr}\n{log}")
        found["links"] = len(re.findall("https://vigil.example.org/account/link/", ran.stdout))
        sys.stderr.write(ran.stdout)
        units = ("vigil.service", "vigil-work.service", "vigil-backup.timer")
        found["active"] = [apart.of(unit, "ActiveState") for unit in units]
        found["backup"] = apart.of("vigil-backup.service", "Result")
        found["page"] = apart.status("/about/policy/")
        before = apart.of("vigil.service", "MainPID")
        apart.run("systemctl", "reload", "vigil.service")
        found["reloaded"] = [
            apart.status("/about/"), apart.of("vigil.service", "MainPID") == before
        ]  # fmt: skip
        apart.start("probe.service")
        found["rebuilt"] = apart.run("cat", "/var/lib/vigil/probe").stdout
        apart.run("systemctl", "stop", *units)
        found["stopped"] = [apart.of(unit, "Result") for unit in units[:2]]
        find = "find /var/lib/vigil /var/lib/vigil-keys /var/backups/vigil -perm /077 ! -type l"
        found["open to others"] = apart.run("sh", "-c", find).stdout.split()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    shutil.rmtree(Path(sys.argv[1]) / "trial")
