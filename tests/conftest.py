"""What every test may use."""

import gc
import logging
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from _pytest import runner
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMessage
from django.core.signals import request_started
from django.db import connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

import static_files
from pages import read_flat
from timing import Timing
from turns import leave_to_their_day
from vigil.casefile.codebook_changes.versions import look_for_new
from vigil.site.checks import file_modes
from vigil.site.installation import migrated_database as migrated
from vigil.trust.organisation import queries as organisations
from vigil.trust.vault.keys import make_missing
from wide_frames import within_wide_frame

pytest_plugins = ["migrated_databases", "rebuilding", "refusals"]

NO_SKIPS = "VIGIL_NO_SKIPS" in os.environ
ROOT = Path(__file__).resolve().parents[1]
FEW_EXAMPLES = 40
"""Of a property, daily: others every day. `--all` asks 100, as Hypothesis does by itself."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what stands on the database, and leave out what another kind of database is for."""
    leave_to_their_day(items)
    left_out = [] if connection.vendor == "postgresql" else _marked(items, "postgresql")
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
            # Verbs and models: locks, constraints, turns and races are theirs.
            if {"verbs", "models", "test_verbs.py", "test_models.py"} & {*item.path.parts}:
                item.add_marker("either")
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let pages be read flat. Name each failure as it happens: a run may be cut off."""
    # How long an example takes, a busy machine decides: no test fails for it.
    hypothesis_settings.register_profile(
        "patient",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=FEW_EXAMPLES if "not tail" in config.option.markexpr else 100,
    )
    hypothesis_settings.load_profile("patient")
    read_flat()
    static_files.list_once()
    file_modes.keep_new_files_closed()
    request_started.disconnect(look_for_new)  # whose queries would come at any time
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if connection.vendor == "sqlite":
            # Made while the workers gather the tests; who needs it before it is there waits.
            Thread(target=migrated.template_database, daemon=True).start()
        config.pluginmanager.register(_TellsFailures(config))
        config.pluginmanager.register(Timing())
        return
    gc.disable()  # until all is gathered: nothing goes before
    # Every refusal would write a line with its traceback, which nobody reads.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    config.pluginmanager.register(_InOrder())
    config.pluginmanager.register(_ShortestLast())
    if int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) % 2:
        config.pluginmanager.register(_FromTheEnd())


@receiver(user_logged_in)
def prove(sender: object, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Let `force_login` stand for a sign-in with a second factor; a page that signs in does not."""
    if type(request) is HttpRequest:
        request.session["second_factor"] = str(user.pk)


def pytest_collection_finish() -> None:
    """Keep what lives as long as the run out of the collector's way: it looked at it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 30, 100)
    gc.enable()


class _FromTheEnd:
    """Lets a worker gather from the end, while its neighbour begins at the front.

    In a clean checkout the assertions of each file are rewritten, which takes seconds, and kept: so
    each worker does half of it, and reads the other half.
    """

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Turn round what a folder holds."""
        report = yield
        if isinstance(collector, pytest.Directory) and report.passed:
            report.result.reverse()
        return report


class _InOrder:
    """Puts the files in one order, however they were gathered: all workers must have the same."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort by path."""
        items.sort(key=lambda item: item.path.parts)


class _ShortestLast:
    """Puts the files first that need no database: migrating the first takes a while.

    After them the browser's, whose tests are long, and last what is given out in pieces: so all
    workers end together.
    """

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort by file; the order stays otherwise."""
        waiting = {item.path for item in items if item.get_closest_marker("database")}
        items.sort(
            key=lambda item: (
                item.path in waiting,
                item.nodeid.startswith(_ByFile.IN_PIECES),
                "browser" not in item.path.parts,
            )
        )


class _ByFile(LoadFileScheduling):
    """Gives a worker whole files, whose tests share what they set up; but large tables in pieces.

    The tests of such a file share nothing, and one worker alone would still be at it at the end.
    """

    IN_PIECES = ("tests/site/test_routes.py",)

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(self.IN_PIECES) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    """Spread the tests over the workers."""
    return _ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run each test above a wide frame, so that its calls find room in the same memory.

    And let no test speak the language in which the one before it asked for a page.
    """
    try:
        return within_wide_frame(lambda: runner.pytest_runtest_protocol(item, nextitem))
    finally:
        translation.deactivate()


class _TellsFailures:
    def __init__(self, config: pytest.Config) -> None:
        self.terminal = config.pluginmanager.get_plugin("terminalreporter")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the name of what failed on a line of its own."""
        if report.failed and self.terminal is not None:
            self.terminal.write_line(f"\nfailed: {report.nodeid}")


def _marked(items: list[pytest.Item], name: str) -> list[pytest.Item]:
    return [item for item in items if item.get_closest_marker(name)]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of development data, or skip: it is not part of the project."""
    folder = Path(os.environ.get("VIGIL_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no development data at {folder} (VIGIL_SHARED names another place)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the data and the keys of an installation.

    Once for all of them: what a test sets in place of this is put back when it ends.
    """
    with pytest.MonkeyPatch.context() as patch:
        set_apart(patch, tmp_path_factory.getbasetemp())
        yield


def set_apart(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let data and keys lie in a folder, and who publishes have an identifier.

    Without an identifier there is no IATI file.
    """
    for name, setting in (("data", "DATA"), ("keys", "VIGIL_KEYS")):
        patch.setattr(f"django.conf.settings.{setting}", folder / name)
        patch.setenv(f"VIGIL_{name.upper()}", str(folder / name))
    if not (folder / "keys").exists():
        make_missing()
    patch.setattr("django.conf.settings.VIGIL_PUBLISHER_ID", "NO-BRC-000000000")


FILLED = "vigil.publication.pages.navigation.filled_routes"


@pytest.fixture(scope="session", autouse=True)
def _short_menu() -> Iterator[None]:
    """Ask no room whether it has anything public: pages show the entries that are always there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FILLED, lambda entries: frozenset())
        yield


@pytest.fixture(scope="session", autouse=True)
def _letters_leave() -> Iterator[None]:
    """Let people register: letters reach them, as where a mail server is set up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vigil.programme.registrations.delivery.has_server", lambda: True)
        yield


organisations.remember(None, float("inf"))  # what is asked while tests are collected


@pytest.fixture(autouse=True)
def _no_organisation() -> Iterator[None]:
    """Let nobody have set up the organisation, and nothing ask for it, until a test states it."""
    organisations.remember(None, float("inf"))
    yield
    organisations.remember(None, float("inf"))


@pytest.fixture(scope="module")
def shared_world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Let fixtures of a module make rows once for all of its tests.

    Each test takes back what it wrote, as always; these rows go with the last test. What such a
    fixture returns must be copied for each test, or read anew: tests change it.
    """
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        set_apart(patch, tmp_path_factory.getbasetemp())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def caplog(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Let whoever reads the log find every line that the product would write."""
    caplog.set_level(logging.WARNING, "django.request")
    return caplog


@pytest.fixture
def posted(settings: Settings, mailoutbox: list[EmailMessage]) -> Callable[[], list[str]]:
    """Let letters go out; the function sends what waits and returns the texts of all that went."""
    kept = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    settings.MAILERS = {"default": kept, "outbox": kept}
    settings.VIGIL_MAIL_FROM = "post@example.org"

    def send() -> list[str]:
        from vigil.trust.outbox.verbs.sending import send_waiting

        send_waiting()
        return [str(message.body) for message in mailoutbox]

    return send


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """Where everything a test needs is installed, a skipped test is a failed one."""
    report = (yield).get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped where nothing may skip: {report.longrepr}"
