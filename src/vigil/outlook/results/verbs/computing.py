"""Compute the results of closed rounds in the background: `vigil work` checks every second.

Verbs request results in their transaction (`requesting`). Here they are computed without a lock, so
that no writer waits, and saved in one transaction unless they were requested again meanwhile. After
an interruption the request remains. If two processes compute, one of them saves.
"""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from vigil.outlook.models import Panel, Round
from vigil.outlook.panels.preconditions import locked_panel, locked_round
from vigil.trust.withdrawals.write_lock import take_part


def waiting() -> QuerySet[Round]:
    """Return the rounds with requested results, the first one closed first."""
    rows = Round.objects.filter(wanted_run__gt=F("run")).select_related("panel")
    return rows.order_by("closed_at", "pk")


def prepare(unwanted: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
    """Prepare the requested results; return the number of rounds.

    A round that fails does not hold up the others: its error is raised after them.
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
    """Prepare one round; return False if it was requested again, for the next run to do it.

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
    # Imported here because it loads SciPy: a process that only checks for requests stays small.
    from vigil.outlook.results.pooling import pool, save_results

    results = pool(row)
    return lambda: save_results(row, results)


def _weighted(row: Round) -> Callable[[], None]:
    from vigil.outlook.results.weighting import save_weighted, weigh_experts

    weighted = weigh_experts(row.panel, row)
    return lambda: save_weighted(weighted)
