"""`vigil test` hands pytest what is meant for tests, and no setting of an installation."""

import os
from typing import NoReturn

import pytest
from click.testing import CliRunner

from vigil.cli.test import command


class Pytest(Exception):
    """Raised where this process would have become pytest."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.arguments, self.environment = arguments, environment


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Pytest:
    """Return what pytest would have been called with."""

    def become(_program: str, given: list[str], environment: dict[str, str]) -> NoReturn:
        raise Pytest(given, environment)

    monkeypatch.setattr(os, "execve", become)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    answer = CliRunner().invoke(command, arguments)
    assert isinstance(answer.exception, Pytest)
    return answer.exception


def test_settings_of_an_installation_do_not_reach_the_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIGIL_HOSTS", "vigil.example.org")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "elsewhere")
    assert not {"VIGIL_HOSTS", "DJANGO_SETTINGS_MODULE"} & called(monkeypatch).environment.keys()


def test_programs_of_the_tests_keep_their_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in called(monkeypatch).environment


def test_each_worker_keeps_to_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert called(monkeypatch).environment["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    assert called(monkeypatch).environment["OPENBLAS_NUM_THREADS"] == "4"


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "VIGIL_DATABASE_MAY_LOSE_WRITES", "VIGIL_NO_SKIPS", "VIGIL_SHARED"]
)
def test_what_is_meant_for_tests_reaches_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    assert called(monkeypatch).environment[name] == "1"


@pytest.mark.parametrize(
    ("arguments", "markers"),
    [
        ([], "not tail"),
        (["-m", "either or postgresql"], "(either or postgresql) and not tail"),
        (["--all", "-m", "tail"], "(tail)"),
    ],
)
def test_the_tail_is_run_when_it_is_asked_for(
    arguments: list[str], markers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = called(monkeypatch, *arguments).arguments
    assert given[given.index("-m", 2) + 1] == markers


def test_everything_is_run_without_markers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(monkeypatch, "--all").arguments.count("-m") == 1
