"""Run the shipped units under a systemd of their own: `python -m deploy.systemd_apart FOLDER`.

As root. It runs in namespaces of its own (processes, mounts, network, cgroups), with empty folders
in place of this machine's, so that nothing of the machine changes. Writes as JSON what was found.
"""

import json
import os
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
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/trial
cp -r {folder}/trial/. /run/trial
mount -t tmpfs tmpfs /opt
mkdir -p /opt/vigil/src /opt/vigil/.venv
mount --bind {root}/src /opt/vigil/src
mount --bind {prefix} /opt/vigil/.venv
for place in /etc/systemd/system /var/log /var/lib /var/cache /var/tmp /var/backups /tmp; do
    mount -t tmpfs tmpfs $place
done
chmod 1777 /tmp /var/tmp
for name in passwd group; do mount --bind /run/trial/$name /etc/$name; done
umount -R /sys/fs/cgroup || true
mount -t cgroup2 none /sys/fs/cgroup
cp /run/trial/*.service /run/trial/*.timer /run/trial/trial.target /etc/systemd/system/
install -d -o 4711 -g 4711 -m 0700 /var/backups/vigil
ip link set lo up
export container=trial
exec /usr/lib/systemd/systemd --system --unit=trial.target --log-target=console --show-status=0
"""
TARGET: Final = "[Unit]\nDescription=trial\nDefaultDependencies=no\nRequires=dbus.socket\n"
SETTINGS: Final = """
PYTHONPATH=/opt/vigil/src
PYTHONDONTWRITEBYTECODE=1
VIGIL_HOSTS=vigil.example.org
VIGIL_PROCESSES=2
VIGIL_LISTEN=unix:/run/vigil/web.sock
VIGIL_PROXIES=unix
VIGIL_BACKUP=/var/backups/vigil
VIGIL_BACKUP_PASSWORD_FILE=/run/trial/password
"""
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
ASK: Final = """
import http.client, socket, sys
connection = http.client.HTTPConnection("vigil.example.org", timeout=60)
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.connect("/run/vigil/web.sock")
connection.request("GET", sys.argv[1])
sys.stdout.write(str(connection.getresponse().status))
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
        for unit in (ROOT / "deploy" / "systemd").iterdir():
            text = unit.read_text().replace("/etc/vigil/vigil.env", "/run/trial/vigil.env")
            (trial / unit.name).write_text(text)
        probe = (trial / "vigil.service").read_text()
        start = "ExecStart=/opt/vigil/.venv/bin/python -P "
        probe = probe.replace("Type=notify", "Type=oneshot").replace("RuntimeDirectory=vigil\n", "")
        probe = probe.replace(f"{start}-m vigil.cli serve", f"{start}/run/trial/probe.py")
        (trial / "probe.service").write_text(probe.replace("Restart=on-failure\n", ""))
        (trial / "probe.py").write_text(PROBE)
        (trial / "ask.py").write_text(ASK)
        (trial / "trial.target").write_text(TARGET)
        (trial / "vigil.env").write_text(SETTINGS)
        (trial / "password").write_text("only for this trial, and long enough")
        for name, line in (("passwd", "vigil:x:4711:4711::/var/lib/vigil:/usr/sbin/nologin\n"),
                           ("group", "vigil:x:4711:\n")):  # fmt: skip
            (trial / name).write_text(Path("/etc", name).read_text() + line)
        boot = BOOT.format(folder=self.folder, root=ROOT, prefix=sys.prefix)
        self.cgroup.mkdir(exist_ok=True)
        join = f"echo $$ > {self.cgroup}/cgroup.procs; exec unshare {' '.join(UNSHARED)}"
        self.log = (self.folder / "systemd.log").open("w")
        self.process = subprocess.Popen(
            ["bash", "-c", f'{join} --fork --mount-proc bash -c "$1"', "bash", boot],
            stdout=self.log,
            stderr=self.log,
            env={"PATH": os.environ["PATH"]},
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

    def status(self, path: str) -> int:
        """Ask the site for a page; return the status of the answer."""
        ran = self.run("/opt/vigil/.venv/bin/python", "/run/trial/ask.py", path)
        return int(ran.stdout) if ran.stdout else 0


def main(folder: Path) -> None:
    """Start each unit, and look at what it does."""
    found: dict[str, Any] = {}
    with Apart(folder) as apart:
        found["serve"] = apart.start("vigil.service")
        found["page"] = apart.status("/about/policy/")
        before = apart.of("vigil.service", "MainPID")
        apart.run("systemctl", "reload", "vigil.service")
        found["reloaded"] = [
            apart.status("/about/"), apart.of("vigil.service", "MainPID") == before
        ]  # fmt: skip
        found["work"] = apart.start("vigil-work.service")
        apart.start("vigil-backup.service")
        made = apart.run("sh", "-c", "ls /var/backups/vigil | grep -c .").stdout
        found["backup"] = [apart.of("vigil-backup.service", "Result"), int(int(made) > 0)]
        apart.start("probe.service")
        found["rebuilt"] = apart.run("cat", "/var/lib/vigil/probe").stdout
        time.sleep(3)
        apart.run("systemctl", "stop", "vigil.service", "vigil-work.service")
        found["stopped"] = [
            apart.of(unit, "Result") for unit in ("vigil.service", "vigil-work.service")
        ]
        find = "find /var/lib/vigil /var/lib/vigil-keys /var/backups/vigil -perm /077 ! -type l"
        found["open to others"] = apart.run("sh", "-c", find).stdout.split()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    shutil.rmtree(Path(sys.argv[1]) / "trial")
