"""Screening of reports: multilingual lexicons before a small, inspectable linear model."""

from vigil.intake.screening.model import ModelError
from vigil.intake.screening.screener import Screener

__all__ = ["ModelError", "Screener"]
