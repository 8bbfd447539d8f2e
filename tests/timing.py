"""Where the time of a run goes: its slowest tests, the seconds of each room, and their budgets.

`budgets.toml` says how many seconds each room's daily tests may take. A machine may be slower than
the one these were measured on: then each room has its share of the whole. A room that takes more
fails the run, and so does a room without a budget.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

BUDGETS = Path(__file__).with_name("budgets.toml")
SLOWEST = 20


class Timing:
    """Adds up what each test took, its set-up included, wherever it ran."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.over: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of a test."""
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a whole run in which a room outgrew its budget."""
        if session.exitstatus == pytest.ExitCode.OK and is_whole(session.config):
            self.over = over_budget(by_room(self.seconds), budgets())
            if self.over:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Write the slowest tests, the seconds by room, and what is over its budget."""
        if len(self.seconds) <= SLOWEST:
            return
        terminalreporter.section(f"the {SLOWEST} slowest tests (seconds)")
        for name, seconds in self.seconds.most_common(SLOWEST):
            terminalreporter.write_line(f"{seconds:8.1f}  {name}")
        terminalreporter.section("seconds by room")
        rooms = by_room(self.seconds)
        for room, spent in rooms.most_common():
            terminalreporter.write_line(f"{spent:8.1f}  {room}")
        terminalreporter.write_line(f"{rooms.total():8.1f}  in all")
        for line in self.over:
            terminalreporter.write_line(f"over budget: {line}", red=True)


def is_whole(config: pytest.Config) -> bool:
    """Say whether this run is the daily one, whole and on SQLite's own terms."""
    return config.option.markexpr == "not tail" and not (
        config.option.keyword or config.option.file_or_dir
    )


def by_room(seconds: Mapping[str, float]) -> Counter[str]:
    """Add up seconds by folder of tests/; files that lie in none count as "tests"."""
    rooms: Counter[str] = Counter()
    for name, spent in seconds.items():
        parts = Path(name.partition("::")[0]).parts
        rooms[parts[1] if len(parts) > 2 else "tests"] += spent
    return rooms


def budgets(file: Path = BUDGETS) -> dict[str, float]:
    """Return the seconds that each room may take on the machine they were measured on.

    Raises `ValueError` for a budget that does not say why.
    """
    rooms = tomllib.loads(file.read_text())["rooms"]
    for name, room in rooms.items():
        if not room.get("why"):
            raise ValueError(f"{file.name}: the budget of {name} does not say why")
    return {name: float(room["seconds"]) for name, room in rooms.items()}


def over_budget(spent: Mapping[str, float], allowed: Mapping[str, float]) -> list[str]:
    """Return a line for each room that took more than it may.

    On a slower machine, where all rooms together take more than all budgets, each has its share.
    """
    slower = max(1.0, sum(spent.values()) / sum(allowed.values()))
    lines = []
    for room, seconds in sorted(spent.items()):
        if room not in allowed:
            lines.append(f"{room} has no budget in {BUDGETS.name}")
        elif seconds > allowed[room] * slower:
            lines.append(
                f"{room} took {seconds:.0f} s, and may take {allowed[room] * slower:.0f}: "
                f"make it faster, or raise its budget in {BUDGETS.name} and say why"
            )
    return lines
