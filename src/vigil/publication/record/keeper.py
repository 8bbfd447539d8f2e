"""Why nobody has to ask this room: its rows repeat the case file's, and follow it at once."""

from typing import Final

_FOLLOWS = "made anew by projecting, in the transaction in which the case file withdrew"


DERIVED: Final = {
    f"publication.{model}": _FOLLOWS for model in ("PublicCase", "PublicRecord", "PublicWord")
}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {
    "publication.PublicVersion": "digests of states that a case was shown in, no content",
    "publication.PublicChange": "numbers of cases and of versions",
    "publication.PublicState": "the version of the whole record",
}
"""Model -> why nobody can be found in it."""
