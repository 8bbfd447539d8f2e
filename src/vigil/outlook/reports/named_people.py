"""Refuse texts for everybody that name a person whom the public record does not show."""

from collections.abc import Mapping, Sequence

from vigil.publication.policy.names_in_texts import hidden_name_message, people_named_in
from vigil.trust.access.errors import NotPossible


def require_shown_names(texts: Sequence[str]) -> list[str]:
    """Return whom texts name. Raises NotPossible (somebody whom the public is not shown)."""
    leans, withheld = people_named_in({"": list(texts)})[""]
    if withheld:
        raise NotPossible(hidden_name_message())
    return sorted(leans)


def texts_without_names(texts: Mapping[str, str]) -> set[str]:
    """Return the keys of the texts that name nobody whose name the house keeps."""
    found = people_named_in({key: [text] for key, text in texts.items()})
    return {key for key, (leans, withheld) in found.items() if not leans and not withheld}
