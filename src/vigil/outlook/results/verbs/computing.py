"""Compute the results of closed rounds in the background: `vigil rounds` looks every second.

Verbs ask for results in their transaction (`requesting`). Here they are computed without a lock, so
that nobody who writes waits, and saved in one transaction if nothing was asked for meanwhile. After
an interruption the request remains; of two processes one saves.
"""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from vigil.outlook.models import Panel, Round
from vigil.outlook.panels.preconditions import locked_panel, locked_round
from vigil.trust.withdrawals.write_lock import take_part


def waiting() -> QuerySet[Round]:
    """Return the rounds whose results were asked for, the first that was closed first."""
    rows = Round.objects.filter(wanted_run__gt=F("run")).select_related("panel")
    return rows.order_by("closed_at", "pk")


def prepare(unwanted: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
    """Prepare what is asked for; return of how many rounds.

    One that fails holds up no other: the error is raised once the others are done.
    """
    done, failed = 0, None
    for row in waiting():
        if unwanted():
            break
        try:
            done += _prepare(row)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return {"prepared": done}


def _prepare(row: Round) -> bool:
    """Prepare one round; say whether it was. If not, it was asked for anew: the next look does it.

    The answers of a closed round change only together with `wanted_run`.
    """
    final = row.panel.state == Panel.State.FINAL
    save = _weighted(row) if final else _pooled(row)
    with transaction.atomic():
        take_part()
        panel, now = locked_panel(row.panel), locked_round(row)
        same = now.wanted_run == row.wanted_run and final == (panel.state == Panel.State.FINAL)
        if not now.being_prepared or not same:
            return False
        save()
        now.run = now.wanted_run
        now.save(update_fields=["run"])
    return True


def _pooled(row: Round) -> Callable[[], None]:
    # Here, because it loads SciPy: a process that only looks whether something waits stays small.
    from vigil.outlook.results.pooling import pool, save_results

    results = pool(row)
    return lambda: save_results(row, results)


def _weighted(row: Round) -> Callable[[], None]:
    from vigil.outlook.results.weighting import save_weighted, weigh_experts

    weighted = weigh_experts(row.panel, row)
    return lambda: save_weighted(weighted)
