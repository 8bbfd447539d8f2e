"""The launcher, with stand-ins for Python: nothing is installed and nothing is asked for."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ["python3.13", "python3.12", "python3.14", "python3"]
FAILS = "#!/bin/sh\necho 'command not found in this version' >&2\nexit 127\n"
FITS = """#!/bin/sh
echo "${0##*/} $*" >>"$LOG"
case "$*" in
    "-I -c "*) exit 0 ;;
    "-I -m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
    "-I -m pip "*)
        [ -z "${PIP_FAILS:-}" ] || { echo "no registry" >&2; exit 1; }
        case "$*" in *" --requirement "*) for last; do :; done; cat "$last" >>"$LOG" ;; esac ;;
    "-P -m vigil.cli"*) shift 3; for a; do printf '<%s>' "$a"; done; exit "${STATUS:-0}" ;;
esac
"""


class Checkout:
    """A copy of the launcher with what it reads, and Pythons on a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.bin, self.log = folder / "bin", folder / "log"
        self.bin.mkdir(parents=True)
        self.root.mkdir()
        shutil.copy(ROOT / "vigil", self.root)
        for name in (
            "requirements.lock",
            "requirements-test.lock",
            "requirements-all.lock",
            "pyproject.toml",
        ):
            (self.root / name).write_text(name)
        for name in NAMES:
            self.python(name, FAILS)
        self.venv = self.root / ".venv"

    def python(self, name: str, program: str) -> Path:
        """Put a program of that name on the PATH."""
        path = self.bin / name
        path.write_text(program)
        path.chmod(0o755)
        return path

    def call(
        self, *arguments: str, launcher: Path | None = None, cwd: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Call the launcher; what the Pythons were asked is in `asked` afterwards."""
        self.log.write_text("")
        return subprocess.run(
            [launcher or self.root / "vigil", *arguments],
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "LOG": str(self.log), **more},
            cwd=cwd or self.root,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> str:
        """What the Pythons were asked in the last call."""
        return self.log.read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def made(checkout: Checkout) -> Checkout:
    """A checkout whose environment is complete."""
    checkout.python("python3.13", FITS)
    assert checkout.call("up").returncode == 0
    return checkout


def test_it_is_a_program_any_shell_can_read() -> None:
    assert os.access(ROOT / "vigil", os.X_OK)
    assert subprocess.run(["sh", "-n", ROOT / "vigil"], check=False).returncode == 0


@pytest.mark.parametrize("fitting", NAMES)
def test_the_first_python_that_fits_is_taken(checkout: Checkout, fitting: str) -> None:
    checkout.python(fitting, FITS)
    called = checkout.call("up")
    assert called.returncode == 0, called.stderr
    assert f"{fitting} -I -m venv {checkout.venv}" in checkout.asked
    assert "not found" not in called.stderr


def test_a_newer_name_comes_before_an_older(checkout: Checkout) -> None:
    for name in NAMES:
        checkout.python(name, FITS)
    checkout.call("up")
    assert checkout.asked.startswith("python3.13 -I -c ")


def test_where_no_python_fits_it_says_what_is_needed(checkout: Checkout) -> None:
    called = checkout.call("up", VIGIL_PYTHON=str(checkout.bin / "python3"))
    assert called.returncode == 1
    assert "Python 3.12 or newer with venv is needed" in called.stderr
    assert "apt install python3 python3-venv" in called.stderr
    assert str(checkout.bin / "python3") in called.stderr


def test_arguments_and_exit_status_are_passed_on(made: Checkout) -> None:
    called = made.call("run", "two words", "", "*", "--json", STATUS="3")
    assert (called.returncode, called.stdout) == (3, "<run><two words><><*><--json>")


def test_a_second_call_installs_nothing(made: Checkout) -> None:
    called = made.call("up")
    assert called.stderr == ""
    assert "pip" not in made.asked


def test_everything_is_installed_by_hash_and_vigil_from_the_checkout(checkout: Checkout) -> None:
    checkout.python("python3.13", FITS)
    checkout.call("up")
    for half in (0, 1):
        named = f"{checkout.venv}/half-{half}-of-requirements.lock"
        assert f"--no-deps --require-hashes --requirement {named}\n" in checkout.asked
        assert not Path(named).exists()
    assert f"--no-deps --no-build-isolation --editable {checkout.root}\n" in checkout.asked


def test_both_halves_together_are_the_lock(checkout: Checkout) -> None:
    packages = [f"{name}==1 \\\n    --hash=sha256:{name}\n    # via vigil\n" for name in "abcde"]
    (checkout.root / "requirements.lock").write_text("# made by a tool\n" + "".join(packages))
    checkout.python("python3.13", FITS)
    assert checkout.call("up").returncode == 0
    for package in packages:
        assert checkout.asked.count(package) == 1


@pytest.mark.parametrize("half", [0, 1])
def test_one_half_that_fails_fails_the_whole(checkout: Checkout, half: int) -> None:
    fails = f'case "$*" in *half-{half}*) exit 1 ;; esac\n'
    checkout.python("python3.13", FITS.replace("#!/bin/sh\n", f"#!/bin/sh\n{fails}"))
    called = checkout.call("up")
    assert called.returncode == 1
    assert "could not be completed" in called.stderr


def test_tests_add_their_tools_and_the_rest_keeps_them(made: Checkout) -> None:
    made.call("test")
    assert "half-0-of-requirements-test.lock" in made.asked
    assert "-m venv" not in made.asked  # what is being served from it goes on
    made.call("up")
    assert "pip" not in made.asked


@pytest.mark.parametrize("command", [("test", "--all"), ("test", "-x", "--all"), ("bench", "list")])
def test_the_long_tail_adds_its_tools_and_the_daily_tests_keep_them(
    made: Checkout, command: tuple[str, ...]
) -> None:
    made.call(*command)
    assert "half-0-of-requirements-all.lock" in made.asked
    for smaller in ("test", "up"):
        made.call(smaller)
        assert "pip" not in made.asked


def test_what_another_command_calls_all_adds_nothing(made: Checkout) -> None:
    made.call("link", "--all")
    assert "pip" not in made.asked


def lock_changes(checkout: Checkout) -> None:
    (checkout.root / "requirements.lock").write_text("another")


def checkout_moves(checkout: Checkout) -> None:
    moved = checkout.root.with_name("moved")
    checkout.root.rename(moved)
    checkout.root, checkout.venv = moved, moved / ".venv"


def python_goes(checkout: Checkout) -> None:
    (checkout.venv / "bin" / "python").unlink()


@pytest.mark.parametrize("change", [lock_changes, checkout_moves, python_goes])
def test_what_changed_is_installed_anew(made: Checkout, change: Callable[[Checkout], None]) -> None:
    change(made)
    assert made.call("up").returncode == 0
    assert f"--editable {made.root}\n" in made.asked
    made.call("up")
    assert "pip" not in made.asked


@pytest.mark.parametrize("left", ["bin/python", "lib/half-a-package"])
def test_an_interrupted_installation_is_begun_again(checkout: Checkout, left: str) -> None:
    checkout.python("python3.13", FITS)
    assert checkout.call("up", PIP_FAILS="1").returncode == 1
    for path in (checkout.venv / left, checkout.venv / "made-from-unfinished"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    called = checkout.call("up")
    assert called.returncode == 0, called.stderr
    assert f"-m venv {checkout.venv}" in checkout.asked
    assert not (checkout.venv / "lib").exists()


def test_a_registry_that_does_not_answer_is_said_and_tried_again(checkout: Checkout) -> None:
    checkout.python("python3.13", FITS)
    failed = checkout.call("up", PIP_FAILS="1")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "no registry" in failed.stderr
    assert "could not be completed" in failed.stderr
    assert checkout.call("up").stdout == "<up>"


def test_a_folder_of_someone_else_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    checkout.python("python3.13", FITS)
    theirs = tmp_path / "home" / "letter"
    theirs.parent.mkdir()
    theirs.write_text("dear")
    called = checkout.call("up", VIGIL_VENV=str(theirs.parent))
    assert called.returncode == 1
    assert "holds something else" in called.stderr
    assert list(theirs.parent.iterdir()) == [theirs]


def test_through_a_link_from_another_folder(made: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "linked"
    link.symlink_to(made.root / "vigil")
    called = made.call("up", launcher=link, cwd=tmp_path)
    assert (called.stdout, called.stderr) == ("<up>", "")


def test_the_environment_may_lie_elsewhere(checkout: Checkout, tmp_path: Path) -> None:
    checkout.python("python3.13", FITS)
    elsewhere = tmp_path / "deep" / "environment"
    assert checkout.call("up", VIGIL_VENV=str(elsewhere)).stdout == "<up>"
    assert (elsewhere / "bin" / "python").exists()
    assert not checkout.venv.exists()


def test_only_the_data_folder_of_the_checkout_is_kept_out_of_the_repository() -> None:
    """A pattern that is not anchored would keep out data the source tree ships, unseen."""
    patterns = (ROOT / ".gitignore").read_text().split()
    assert "/data/" in patterns
    assert "data/" not in patterns
