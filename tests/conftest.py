"""What every test may use."""

import os
from pathlib import Path

import pytest

NO_SKIPS = "VIGIL_NO_SKIPS" in os.environ
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of development data, or skip: it is not part of the project."""
    folder = Path(os.environ.get("VIGIL_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no development data at {folder} (VIGIL_SHARED names another place)")
    return folder


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the data of an installation."""
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """Where everything a test needs is installed, a skipped test is a failed one."""
    report = (yield).get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped where nothing may skip: {report.longrepr}"
