"""Refuse public texts that name a person whom the public may not see."""

from collections.abc import Mapping, Sequence

from vigil.publication.policy.names_in_texts import hidden_name_message, people_named_in
from vigil.trust.access.errors import NotPossible


def require_shown_names(texts: Sequence[str]) -> list[str]:
    """Return the keys of people named in texts. Raises NotPossible (the public may not see one)."""
    leans, withheld = people_named_in({"": list(texts)})[""]
    if withheld:
        raise NotPossible(hidden_name_message())
    return sorted(leans)


def texts_without_names(texts: Mapping[str, str]) -> set[str]:
    """Return the keys of the texts that name nobody whom Vigil knows."""
    found = people_named_in({key: [text] for key, text in texts.items()})
    return {key for key, (leans, withheld) in found.items() if not leans and not withheld}
