"""The classical model beside Anduryl 1.2, an open implementation by others: both answers.

Panels are invented, with evenly spread and logarithmic seeds. Compared are calibration and
information of every expert; calibration and information of the pool at every cut-off that can be
taken; and the cut-off that each chose. Anduryl takes none that lies above the calibration of its
own pool, and keeps one of experts whose calibrations are the same but for rounding. Seconds by the
clock for the optimised weights. VIGIL_BENCH_ANDURYL names the folder with Anduryl's package
`anduryl`, which is no part of this project (GPL); its windows are not loaded.
"""

import math
import os
import sys
import time
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from vigil.reading.estimation.cooke import (
    Seeds,
    Weighting,
    earned_weights,
    optimised_weights,
    perform,
)
from vigil.reading.estimation.weights import Floats

NAME = "classical"
PANELS: Final = 100
LEAST: Final = 10
OVERSHOOT: Final = 0.1
HIGH: Final = 0.8
"""Calibration above which the peer's chi-square, a continued fraction cut short, is rough."""
WINDOWS: Final[dict[str, dict[str, Any]]] = {
    "anduryl.ui": {},
    "anduryl.ui.dialogs": {"NotificationDialog": print},
    "anduryl.io": {},
    "anduryl.io.project": {"ProjectIO": lambda _project: None},
}


def run(_data: Path) -> dict[str, Any]:
    """Compare; nothing is compared where no peer is named."""
    where = os.environ.get("VIGIL_BENCH_ANDURYL")
    panels = list(_panels())
    began = time.perf_counter()
    ours = [optimised_weights(seeds, LEAST) for seeds in panels]
    seconds = {"vigil": round(time.perf_counter() - began, 2)}
    result: dict[str, Any] = {"panels": len(panels), "seconds": seconds}
    if where is None:
        return result
    _load(where)
    apart = {"calibration": 0.0, "calibration_high": 0.0, "information": 0.0, "pool": 0.0}
    chose = dict.fromkeys(("same", "tied_experts", "above_its_pool", "other"), 0)
    taken = 0.0
    for seeds, chosen in zip(panels, ours, strict=True):
        began = time.perf_counter()
        peer = _Peer(seeds)
        peer.pool(None)
        taken += time.perf_counter() - began
        chose[_why_other(seeds, chosen, peer)] += 1
        _compare(seeds, peer, apart)
    seconds["anduryl"] = round(taken, 2)
    return result | {"apart": apart, "cut_off": chose}


def _why_other(seeds: Seeds, chosen: Weighting, peer: "_Peer") -> str:
    """Say whether the peer's pool scores as ours does; else why it chose another cut-off."""
    calibrated, informed = peer.pooled()
    if math.isclose(chosen.score, calibrated * informed, rel_tol=1e-2):
        return "same"
    if chosen.calibration < chosen.cutoff:
        return "above_its_pool"
    done = np.round(perform(seeds, LEAST).calibration, 9)
    return "tied_experts" if len(np.unique(done)) < len(done) else "other"


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['panels']} panels; optimised weights, seconds: {result['seconds']}"]
    if "apart" not in result:
        return lines[0] + "\nno peer (VIGIL_BENCH_ANDURYL)"
    lines += [f"  {name:<20} {value:8.1e} apart at most" for name, value in result["apart"].items()]
    lines += [f"  {name:<20} {count:8d} panels" for name, count in result["cut_off"].items()]
    return "\n".join(lines)


def _panels() -> Iterator[Seeds]:
    """Yield panels of 3 to 14 experts with 10 to 24 seeds; every second has logarithmic ones."""
    dice = np.random.default_rng(0)
    for number in range(PANELS):
        experts, count = int(dice.integers(3, 15)), int(dice.integers(10, 25))
        log = (dice.random(count) < 0.3) if number % 2 else np.zeros(count, dtype=bool)
        middle = np.where(log, dice.normal(3.0, 1.0, count), dice.normal(50.0, 10.0, count))
        unit = np.where(log, 0.4, 6.0)
        off = dice.normal(size=(experts, count)) * dice.uniform(0.5, 2.0, (experts, 1))
        said = middle + off * unit
        wide = 1.645 * unit * dice.uniform(0.5, 1.6, (experts, 1))
        wide = wide * dice.uniform(0.7, 1.3, (experts, count))
        answers = np.stack([said - wide, said, said + 1.1 * wide], axis=2)
        answers = np.where(log[None, :, None], np.exp(np.where(log[:, None], answers, 0)), answers)
        truth = np.where(log, np.exp(np.where(log, middle, 0)), middle)
        scales = tuple("log" if one else "uniform" for one in log.tolist())
        yield Seeds(answers, truth, scales)  # type: ignore[arg-type]


def _compare(seeds: Seeds, peer: "_Peer", apart: dict[str, float]) -> None:
    done = perform(seeds, LEAST)
    for at, value in enumerate(done.calibration.tolist()):
        kind = "calibration_high" if value > HIGH else "calibration"
        apart[kind] = max(apart[kind], abs(value - float(peer.calibration[at])))
    apart["information"] = max(
        apart["information"], float(np.abs(done.information - peer.information).max())
    )
    if done.calibration.max() > HIGH:
        return
    for cutoff in np.unique(done.calibration).tolist():
        mine = earned_weights(seeds, LEAST, cutoff)
        if mine.calibration > HIGH:
            continue
        # A little lower: the peer's calibrations are rounded otherwise.
        peer.pool(cutoff * (1 - 1e-9))
        calibrated, informed = peer.pooled()
        off = max(abs(mine.calibration - calibrated), abs(mine.information - informed))
        apart["pool"] = max(apart["pool"], off)


def _load(where: str) -> None:
    """Make Anduryl's core importable, without what asks for its windows and files."""
    warnings.simplefilter("ignore")
    sys.path.insert(0, where)
    for name, content in WINDOWS.items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        sys.modules[name] = module


class _Peer:
    """Anduryl on one panel."""

    def __init__(self, seeds: Seeds) -> None:
        from anduryl.core.main import Project  # type: ignore[import-not-found]

        experts, count, _three = seeds.answers.shape
        self.project = project = Project()
        scales = seeds.scales or ("uniform",) * count
        for number in range(count):
            project.items.add_item(f"seed {number}")
            project.items.realizations[-1] = seeds.realised[number]
            project.items.scales[-1] = "log" if scales[number] == "log" else "uni"
        project.items.use_quantiles = np.ones((count, 3), dtype=bool)
        project.assessments.array = np.zeros((0, 3, count))
        project.assessments.calculate_binprobs()
        project.experts.info_per_var = np.zeros((0, count))
        for number in range(experts):
            name = f"expert {number}"
            project.experts.add_expert(name, name, seeds.answers[number], "actual")
        project.experts.calculate_weights(overshoot=OVERSHOOT, alpha=0.0, calpower=1.0)
        self.calibration: Floats = project.experts.calibration.copy()
        self.information: Floats = project.experts.info_real.copy()

    def pool(self, cutoff: float | None) -> None:
        """Pool at a cut-off; at the one that is best if None."""
        self.project.calculate_decision_maker(
            "global", OVERSHOOT, "pool", alpha=cutoff, overwrite=True
        )

    def pooled(self) -> tuple[float, float]:
        """Return calibration and information of the pool."""
        experts = self.project.experts
        return float(experts.calibration[-1]), float(experts.info_real[-1])
