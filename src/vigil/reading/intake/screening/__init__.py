"""Screening of reports: multilingual lexicons before a small, inspectable linear model."""

from vigil.reading.intake.screening.model import ModelError
from vigil.reading.intake.screening.screener import Screener

__all__ = ["ModelError", "Screener"]
