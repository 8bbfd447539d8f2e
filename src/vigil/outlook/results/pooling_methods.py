"""Names of pooling methods by kind of question. It imports nothing that pools."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vigil.reading.estimation.pooling import OfProbabilities, OfQuantities

OF_QUANTITIES: "Final[tuple[OfQuantities, ...]]" = ("linear", "quantile_mean", "quantile_median")
OF_PROBABILITIES: "Final[tuple[OfProbabilities, ...]]" = ("log_odds", "mean", "median")
WEIGHTED: Final = "_weighted"
"""The ending of a method's name if experts are weighted by seed questions."""
