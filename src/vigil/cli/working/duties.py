"""What is done in the background, and how often."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Final

MINUTE, HOUR, DAY = 60, 3600, 86400
SECONDS_BETWEEN: Final = 1
MOST_LETTERS: Final = 200
"""Most letters sent in one go, before other duties have their turn."""
SECONDS_FOR_OTHERS: Final = 0.2
"""How long others may write between two transactions of a task: on SQLite one writes at a time."""


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something that is done every so many seconds; `do` returns its results as numbers."""

    name: str
    every: float
    do: Callable[[], Mapping[str, int]]
    wanted: Callable[[], bool] = _always
    """Whether there is anything to do; asked before the duty is taken.

    It raises NotPossible where this machine cannot do it, and another one may.
    """
    shared: bool = True
    """Whether one worker does it for all. If not, each worker does it for itself."""
    after_trouble: float = 0
    """After how many seconds it is repeated when it failed; else as often as ever."""


def all_duties(holder: str, unwanted: Event) -> list[Sequence[Duty]]:
    """Return what a worker does, in groups that do not wait for each other. Django must be loaded.

    First what people wait for. The last group is done in the main thread.
    """
    from django.conf import settings

    groups: list[Sequence[Duty]] = [
        [tasks(holder, unwanted)],
        [tasks(holder, unwanted, slow=True)],
        [panel_results(unwanted)],
        [panel_people(unwanted)],
        [stream_checks(unwanted)],
    ]
    if settings.VIGIL_COLLECT_HOURS and not settings.VIGIL_DEMONSTRATION:
        groups.append([collecting(unwanted)])
    return [*groups, duties(unwanted)]


def once_duties(holder: str) -> list[Duty]:
    """Return what `vigil work --once` does: everything but collecting, which `vigil run` does."""
    never = Event()
    every = [tasks(holder, never), tasks(holder, never, slow=True), panel_results(never)]
    return [*every, panel_people(never), stream_checks(never), *duties(never)]


def tasks(holder: str, unwanted: Event, *, slow: bool = False) -> Duty:
    """Return the duty that does the tasks of the queue, slow ones or the others.

    Several workers share them.
    """
    from vigil.trust.work.verbs.tasks import do_tasks

    def do() -> Mapping[str, int]:
        return do_tasks(
            holder, unwanted.is_set, lambda: unwanted.wait(SECONDS_FOR_OTHERS), slow=slow
        )

    name = "slow tasks" if slow else "tasks"
    return Duty(name=name, every=SECONDS_BETWEEN, do=do, shared=False)


def collecting(unwanted: Event) -> Duty:
    """Return the duty that collects the sources."""
    from django.conf import settings

    from vigil.cli.working.collecting import collect

    return Duty(
        name="collect",
        every=settings.VIGIL_COLLECT_HOURS * HOUR,
        do=lambda: collect(unwanted),
        after_trouble=10 * MINUTE,
    )


def panel_results(unwanted: Event) -> Duty:
    """Return the duty that computes results of panels, which people wait for."""
    from vigil.outlook.results.verbs import computing

    return Duty(
        name="outlook results",
        every=SECONDS_BETWEEN,
        do=lambda: computing.prepare(unwanted.is_set),
        wanted=lambda: computing.waiting().exists() and _has_key(),
        after_trouble=MINUTE,
    )


def panel_people(unwanted: Event) -> Duty:
    """Return the duty that imports, invites and seats experts of assessments."""
    from vigil.outlook.assessments.people.verbs import working

    return Duty(
        name="outlook people",
        every=SECONDS_BETWEEN,
        do=lambda: working.work_on_people(unwanted.is_set),
        wanted=lambda: working.is_any_waiting() and _has_key(),
        after_trouble=MINUTE,
    )


def stream_checks(unwanted: Event) -> Duty:
    """Return the duty that checks addresses of streams. It waits for servers of others."""
    from vigil.programme.streams import checking

    return Duty(
        name="programme streams",
        every=10 * SECONDS_BETWEEN,
        do=lambda: checking.check_due(unwanted.is_set),
        wanted=lambda: checking.is_any_due() and _has_key(),
        after_trouble=MINUTE,
    )


