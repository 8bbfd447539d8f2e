"""Reads accounts of attacks out of reports, with the words that say each value.

Two extractors keep the same promise: no value without its words. `extractor.RuleExtractor` has
patterns and word lists only; `learned.extractor.LearnedExtractor` adds what labelled reports have
taught, and is the one that the product uses. Another can take its place by doing what
`extractor.ReadsAccounts` says. Nothing is imported here: a web worker needs the word lists alone.
"""
