"""Reads accounts of attacks out of reports, with the words that say each value."""

from vigil.intake.extraction.extractor import Extractor, ReadsAccounts

__all__ = ["Extractor", "ReadsAccounts"]