def _has_key() -> bool:
    """Say that letters and answers can be opened here. Raises NotPossible without the key."""
    from vigil.trust.vault.verbs.sealing import require_key

    require_key()
    return True


def duties(unwanted: Event) -> list[Duty]:
    """Return all other duties, in their order. Django must be loaded.

    Sending stops between two letters once `unwanted` is set.
    """
    from vigil.casefile.codebook_changes import versions
    from vigil.casefile.reliability.computing import refresh_figures
    from vigil.fund.reporting.verbs import remind_of_reports
    from vigil.outlook.assessments.people.verbs import calendar
    from vigil.outlook.experts.verbs import reminding as reminding_experts
    from vigil.programme.questions.verbs.opening import remove_expired_questions
    from vigil.programme.recordings.verbs import removing
    from vigil.programme.registrations.verbs import notifications
    from vigil.site.installation.table_statistics import refresh_table_statistics
    from vigil.trust.resumable_uploads.verbs import clear_away as clear_uploads
    from vigil.trust.sessions.verbs.sessions import forget_expired
    from vigil.trust.vault.verbs.own_keys import clear_away as clear_own_keys
    from vigil.trust.work.verbs.tasks import forget_ended
    from vigil.witness.reminders import verbs as name_reminders
    from vigil.witness.stories.verbs.scheduled import tidy as tidy_stories
    from vigil.witness.testimony.files import clear_away as clear_testimony

    def remind_of_fund_reports() -> Mapping[str, int]:
        done = remind_of_reports().as_dict()
        # The desk lists grantees without an email address; nothing is done about them here.
        return {name: n for name, n in done.items() if name != "unreached"}

    def know_codebook() -> Mapping[str, int]:
        versions.refresh()  # somebody may have released one on the desk
        return {}

    def statistics() -> Mapping[str, int]:
        refresh_table_statistics()
        return {}

    return [
        Duty(name="codebook", every=versions.SECONDS, do=know_codebook, shared=False),
        Duty(
            name="programme tell",
            every=5 * MINUTE,
            do=lambda: notifications.tell().as_dict(),
            wanted=_has_key,
        ),
        Duty(
            name="programme remind",
            every=HOUR,
            do=lambda: notifications.remind().as_dict(),
            wanted=_has_key,
        ),
        Duty(name="stories tidy", every=MINUTE, do=tidy_stories),
        Duty(
            name="remembrance remind",
            every=HOUR,
            do=lambda: name_reminders.remind().as_dict(),
            wanted=_has_key,
        ),
        Duty(name="fund remind", every=HOUR, do=remind_of_fund_reports, wanted=_has_key),
        Duty(
            name="outlook calendar",
            every=MINUTE,
            do=lambda: calendar.run_calendar(unwanted.is_set),
            wanted=lambda: calendar.due_rounds().exists() and _has_key(),
        ),
        Duty(name="outlook remind", every=HOUR, do=lambda: reminding_experts.remind().as_dict()),
        Duty(name="testimony tidy", every=HOUR, do=lambda: {"removed": clear_testimony()}),
        Duty(
            name="agreement of coders",
            every=10 * MINUTE,
            do=lambda: {"computed": refresh_figures()},
        ),
        Duty(name="sessions tidy", every=10 * MINUTE, do=lambda: {"removed": forget_expired()}),
        Duty(name="uploads tidy", every=MINUTE, do=lambda: {"removed": clear_uploads()}),
        Duty(name="vault tidy", every=DAY, do=lambda: {"removed": clear_own_keys()}),
        Duty(name="tasks tidy", every=DAY, do=lambda: {"removed": forget_ended()}),
        Duty(name="table statistics", every=DAY, do=statistics),
        Duty(name="check", every=DAY, do=check_installation),
        Duty(name="programme tidy", every=DAY, do=lambda: {"removed": removing.remove_expired()}),
        Duty(
            name="questions tidy",
            every=DAY,
            do=lambda: {"removed": remove_expired_questions()},
        ),
        Duty(
            name="outbox send",
            every=MINUTE,
            do=lambda: send_letters(unwanted.is_set),
            wanted=_has_key,
        ),
    ]


def check_installation() -> Mapping[str, int]:
    """Run the checks of the installation, and write to administrators if one fails.

    Raises NotPossible naming what is wrong: it is logged, and `vigil work --once` ends with
    status 1.
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
