"""The check for known vulnerabilities: it fails on one, and never passes in silence."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.osv.dev', port=443)"
BLOCKED = "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another"
REFUSED = "pip_audit._service.interface.ServiceError"


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import vulnerabilities

    return vulnerabilities


def answer(*packages: dict[str, Any]) -> CompletedProcess[str]:
    return CompletedProcess([], 0, json.dumps({"dependencies": packages}), "")


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "GHSA-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def test_packages_without_a_known_vulnerability_pass(check: ModuleType) -> None:
    assert check.verdict(answer(GOOD)) == (0, ["1 packages, no known vulnerability"])


def test_a_known_vulnerability_fails(check: ModuleType) -> None:
    assert check.verdict(answer(GOOD, BAD)) == (1, ["b 2: GHSA-1 (mended in 2.1)"])


def test_what_was_not_compared_fails(check: ModuleType) -> None:
    assert check.verdict(answer(GOOD, SKIPPED)) == (1, ["c: not compared, not found"])
    assert check.verdict(answer())[0] == 1


@pytest.mark.parametrize("error", [NOBODY, BLOCKED, REFUSED])
def test_without_a_database_it_passes_and_says_so(check: ModuleType, error: str) -> None:
    status, [line] = check.verdict(CompletedProcess([], 1, "", f"Traceback\n{error}\n"))
    assert status == 0
    assert line.startswith("NOT CHECKED: no database of vulnerabilities can be reached.")


@pytest.mark.parametrize("error", ["", "ERROR:pip_audit._cli:requirements.lock: no such file"])
def test_any_other_failure_fails(check: ModuleType, error: str) -> None:
    assert check.verdict(CompletedProcess([], 1, "", error))[0] == 1


def test_an_exception_needs_a_reason(check: ModuleType) -> None:
    assert check.exceptions("# about\n\nGHSA-1: not used (2026)\n") == {"GHSA-1": "not used (2026)"}
    with pytest.raises(ValueError, match="GHSA-2"):
        check.exceptions("GHSA-2:\n")


def test_the_exceptions_can_be_read(check: ModuleType) -> None:
    check.exceptions(check.EXCEPTIONS.read_text(encoding="utf-8"))
