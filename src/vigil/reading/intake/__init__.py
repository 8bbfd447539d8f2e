"""Turn what arrives into accounts of attacks: raw bytes to documents, documents to accounts.

Pure: nothing here knows Django or a database. Read docs/build/screening.md, extraction.md and
geocoding.md.

- `sources` collects and `fetching` downloads. Raw bytes are in the `archive` before anything reads
  them.
- `screening` has two stages: a fast one that misses little, then a precise one.
- `extraction` keeps one rule: no value without the words that state it.
- Models are arrays, JSON and TOML in the package. Loading one runs no code. Each has a card and a
  version; every claim carries the version that read it.
"""
