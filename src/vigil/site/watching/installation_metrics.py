"""Metrics of the installation as a whole, gathered when somebody asks, and kept for a while.

No number tells how many people told us something or asked for help: such small numbers, watched
over time, would tell when somebody did. So testimonies, applications and requests are not counted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from vigil.site.watching.health import Health
from vigil.site.watching.patient import Asking
from vigil.site.watching.state import InstallationState, installation_state

KEPT_SECONDS: Final = 30
SECONDS_TO_ASK: Final = 5

_ASKING: Final = Asking(installation_state, keep=KEPT_SECONDS, within=SECONDS_TO_ASK)


class InstallationMetrics(Collector):
    """The state of the installation as metrics."""

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics; the last known ones if the database does not answer in time."""
        found = _ASKING.answer()
        known = found or _ASKING.last
        yield GaugeMetricFamily(
            "vigil_state_known", "Whether the installation could be asked in time.", bool(found)
        )
        yield _labelled("vigil_info", "The version.", "version", {version("vigil-platform"): 1})
        if known is not None:
            yield from _metrics(known)


def _metrics(state: InstallationState) -> Iterable[Metric]:
    one = GaugeMetricFamily
    parts = {name: part == Health.READY for name, part in state.parts.items()}
    yield _labelled("vigil_ready", "Whether a part is ready.", "part", parts)
    yield one("vigil_lockdown", "Whether a lockdown is in force.", state.locked_down)
    yield _labelled("vigil_letters", "Letters that have not arrived.", "state", state.letters)
    yield _seconds("vigil_letter_due", "When the oldest unsent letter was due.", state.letter_due)
    yield one("vigil_tasks_waiting", "Tasks that wait.", state.tasks_waiting)
    yield one("vigil_tasks_failed", "Tasks that failed.", state.tasks_failed)
    yield _seconds("vigil_task_asked", "When the oldest waiting task was asked.", state.task_asked)
    yield _labelled(
        "vigil_duty_done_timestamp_seconds",
        "When a duty was last done without trouble.",
        "duty",
        {duty.name: _time(duty.done_at) for duty in state.duties},
    )
    yield _labelled(
        "vigil_duty_trouble",
        "Whether a duty failed when it was last done.",
        "duty",
        {duty.name: bool(duty.trouble) for duty in state.duties},
    )
    yield one(
        "vigil_work_stands_still",
        "Whether nobody does the background work.",
        state.work_stands_still,
    )
    yield _labelled(
        "vigil_source_collected_timestamp_seconds",
        "When a source was last collected.",
        "source",
        {source.source: _time(source.at) for source in state.collections},
    )
    yield _labelled(
        "vigil_source_gave_timestamp_seconds",
        "When a source last gave a report.",
        "source",
        {source.source: _time(source.worked_at) for source in state.collections},
    )
    yield one("vigil_candidates_waiting", "Candidates in the queue.", state.candidates)
    yield one("vigil_disk_free_bytes", "Bytes free on the disk of the data.", state.free)
    yield one("vigil_disk_reserve_bytes", "Bytes that must stay free.", state.reserve)
    backup = state.backup
    yield _seconds("vigil_backup", "When the last backup was made.", backup.at if backup else None)
    yield _seconds(
        "vigil_backup_verified",
        "When the last backup was verified.",
        backup.verified_at if backup else None,
    )
    yield one(
        "vigil_backup_failed", "Whether the last backup failed.", bool(backup and backup.error)
    )


def _seconds(name: str, says: str, at: datetime | None) -> Metric:
    """Return a time as seconds since 1970; 0 where there is none."""
    return GaugeMetricFamily(f"{name}_timestamp_seconds", says, _time(at))


def _time(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _labelled(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, number in values.items():
        family.add_metric([value], float(number))
    return family
