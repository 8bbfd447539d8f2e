"""A queue that learns, simulated: how much must be read until nearly all killings are found.

Reports of a set are read one by one in the order of the model, which is adapted to the answers
after every few. The set taught the model nothing: the base is the shipped model trained anew on the
other sources (or nothing at all, for the coldest start). It is compared with random order, with the
order of the base that never learns, and with the best order there is. 20 seeds draw the pools and
break ties.

A set in which most reports are killings cannot be found in half the reading, by anybody: the best
order says so. So each set is also drawn down to one killing in five, nearer to what a desk sees.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from screening import labelled_reports, labelled_set, us_local, zacatecas_unlabelled

from vigil.reading.intake.screening.adapting import (
    CONSTANT,
    LEXICAL,
    SLOPE,
    WORDS,
    Rows,
    fit,
    rarity_of,
    read_report,
    rows_of,
)
from vigil.reading.intake.screening.model import Model
from vigil.reading.intake.screening.training import PRIOR, Source, train

NAME = "learning"
SEEDS = 20
BATCH, LESSONS = 5, 40
"""Fewest reports read between two lessons, and about how many lessons a pool has at most."""
FOUND = 0.95
"""Share of the killings that is to be found."""
DRAWN = 0.2
"""Share of killings to which a set is drawn down."""
STEPS, LONGEST = 60, 5.0
"""Steps of Newton's method, and by how much one moves log-odds at most."""
ASKED = 0.5
"""The most that may be read, as a share of what random order needs."""
SETS = (
    ("zacatecas_es", "killing_report"),
    ("feminicidio_pt", "killing_or_attempt"),
    ("feminicidio_pt", "killing_of_a_woman"),
)
"""A set, and the label that says which of its reports are to be found."""

Labels = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Order = NDArray[np.int64]


class Pool(NamedTuple):
    """Reports that wait to be read, and which of them are to be found.

    `likeness` is the kernel of what is learnt: the covariance of the log-odds under the prior of
    `adapting.fit`. With it the same weights are found in a moment, however many words there are.
    """

    base: Doubles
    likeness: Doubles
    labels: Labels


def run(data: Path) -> dict[str, Any]:
    """Simulate reading on every set, as given and drawn down."""
    found = []
    for name, field in SETS:
        pool = pool_of(data, name, field, base_without(data, name))
        for share in (None, DRAWN):
            for start in ("other sources", "nothing"):
                begun = pool if start == "other sources" else without_base(pool)
                found.append(
                    {"set": name, "label": field, "start": start, **simulated(begun, share)}
                )
    return {"found": FOUND, "asked": ASKED, "runs": found}


def base_without(data: Path, name: str) -> Model:
    """Return the model that the other sources teach."""
    sources = [
        Source("muc4_en", labelled_set(data, "muc4_en"), 900),
        Source("us_local", us_local(data), 150, held_out=False),
    ]
    if name == "zacatecas_es":
        sources.append(Source("feminicidio_pt", labelled_set(data, "feminicidio_pt"), 300))
    else:
        sources.append(Source("zacatecas_es", labelled_set(data, "zacatecas_es"), 250))
        weak = zacatecas_unlabelled(data)
        sources.append(Source("zacatecas_unlabelled", weak, 150, held_out=False))
    return train(sources).model


def pool_of(data: Path, name: str, field: str, base: Model) -> Pool:
    """Return the labelled reports of a set as rows."""
    pairs = labelled_reports(data, name, field)
    reports = [read_report(report) for report, _ in pairs]
    labels = np.array([said.killing for _, said in pairs], dtype=bool)
    rows = rows_of(base, reports, rarity_of(reports))
    pool = Pool(rows.base, likeness_of(rows), labels)
    require_same(pool, rows)
    return pool


def likeness_of(rows: Rows) -> Doubles:
    """Return the prior covariance of what is learnt of rows."""
    words = (rows.words @ rows.words.T).toarray()
    return np.asarray(
        WORDS * words
        + LEXICAL * (rows.lexical @ rows.lexical.T)
        + SLOPE * np.outer(rows.base, rows.base)
        + CONSTANT
    )


def require_same(pool: Pool, rows: Rows) -> None:
    """Raise RuntimeError if what is learnt here is not what the product learns."""
    some = np.arange(0, len(pool.labels), 4)
    there = fit(rows.of(some), pool.labels[some]).margins(rows)
    here = learnt_of(pool, some)
    if np.corrcoef(there, here)[0, 1] < 0.999:
        raise RuntimeError("the benchmark learns something else than the product")


