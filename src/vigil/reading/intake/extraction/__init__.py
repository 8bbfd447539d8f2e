"""Reads accounts of attacks out of reports, with the words that say each value.

Two extractors keep the same promise: no value without its words. `RuleExtractor` has patterns and
word lists only; `LearnedExtractor` adds what labelled reports have taught. `Extractor` is the one
that the product uses. Another can take its place by doing what `ReadsAccounts` says.
"""

from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

Extractor = LearnedExtractor

__all__ = ["Extractor", "LearnedExtractor", "ReadsAccounts", "RuleExtractor"]
