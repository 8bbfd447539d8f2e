"""The loop of a worker: do what is due, renew leases, and end in order."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import Final

import click

from vigil.cli.serving.child_processes import on_parent_end
from vigil.cli.support.database import set_up_django
from vigil.cli.working.duties import SECONDS_BETWEEN, Duty, all_duties

SECONDS_TO_FINISH: Final = 5
"""How long a duty may still run after the end is requested: time to finish one letter."""
AFTER_TROUBLE: Final = 60
"""How long to wait at least before a failed duty is repeated."""
PARTS_OF_A_LEASE: Final = 4
"""A lease is renewed so many times before it would end."""


def work_until_ended() -> None:
    """Work until SIGTERM, SIGHUP or Ctrl-C: the loop of `vigil work`. Django must be loaded."""
    unwanted = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        end_soon(unwanted)

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # ignored under nohup
            signal.signal(name, end)
    work(unwanted)


def work_while_wanted() -> None:
    """Work in a child process of `vigil up`, which ends when the server does.

    A letter that is being sent is finished, if the mail server answers in time.
    """
    unwanted = threading.Event()
    on_parent_end(lambda: end_soon(unwanted))
    set_up_django()
    work(unwanted)
    sys.stdout.flush()
    os._exit(0)


def end_soon(unwanted: threading.Event) -> None:
    """Ask for the end, and end the process if it takes too long. Leases then end by themselves."""

    def end() -> None:
        time.sleep(SECONDS_TO_FINISH)
        os._exit(1)

    if not unwanted.is_set():
        threading.Thread(target=end, daemon=True).start()
    unwanted.set()


def work(unwanted: threading.Event) -> None:
    """Do everything that is due, again and again, until `unwanted` is set."""
    from vigil.trust.work.verbs.leases import give_back, worker_name

    holder = worker_name()
    threading.Thread(target=renew_leases, args=(holder, unwanted), daemon=True).start()
    groups = all_duties(holder, unwanted)
    if run_together([Rounds(group, holder) for group in groups], unwanted):
        give_back(holder)


def renew_leases(holder: str, unwanted: threading.Event) -> None:
    """Renew what a worker holds until `unwanted` is set."""
    from django.db import DatabaseError, close_old_connections

    from vigil.trust.work.verbs.leases import LEASE, renew

    while not unwanted.wait(LEASE.total_seconds() / PARTS_OF_A_LEASE):
        close_old_connections()
        try:
            renew(holder)
        except DatabaseError as error:  # if it stays away, another worker goes on
            _say(f"leases: not renewed ({type(error).__name__})", "ERROR")


def run_together(every: Sequence["Rounds"], unwanted: threading.Event) -> bool:
    """Run several rounds at once, so that what people wait for does not wait for letters.

    Returns once `unwanted` is set: True if none of them does anything any more.
    """
    *others, last = every
    threads = [
        threading.Thread(target=rounds.go_on, args=(unwanted,), daemon=True) for rounds in others
    ]
    for thread in threads:
        thread.start()
    last.go_on(unwanted)
    for thread in threads:
        thread.join(SECONDS_TO_FINISH)
    return not any(thread.is_alive() for thread in threads)


@dataclass
class Rounds:
    """Duties, done one after the other when they are due. A failed one is logged and repeated.

    When a shared duty is due stands in the database; of the others, and of what was said, this
    process knows.
    """

    duties: Sequence[Duty]
    holder: str
    clock: Callable[[], float] = time.monotonic
    next_at: dict[str, float] = field(default_factory=dict)
    """When each duty that is not shared is due again; at first all are due."""
    trouble: dict[str, str] = field(default_factory=dict)
    """The last error of each duty that failed."""

    def go(self, *, due_or_not: bool = False) -> None:
        """Do all duties that are due; with `due_or_not` all that no other worker holds."""
        from vigil.trust.work.verbs.leases import due_duties, take_duty

        shared = [duty.name for duty in self.duties if duty.shared]
        due = set(shared) if due_or_not or not shared else due_duties(shared)
        for duty in self.duties:
            if not duty.shared:
                if due_or_not or self.clock() >= self.next_at.get(duty.name, 0):
                    self._do(duty)
                    self.next_at[duty.name] = self.clock() + self._pause(duty)
            elif (
                duty.name in due
                and self._is_wanted(duty)
                and take_duty(duty.name, self.holder, due_or_not=due_or_not)
            ):
                self._do_shared(duty)

    def go_on(self, unwanted: threading.Event) -> None:
        """Do all due duties, again and again, until `unwanted` is set."""
        from django.db import DatabaseError, close_old_connections

        while not unwanted.wait(SECONDS_BETWEEN):
            close_old_connections()  # the database may have been restarted
            try:
                self.go()
            except DatabaseError as error:
                self._note("the database", error)
                unwanted.wait(AFTER_TROUBLE / 6)
            else:
                self._works("the database")

    def _is_wanted(self, duty: Duty) -> bool:
        """Say whether to take a duty. What this machine lacks for it is logged."""
        from vigil.trust.access.errors import NotPossible

        try:
            return duty.wanted()
        except NotPossible as error:
            self._note(duty.name, error)
            return False

    def _do_shared(self, duty: Duty) -> None:
        from vigil.trust.work.verbs.leases import finish_duty

        self._do(duty)
        trouble = self.trouble.get(duty.name, "")
        finish_duty(duty.name, self.holder, again_after=self._pause(duty), trouble=trouble)

    def _pause(self, duty: Duty) -> float:
        if duty.name in self.trouble:
            return max(duty.after_trouble or duty.every, AFTER_TROUBLE)
        return duty.every

    def _do(self, duty: Duty) -> None:
        try:
            done = duty.do()
        except Exception as error:
            self._note(duty.name, error)
            return
        self._works(duty.name)
        if numbers := ", ".join(f"{name} {n}" for name, n in done.items() if n):
            _say(f"{duty.name}: {numbers}")

    def _note(self, name: str, error: Exception) -> None:
        from vigil.trust.work.trouble import trouble_of

        told = trouble_of(error)
        if self.trouble.get(name) != told:  # log it once, not every minute
            _say(f"{name}: {told}", "ERROR")
        self.trouble[name] = told

    def _works(self, name: str) -> None:
        if self.trouble.pop(name, ""):
            _say(f"{name}: works again")


def _say(line: str, level: str = "INFO") -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {level} work: {line}")
