"""Why this room needs no keeper: its rows repeat the case file and change with it."""

from typing import Final

_FOLLOWS = "written again by record.projection in the transaction that withdraws from the case file"


DERIVED: Final = {
    f"publication.{model}": _FOLLOWS
    for model in ("PublicCase", "PublicRecord", "PublicWord", "PublicTextWord")
}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {
    "publication.PublicVersion": "digests of states that a case was shown in, no content",
    "publication.PublicChange": "numbers of cases and of versions",
    "publication.PublicState": "the version of the whole record",
}
"""Model -> why nobody can be found in it."""
