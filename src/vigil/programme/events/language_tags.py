"""Languages as people type them: by tag (BCP 47) or by name, in any language of the interface."""

from vigil.casefile.people.name_matching import fold
from vigil.network.profiles.values import tags_by_name


def tags_in(text: str) -> list[str]:
    """Return the tags of languages that are typed in a row: "English, es pt-BR".

    What is no name of a language stays as it is, for whoever checks tags to refuse.
    """
    known = tags_by_name()
    found: list[str] = []
    for part in text.replace(";", ",").split(","):
        whole = known.get(fold(part))
        found += [whole] if whole else [known.get(fold(word), word) for word in part.split()]
    return list(dict.fromkeys(found))
