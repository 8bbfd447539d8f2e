"""Metrics: what is exported, of all processes, and what is not."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from pytest_django.fixtures import Settings

from vigil.site.backup.state import BackupState
from vigil.site.watching import counting, exporting, installation_metrics
from vigil.site.watching.health import PARTS, Health
from vigil.site.watching.installation_metrics import InstallationMetrics
from vigil.site.watching.metric_files import fold_dead, metrics_folder, share_folder
from vigil.site.watching.state import InstallationState

COUNT = """
import os, sys
import django
from django.conf import settings
settings.configure(VIGIL_METRICS="127.0.0.1:9464", DATA=sys.argv[1])
from vigil.site.watching import counting
counting.count_request("cases", "GET", 200, 0.2)
counting.count_request("confidential", "POST", 302, 0.2)
counting.count_request("confidential", "POST", 500, 0.2)
counting.count_shed()
counting.count_failed_sign_in()
counting.count_database_error()
counting.set_waiting("pages", 3)
if os.fork() == 0:
    counting.count_request("cases", "GET", 200, 0.2)
    os._exit(0)
os.wait()
from vigil.site.watching.exporting import AllProcesses
from prometheus_client import CollectorRegistry, generate_latest
registry = CollectorRegistry()
registry.register(AllProcesses())
print(generate_latest(registry).decode())
print(sorted(path.name for path in __import__("pathlib").Path(sys.argv[1]).rglob("*.db")))
"""


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("127.0.0.1:9464", ("127.0.0.1", 9464)),
        ("[::1]:9464", ("::1", 9464)),
        *((wrong, None) for wrong in (":9464", "9464", "localhost", "a:0", "a:70000", "a:x")),
    ],
)
def test_an_address_names_its_host(said: str, read: tuple[str, int] | None) -> None:
    if read is None:
        with pytest.raises(ImproperlyConfigured, match="Give host and port"):
            exporting.metrics_address(said)
    else:
        assert exporting.metrics_address(said) == read


def test_nothing_is_counted_where_nothing_is_wanted(settings: Settings, tmp_path: Path) -> None:
    settings.DATA, settings.VIGIL_METRICS = tmp_path, ""
    counting.count_request("cases", "GET", 200, 0.2)
    counting.set_waiting("pages", 1)
    assert not exporting.start_metrics()
    assert list(tmp_path.iterdir()) == []


def test_processes_are_added_up_also_when_they_ended(tmp_path: Path) -> None:
    for times in (1, 2):
        ran = subprocess.run(
            [sys.executable, "-P", "-c", COUNT, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
        )
        lines, files = ran.stdout.rsplit("\n[", 1)
        for line in (
            f'vigil_requests_total{{method="GET",route="cases",status="200"}} {2 * times}.0',
            f'vigil_requests_total{{method="POST",route="confidential",status="500"}} {times}.0',
            f'vigil_request_seconds_count{{route="cases"}} {2 * times}.0',
            'vigil_request_seconds_bucket{le="0.1",route="cases"} 0.0',
            f'vigil_request_seconds_bucket{{le="0.25",route="cases"}} {2 * times}.0',
            f"vigil_shed_requests_total {times}.0",
            f"vigil_failed_sign_ins_total {times}.0",
            f"vigil_database_errors_total {times}.0",
            'vigil_waiting_requests{lane="pages"} 3.0',
        ):
            assert line in lines.splitlines(), line
        assert 'status="302"' not in lines
        assert lines.count('{route="confidential"}') == 2  # the sum and the count of seconds
        # One living process, and what others left.
        assert len(re.findall(r"counter_\d+\.db", files)) == 1
        assert "counter_ended.db" in files
        assert "gauge_livesum_ended" not in files


def test_folders_of_machines_that_are_gone_are_removed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    gone = metrics_folder().parent / "a-container"
    fresh = metrics_folder().parent / "another"
    for folder in (gone, fresh):
        folder.mkdir(parents=True)
    os.utime(gone, (1, 1))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    share_folder()
    assert {path.name for path in metrics_folder().parent.iterdir()} == {
        metrics_folder().name,
        "another",
    }
    fold_dead(metrics_folder())  # nothing is there yet


def test_the_metrics_have_an_address_of_their_own(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA, settings.VIGIL_METRICS = tmp_path, "127.0.0.1:9464"
    monkeypatch.setattr(installation_metrics._ASKING, "ask", InstallationState)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    share_folder()
    server, thread = exporting.serve_metrics("127.0.0.1", 0)
    try:
        with urlopen(f"http://127.0.0.1:{server.server_port}/metrics") as answer:
            assert b"vigil_state_known 1.0" in answer.read()
        with pytest.raises(OSError, match="in use"):
            exporting.serve_metrics("127.0.0.1", server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_another_process_takes_over_when_the_address_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []

    def serve(host: str, port: int) -> None:
        tries.append((host, port))
        if len(tries) < 3:
            raise OSError("Address already in use")

    monkeypatch.setattr(exporting, "serve_metrics", serve)
    monkeypatch.setattr(exporting, "SECONDS_BETWEEN", 0)
    exporting._serve_in_turn("127.0.0.1", 9464)
    assert tries == [("127.0.0.1", 9464)] * 3


def exported(state: InstallationState, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(installation_metrics._ASKING, "ask", lambda: state)
    registry = CollectorRegistry()
    registry.register(InstallationMetrics())
    return generate_latest(registry).decode()


def test_the_installation_is_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    source = SimpleNamespace(source="Diario de Prueba", at=now, worked_at=None, trouble="")
    duty = SimpleNamespace(name="outbox send", done_at=now, trouble="the disk is full")
    text = exported(
        InstallationState(
            parts=dict.fromkeys(PARTS, Health.READY) | {"disk": Health.NOT_READY},
            letters={"failed": 2},
            tasks_waiting=4,
            task_asked=now,
            duties=(duty,),  # type: ignore[arg-type]
            collections=(source,),  # type: ignore[arg-type]
            candidates=7,
            free=10,
            backup=BackupState(at=now),
        ),
        monkeypatch,
    )
    at = f"{now.timestamp()}"
    for line in (
        "vigil_state_known 1.0",
        'vigil_ready{part="database"} 1.0',
        'vigil_ready{part="disk"} 0.0',
        'vigil_letters{state="failed"} 2.0',
        "vigil_tasks_waiting 4.0",
        'vigil_duty_trouble{duty="outbox send"} 1.0',
        'vigil_source_gave_timestamp_seconds{source="Diario de Prueba"} 0.0',
        "vigil_candidates_waiting 7.0",
        "vigil_disk_free_bytes 10.0",
        "vigil_backup_failed 0.0",
        "vigil_backup_verified_timestamp_seconds 0.0",
    ):
        assert line in text.splitlines(), line
    assert float(re.findall(r"vigil_backup_timestamp_seconds (\S+)", text)[-1]) == float(at)
    for word in ("testimon", "application", "request", "withdraw", "nominat", "emergenc"):
        assert word not in text, word


def test_without_an_answer_the_last_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation_metrics._ASKING, "last", InstallationState(candidates=5))
    text = exported(None, monkeypatch)  # type: ignore[arg-type]
    assert "vigil_state_known 0.0" in text
    assert "vigil_candidates_waiting 5.0" in text
