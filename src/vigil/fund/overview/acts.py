"""How a screen of the fund's desk does what its forms ask for: as those of other rooms do."""

from vigil.desk.screens.acts import (
    CONFLICT,
    READING_WRITING,
    REFUSED,
    Act,
    Told,
    acted,
    forms_of,
    found_or_404,
)

__all__ = [
    "CONFLICT",
    "READING_WRITING",
    "REFUSED",
    "Act",
    "Told",
    "acted",
    "forms_of",
    "found_or_404",
]
