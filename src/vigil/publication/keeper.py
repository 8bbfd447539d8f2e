"""Why nobody has to ask this room: its rows repeat the case file's, and follow it at once."""

from vigil.trust import keepers

_FOLLOWS = "made anew by projecting, in the transaction in which the case file withdrew"


def register() -> None:
    """State what each table of the public record follows."""
    keepers.derived(
        {f"publication.{model}": _FOLLOWS for model in ("PublicCase", "PublicRecord", "PublicWord")}
    )
    keepers.without_personal_data(
        {
            "publication.PublicVersion": "digests of states that a case was shown in, no content",
            "publication.PublicChange": "numbers of cases and of versions",
            "publication.PublicState": "the version of the whole record",
        }
    )
