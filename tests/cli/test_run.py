"""`vigil run`: the whole way; cut off anywhere and run again it gives the same case file."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction

from cli.calling import call
from cli.case_file import snapshot
from vigil.cli.run import run
from vigil.reading.engines import compaction, pipeline

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
}
PEOPLE = ["Amalia Ríos Quintero", "Bento Carvalho Nunes", "Clara Méndez Ortiz", "Darío Vela Cruz"]
TOWNS = [("Culiacán", "Sinaloa"), ("Tumaco", "Nariño"), ("Iguala", "Guerrero"), ("Belém", "Pará")]


def reports(path: Path, number: int = 40) -> Path:
    """Write reports of made-up killings by two outlets each, and as many of other things."""
    lines: list[dict[str, str]] = []
    for n in range(number // 4):
        name = PEOPLE[n % 4].replace("a", "aeiou"[n % 5])
        town, state = TOWNS[n % 4]
        day = f"2024-03-{n % 27 + 1:02d}"
        lines += [
            {
                "id": f"en-{n}",
                "outlet": "The Example Gazette",
                "title": f"Journalist {name} shot dead in {town}",
                "text": f"The journalist {name}, {30 + n}, was shot dead by gunmen in {town}, "
                f"{state}, police said. The reporter was killed outside the newsroom.",
                "published": day,
                "language": "en",
            },
            {
                "id": f"es-{n}",
                "outlet": "El Diario de Ejemplo",
                "title": f"Asesinan a balazos al periodista {name} en {town}",
                "text": f"El periodista {name}, de {30 + n} años, fue asesinado a balazos en "
                f"{town}, {state}, informó la policía.",
                "published": day,
                "language": "es",
            },
            {
                "id": f"sport-{n}",
                "text": f"The harbour club won its match number {n} by two goals on Sunday.",
                "published": day,
            },
            {
                "id": f"council-{n}",
                "text": f"The town council approved budget item {n} for new street lamps.",
                "published": day,
            },
        ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


class CutOffError(BaseException):
    """What ends a run as a kill would: nothing catches it."""


@contextmanager
def cut_off_after(most: int) -> Iterator[list[str]]:
    """Let a run end once so many of its transactions were kept; give the list of those."""
    kept: list[str] = []
    keep, depth = connection.savepoint_commit, len(connection.savepoint_ids)

    def noted(name: str) -> None:
        keep(name)
        if len(connection.savepoint_ids) == depth:  # else another transaction holds this one
            kept.append(name)
            if len(kept) == most:
                raise CutOffError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "savepoint_commit", noted)
        yield kept


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_cut_off_between_any_two_writes_the_case_file_is_the_same(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 8)  # many moments at which a run may be cut off
    monkeypatch.setattr(compaction, "MANY", 2)
    made = str(reports(data.parent / "reports.jsonl"))

    def in_folder(name: str) -> Callable[[], object]:
        (data / name).mkdir(parents=True)
        monkeypatch.setenv("VIGIL_DATA", str(data / name))
        return lambda: run([made], workers=1)

    with undone(), cut_off_after(-1) as kept:
        in_folder("whole")()
        expected = snapshot()
    assert len(expected["reports"]) > 10
    had = set()
    for moment in random.Random(20261125).sample(range(1, len(kept)), 3):
        go_on = in_folder(f"cut {moment}")
        with undone():
            with pytest.raises(CutOffError), cut_off_after(moment):
                go_on()
            had.add(json.dumps({name: len(rows) for name, rows in snapshot().items()}))
            go_on()
            assert snapshot() == expected, moment
    assert len(had) >= 2


@pytest.mark.database
@pytest.mark.tail("runs cut off in this process; writers killed in tests/crashes; cuts of a lake")
def test_killed_at_random_moments_the_case_file_is_the_same(tmp_path: Path) -> None:
    made = reports(tmp_path / "reports.jsonl")
    ran = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("interrupted_runs.py")),
            str(made),
            str(tmp_path / "trials"),
            "20",
            "20261125",
        ],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    outcome = json.loads(ran.stdout.splitlines()[-1])
    assert outcome["rows"]["reports"] > 300  # the compiled record's, and those of this run
    assert outcome["second_run_differs"] == []
    assert len(outcome["trials"]) >= 20
    assert [trial["differ"] for trial in outcome["trials"] if trial["differ"]] == []
    killed = [trial for trial in outcome["trials"] if trial["killed"]]
    assert len(killed) >= 10
    assert len({json.dumps(trial["had"]) for trial in killed}) >= 3


@pytest.mark.tail("tests/reading/engines/test_local.py kills what begins the processes of a run")
def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    made = reports(tmp_path / "reports.jsonl", 4000)
    environment = {**ENVIRONMENT, "VIGIL_DATA": str(tmp_path / "data")}
    environment.pop("DATABASE_URL", None)
    run = subprocess.Popen(
        [sys.executable, "-m", "vigil.cli", "run", str(made), "--workers", "2"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    parent = psutil.Process(run.pid)
    deadline = time.monotonic() + 120
    while not (children := parent.children(recursive=True)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert children
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert alive == []


@pytest.mark.django_db
def test_the_example_reports_go_the_whole_way(data: Path) -> None:
    examples = ROOT / "examples" / "reports.jsonl"
    first = call("run", examples, "--json")
    assert first.status == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["published_cases"] == 67
    assert summary["new_reports"] >= 12
    assert summary["waiting_suggestions"] >= 8  # most are about cases of the open case file
    second = json.loads(call("run", examples, "--json").stdout)
    assert second["held_before"] == summary["came_in"]
    assert (second["new_reports"], second["new_accounts"]) == (0, 0)
    waiting = ("waiting_candidates", "waiting_suggestions")
    assert [second[name] for name in waiting] == [summary[name] for name in waiting]


@pytest.mark.django_db
def test_a_missing_file_is_misuse(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.cli.run.prepare_database", lambda: None)
    ran = call("run", data / "nothing.jsonl")
    assert ran.status == 2
    assert "no such file" in ran.stderr
