"""What `vigil work --status` prints: tasks, duties and sources, with what is wrong."""

from collections.abc import Iterator

from django.utils.timesince import timesince

from vigil.trust.rooms import house
from vigil.trust.work import queries


def status_lines() -> Iterator[str]:
    """Yield how far background work is. Only our own words are printed."""
    since = queries.oldest_waiting()
    oldest = f", the oldest for {_plain(timesince(since))}" if since else ""
    yield f"Tasks that wait: {queries.waiting().count()}{oldest}"
    kinds = house.task_kinds()
    for task in queries.failed():
        label = kinds[task.kind].label if task.kind in kinds else task.kind
        yield f"  failed: {label} ({task.key}), {len(task.left)} left: {task.trouble}"
    for duty in queries.late_duties():
        yield f"  late: {duty.name}, due since {duty.due_at:%Y-%m-%d %H:%M}: does a worker run?"
    for duty in queries.duties_in_trouble():
        yield f"  in trouble: {duty.name}: {duty.trouble}"
    for one in queries.collections():
        trouble = f"; {one.trouble}" if one.trouble else ""
        yield f"  collected {one.at:%Y-%m-%d %H:%M}: {one.source}, {one.reports} reports{trouble}"


def _plain(text: str) -> str:
    return text.replace("\xa0", " ")
