"""The public record's own tables: what may be shown, made ready for reading."""

from vigil.publication.record.models import (
    PublicCase,
    PublicChange,
    PublicRecord,
    PublicState,
    PublicTextWord,
    PublicVersion,
    PublicWord,
)

__all__ = [
    "PublicCase",
    "PublicChange",
    "PublicRecord",
    "PublicState",
    "PublicTextWord",
    "PublicVersion",
    "PublicWord",
]
