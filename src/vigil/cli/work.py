"""`vigil rounds`: background work: results of panels, letters, reminders, removing old data."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import click

from vigil.cli.serving.child_processes import on_parent_end
from vigil.cli.support.data_folder import one_at_a_time
from vigil.cli.support.database import set_up_django

MINUTE, HOUR, DAY = 60, 3600, 86400
MOST_LETTERS: Final = 200
"""Most letters sent in one go, before other duties have their turn."""
SECONDS_TO_FINISH: Final = 5
"""How long a task may still run after the end is requested: time to finish one letter."""
SECONDS_BETWEEN: Final = 1
AFTER_TROUBLE: Final = MINUTE
"""How long to wait at least before a failed duty is repeated."""


@click.command("rounds")
@click.option("--once", is_flag=True, help="Do everything once, and exit.")
def command(once: bool) -> None:
    """Compute results of panels, send letters, remove old data; repeat until ended.

    `vigil up` does the same while it serves. Use this for an installation that another program
    serves. Safe to interrupt and to run beside the single commands. With --once the exit status is
    1 if something could not be done.

    \b
    Example:
      vigil rounds
    """
    set_up_django()
    every = [Rounds(prompt_duties()), Rounds(duties())]
    if once:
        for rounds in every:
            rounds.go()
        raise SystemExit(1 if any(rounds.trouble for rounds in every) else 0)
    with one_at_a_time("rounds"):
        run_rounds_together(every, threading.Event())


def go_while_wanted() -> None:
    """Run the rounds in a child process of `vigil up`, which ends when the server does.

    A letter that is being sent is finished, if the mail server answers in time.
    """
    unwanted = threading.Event()

    def end() -> None:
        unwanted.set()
        time.sleep(SECONDS_TO_FINISH)
        os._exit(1)

    on_parent_end(end)
    set_up_django()
    with one_at_a_time("rounds"):
        run_rounds_together(
            [Rounds(prompt_duties(unwanted.is_set)), Rounds(duties(unwanted.is_set))], unwanted
        )
    sys.stdout.flush()
    os._exit(0)


def run_rounds_together(every: Sequence["Rounds"], unwanted: threading.Event) -> None:
    """Run several rounds at once, so that duties for which people wait do not wait for letters."""
    *others, last = every
    for rounds in others:
        threading.Thread(target=rounds.go_on, args=(unwanted,), daemon=True).start()
    last.go_on(unwanted)


@dataclass(frozen=True)
class Duty:
    """A task that is done every so many seconds; `do` returns its results as numbers."""

    name: str
    every: float
    do: Callable[[], Mapping[str, int]]


@dataclass
class Rounds:
    """Duties, done one after the other when they are due. A failed one is logged and repeated."""

    duties: Sequence[Duty]
    clock: Callable[[], float] = time.monotonic
    next_at: dict[str, float] = field(default_factory=dict)
    """When each duty is due again; at first all are due."""
    trouble: dict[str, str] = field(default_factory=dict)
    """The last error of each duty that failed."""

    def go(self) -> None:
        """Do all duties that are due."""
        for duty in self.duties:
            if self.clock() < self.next_at.get(duty.name, 0):
                continue
            self._do(duty)
            pause = AFTER_TROUBLE if duty.name in self.trouble else 0
            self.next_at[duty.name] = self.clock() + max(duty.every, pause)

    def go_on(self, unwanted: threading.Event) -> None:
        """Do all due duties, again and again, until `unwanted` is set."""
        from django.db import close_old_connections

        while not unwanted.wait(SECONDS_BETWEEN):
            close_old_connections()  # the database may have been restarted
            self.go()

    def _do(self, duty: Duty) -> None:
        try:
            done = duty.do()
        except Exception as error:
            told = _trouble_for_log(error)
            if self.trouble.get(duty.name) != told:  # log it once, not every minute
                _say(f"{duty.name}: {told}", "ERROR")
            self.trouble[duty.name] = told
            return
        if self.trouble.pop(duty.name, ""):
            _say(f"{duty.name}: works again")
        if numbers := ", ".join(f"{name} {n}" for name, n in done.items() if n):
            _say(f"{duty.name}: {numbers}")


def prompt_duties(unwanted: Callable[[], bool] = lambda: False) -> list[Duty]:
    """Return the duties that run every second because people wait. Django must be loaded."""
    from vigil.outlook.results.verbs import computing
    from vigil.trust.vault.verbs.sealing import require_key

    def prepare() -> Mapping[str, int]:
        if not computing.waiting().exists():
            return {}
        require_key()
        return computing.prepare(unwanted)

    return [Duty("outlook results", SECONDS_BETWEEN, prepare)]


def duties(unwanted: Callable[[], bool] = lambda: False) -> list[Duty]:
    """Return all other duties, in their order. Django must be loaded.

    Sending stops between two letters once `unwanted` returns True.
    """
    from vigil.casefile.codebook_changes import versions
    from vigil.casefile.reliability.computing import refresh_figures
    from vigil.fund.reporting.verbs import remind_of_reports
    from vigil.outlook.experts.verbs import reminding as reminding_experts
    from vigil.programme.recordings.verbs import removing
    from vigil.programme.registrations.verbs import notifications
    from vigil.site.installation.table_statistics import refresh_table_statistics
    from vigil.trust.sessions.verbs.sessions import forget_expired
    from vigil.trust.vault.verbs.own_keys import clear_away as clear_own_keys
    from vigil.trust.vault.verbs.sealing import require_key
    from vigil.witness.reminders import verbs as name_reminders
    from vigil.witness.stories.verbs.scheduled import tidy as tidy_stories
    from vigil.witness.testimony.files import clear_away as clear_testimony

    def tell() -> Mapping[str, int]:
        require_key()
        return notifications.tell().as_dict()

    def remind() -> Mapping[str, int]:
        require_key()
        return notifications.remind().as_dict()

    def remind_of_names() -> Mapping[str, int]:
        require_key()
        return name_reminders.remind().as_dict()

    def remind_of_fund_reports() -> Mapping[str, int]:
        require_key()
        done = remind_of_reports().as_dict()
        # The desk lists grantees without an email address; nothing is done about them here.
        return {name: n for name, n in done.items() if name != "unreached"}

    def know_codebook() -> Mapping[str, int]:
        versions.refresh()  # somebody may have released one on the desk
        return {}

    def send() -> Mapping[str, int]:
        require_key()
        return send_letters(unwanted)

    def statistics() -> Mapping[str, int]:
        refresh_table_statistics()
        return {}

    return [
        Duty("codebook", versions.SECONDS, know_codebook),
        Duty("programme tell", 5 * MINUTE, tell),
        Duty("programme remind", HOUR, remind),
        Duty("stories tidy", MINUTE, tidy_stories),
        Duty("remembrance remind", HOUR, remind_of_names),
        Duty("fund remind", HOUR, remind_of_fund_reports),
        Duty("outlook remind", HOUR, lambda: reminding_experts.remind().as_dict()),
        Duty("testimony tidy", HOUR, lambda: {"removed": clear_testimony()}),
        Duty("agreement of coders", 10 * MINUTE, lambda: {"computed": refresh_figures()}),
        Duty("sessions tidy", 10 * MINUTE, lambda: {"removed": forget_expired()}),
        Duty("vault tidy", DAY, lambda: {"removed": clear_own_keys()}),
        Duty("table statistics", DAY, statistics),
        Duty("check", DAY, check_installation),
        Duty("programme tidy", DAY, lambda: {"removed": removing.remove_expired()}),
        Duty("outbox send", MINUTE, send),
    ]


def check_installation() -> Mapping[str, int]:
    """Run the checks of the installation, and write to administrators if one fails.

    Raises NotPossible naming what is wrong, so that the rounds log it and end with status 1.
    """
    from vigil.site.checks.self_check import check_all, tell_administrators
    from vigil.trust.access.errors import NotPossible

    if wrong := [one for one in check_all() if not one.ok]:
        with suppress(NotPossible):  # without the keys no letter can be written
            tell_administrators(wrong)
        raise NotPossible(" ".join(one.text for one in wrong))
    return {}


def send_letters(unwanted: Callable[[], bool]) -> Mapping[str, int]:
    """Send letters until none is left or `unwanted` returns True; return the counts."""
    from vigil.trust.outbox.verbs.letters import remove_old_texts
    from vigil.trust.outbox.verbs.sending import SendingSummary, send_waiting
    from vigil.trust.uploads.verbs.files import clear_away

    done = SendingSummary()
    for _number in range(MOST_LETTERS):
        if unwanted():
            break
        one = send_waiting(limit=1)
        done.add(one)
        if not (one.sent or one.again or one.failed):
            break
    done.emptied, done.cleared = remove_old_texts(), clear_away()
    return done.as_dict()


def _trouble_for_log(error: Exception) -> str:
    """Return what failed, and where. Only Vigil's own messages: other texts may contain a name."""
    from vigil.trust.access.errors import NotPossible
    from vigil.trust.uploads.full_disk import is_full

    if isinstance(error, NotPossible):
        return str(error)
    if is_full(error):
        return "the disk is full"
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.filename}, line {where.lineno}"


def _say(line: str, level: str = "INFO") -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {level} rounds: {line}")
