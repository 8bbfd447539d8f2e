"""Freeze the reasons for groups of cells when a round is closed."""

from django.db.models import F

from vigil.outlook.models import GroupReasonVersion, Round
from vigil.outlook.panels.preconditions import (
    ANSWER,
    ROUND,
    WORDS,
    destroy_sealed,
    open_many_json,
    seal_json,
)
from vigil.outlook.results.verbs.requesting import ARGUMENTS, group_keys


def freeze_group_arguments(row: Round) -> None:
    """Freeze the reasons that were handed in for groups of cells, beside those for each cell.

    All are opened at once. What was frozen before is replaced.
    """
    keys = group_keys(row, row.panel.questions.select_related("term"))
    if not keys:
        return
    rows = GroupReasonVersion.objects.filter(
        group__round=row, number=F("group__handed"), worded=True, group__seat__removed=False
    )
    versions = list(rows.select_related("group__seat").order_by("group__seat__handle"))
    words = open_many_json(
        ANSWER,
        [version.uid for version in versions],
        WORDS,
        about=(ROUND, row.uid),
        why="freezing the arguments of a round",
    )
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for version in versions:
        group = version.group.place, version.group.list
        said = {"handle": version.group.seat.handle, "group": group[1] or "all"}
        found.setdefault(group, []).append({**said, **words[version.uid]})
    for group, key in keys.items():
        if group in found:
            seal_json(ROUND, key, ARGUMENTS, found[group], by=None)
        else:
            destroy_sealed(ROUND, key, why="the arguments of a round were frozen anew")