def learnt_of(pool: Pool, read: Order) -> Doubles:
    """Return the log-odds of all reports, the model adapted to those read (Newton's method)."""
    said = pool.labels[read]
    share = np.where(said, PRIOR / said.mean(), (1 - PRIOR) / (1 - said.mean()))
    own, base = pool.likeness[np.ix_(read, read)], pool.base[read]
    weights, now = np.zeros(len(read)), base
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(now, -30, 30)))
        curve = np.maximum(share * chance * (1 - chance), 1e-9)
        aim = now - base + share * (said - chance) / curve
        step = np.linalg.solve(own + np.diag(1 / curve), aim) - weights
        size = min(1.0, LONGEST / max(1e-9, float(np.abs(own @ step).max())))
        weights = weights + size * step
        now = base + own @ weights
        if np.abs(step).max() < 1e-5:
            break
    return np.asarray(pool.base + pool.likeness[:, read] @ weights)


def without_base(pool: Pool) -> Pool:
    """Return a pool of which no model knows anything."""
    known = SLOPE * np.outer(pool.base, pool.base)
    return Pool(np.zeros(len(pool.labels)), pool.likeness - known, pool.labels)


def simulated(pool: Pool, share: float | None) -> dict[str, Any]:
    """Read a pool with every seed; return the reading it takes, as shares of random order's."""
    learnt, unlearnt, sizes, wanted = [], [], [], []
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        some = drawn(pool, share, chance)
        random_order = FOUND * len(some.labels)
        base = some.base + chance.normal(0, 1e-6, len(some.labels))
        learnt.append(needed(read_in_order(some, chance), some.labels) / random_order)
        unlearnt.append(needed(np.argsort(-base), some.labels) / random_order)
        sizes.append(len(some.labels))
        wanted.append(int(some.labels.sum()))
    best = float(np.ceil(FOUND * wanted[0]) / (FOUND * sizes[0]))
    return {
        "killings": wanted[0],
        "reports": sizes[0],
        "seeds": SEEDS,
        "learning": summary(learnt),
        "never learns": summary(unlearnt),
        "best": round(best, 3),
        "worse_than_never_learning": int(sum(a > b for a, b in zip(learnt, unlearnt, strict=True))),
        "worse_than_random": int(sum(one > 1 for one in learnt)),
    }


def summary(shares: Sequence[float]) -> Mapping[str, float]:
    """Return the mean, the least and the most of shares."""
    return {
        "mean": round(float(np.mean(shares)), 3),
        "least": round(float(np.min(shares)), 3),
        "most": round(float(np.max(shares)), 3),
    }


def drawn(pool: Pool, share: float | None, chance: np.random.Generator) -> Pool:
    """Return a pool with so many killings among its reports; the whole one without a share."""
    if share is None:
        return pool
    others, killings = np.flatnonzero(~pool.labels), np.flatnonzero(pool.labels)
    number = round(len(others) * share / (1 - share))
    chosen = np.sort(np.concatenate([others, chance.choice(killings, number, replace=False)]))
    likeness = pool.likeness[np.ix_(chosen, chosen)]
    return Pool(pool.base[chosen], likeness, pool.labels[chosen])


def read_in_order(pool: Pool, chance: np.random.Generator) -> Order:
    """Return the order in which reports are read, the model adapted after every batch."""
    number = len(pool.labels)
    batch = max(BATCH, number // LESSONS)
    margins = pool.base + chance.normal(0, 1e-6, number)
    waiting, order = np.ones(number, dtype=bool), np.zeros(0, dtype=np.int64)
    while waiting.any():
        left = np.flatnonzero(waiting)
        some = left[np.argsort(-margins[left], kind="stable")][:batch]
        waiting[some] = False
        order = np.concatenate([order, some])
        said = pool.labels[order]
        if waiting.any() and said.any() and not said.all():
            margins = learnt_of(pool, order) + chance.normal(0, 1e-6, number)
    return order


def needed(order: Order, labels: Labels) -> int:
    """Return how many reports are read until `FOUND` of those wanted are found."""
    wanted = int(np.ceil(FOUND * labels.sum()))
    return int(np.searchsorted(np.cumsum(labels[order]), wanted)) + 1


def table(result: dict[str, Any]) -> str:
    """Return the result as a table."""
    lines = [f"reading until {FOUND:.0%} is found, as a share of random order's (mean of seeds)"]
    for one in result["runs"]:
        named = f"{one['set']}, {one['label']}, {one['killings']} of {one['reports']}"
        lines.append(
            f"{named:58s} from {one['start']:13s}: learning {one['learning']['mean']:.3f} "
            f"(most {one['learning']['most']:.3f}), never {one['never learns']['mean']:.3f}, "
            f"best {one['best']:.3f}"
        )
    return "\n".join(lines)
