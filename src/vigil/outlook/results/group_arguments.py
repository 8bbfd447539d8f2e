"""Freeze the reasons for groups of cells when a round is closed, and say who may read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F

from vigil.outlook.models import GroupReason, GroupReasonVersion, Question, Round, Seat
from vigil.outlook.panels.preconditions import (
    ANSWER,
    ROUND,
    WORDS,
    destroy_sealed,
    open_many_json,
    seal_json,
)
from vigil.outlook.results.verbs.requesting import ARGUMENTS, group_keys, groups_of


def freeze_group_arguments(row: Round) -> None:
    """Freeze the reasons that were handed in for groups of cells, beside those for each cell.

    All are opened at once. What was frozen before is replaced.
    """
    cells = list(row.panel.questions.filter(term__isnull=False).select_related("term"))
    keys = group_keys(row, cells)
    if not keys:
        return
    rows = GroupReasonVersion.objects.filter(
        group__round=row, number=F("group__handed"), worded=True, group__seat__removed=False
    )
    rows = rows.select_related("group__seat").prefetch_related("group__seat__recused")
    versions = list(rows.order_by("group__seat__handle"))
    words = open_many_json(
        ANSWER,
        [version.uid for version in versions],
        WORDS,
        about=(ROUND, row.uid),
        why="freezing the arguments of a round",
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for version in versions:
        group = version.group.place, version.group.list
        said = {
            "handle": version.group.seat.handle,
            "group": group[1] or "all",
            "cells": _asked(version.group, cells),
        }
        found.setdefault(group, []).append({**said, **words[version.uid]})
    for group, key in keys.items():
        if group in found:
            seal_json(ROUND, key, ARGUMENTS, found[group], by=None)
        else:
            destroy_sealed(ROUND, key, why="the arguments of a round were frozen anew")


def told_to(said: Iterable[Mapping[str, Any]], kept_out: frozenset[str]) -> list[Mapping[str, Any]]:
    """Return the arguments that somebody may read who is kept out of these questions (uid).

    Reasons for a group of cells are left out if one of the cells that their author was asked is
    among them: they may be about that one.
    """
    return [one for one in said if kept_out.isdisjoint(one.get("cells", ()))]


def kept_out_of(seat: Seat | None) -> frozenset[str]:
    """Return the questions (uid) from which an expert is recused; none for the chair (None)."""
    return frozenset(seat.recused.values_list("uid", flat=True) if seat is not None else ())


def _asked(group: GroupReason, cells: Sequence[Question]) -> list[str]:
    """Return the cells of a group that its author is asked, by uid.

    What somebody is kept out of for an interest is not argued by them either.
    """
    recused = {question.pk for question in group.seat.recused.all()}
    terms = group.seat.terms
    return [
        one.uid
        for one in cells
        if (group.place, group.list) in groups_of(one)
        and one.pk not in recused
        and (not terms or (one.term is not None and one.term.code in terms))
    ]
