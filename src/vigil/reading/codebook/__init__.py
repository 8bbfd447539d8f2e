"""The coding scheme as data, versioned. Pure.

    >>> from vigil import codebook
    >>> book = codebook.current()
    >>> book.fields["method"].values["blade"].label("es")
    'arma blanca'

Each version is a folder of TOML files that is never edited once codings name it; a new
version is a new folder, and old codings keep theirs. `docs/use/codebook.md` is written from the
newest version by `python -m vigil.reading.codebook.document`.
"""

from vigil.reading.codebook.book import Codebook
from vigil.reading.codebook.edtf import InvalidEdtf
from vigil.reading.codebook.loading import current, load, versions
from vigil.reading.codebook.scheme import (
    LANGUAGES,
    CodebookError,
    Field,
    InvalidValue,
    Problem,
    Reason,
    Rule,
    Text,
    Value,
)

__all__ = [
    "LANGUAGES",
    "Codebook",
    "CodebookError",
    "Field",
    "InvalidEdtf",
    "InvalidValue",
    "Problem",
    "Reason",
    "Rule",
    "Text",
    "Value",
    "current",
    "load",
    "versions",
]
