"""Say what each token of a text shows, without reading its source again."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vigil.outlook.models import Basis
from vigil.outlook.reports.tokens import BadToken, Token, split_tokens
from vigil.outlook.sources.kinds import kind_of

LONGEST_LABEL = 70


@dataclass(frozen=True, slots=True)
class Chip:
    """A token as the editor shows it: `shown` is its value, `label` says what it is."""

    token: str
    kind: str
    shown: str
    label: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)


def chips_of(text: str, bases: Iterable[Basis]) -> list[Chip]:
    """Return a chip for each token of a text, each once. A text with faults in tokens has none."""
    by_key = {basis.key: basis for basis in bases}
    try:
        tokens = [part for part in split_tokens(text) if isinstance(part, Token)]
    except BadToken:
        return []
    found = {written(token): token for token in tokens}
    return list(_chips(found.items(), by_key))


def written(token: Token) -> str:
    """Return a token as it stands in a text."""
    if token.kind == "name":
        return f"{{name:{token.name}}}"
    return f"{{{token.kind}:{token.key}{'.' + token.name if token.name else ''}}}"


def source_label(basis: Basis) -> str:
    """Return what a source is called, as of its last review; else its kind."""
    return str(basis.shown.get("label") or kind_of(basis.kind).label)


def _chips(tokens: Iterable[tuple[str, Token]], by_key: dict[str, Basis]) -> Iterator[Chip]:
    for text, token in tokens:
        if token.kind == "name":
            yield Chip(text, "name", token.name, _("digits of a name"))
        elif token.key in by_key:
            basis = by_key[token.key]
            label = Truncator(source_label(basis)).chars(LONGEST_LABEL)
            shown, told = _shown(token, basis)
            yield Chip(text, token.kind, shown, _(", ").join(filter(None, [told, label])))


def _shown(token: Token, basis: Basis) -> tuple[str, str]:
    """Return the value of a token, and what that value is."""
    if token.kind == "number":
        name = token.name or basis.shown.get("first", "")
        shown, label = basis.shown.get("numbers", {}).get(name, ("", ""))
        return shown or name or basis.key, label
    if token.kind == "figure":
        return _("figure"), token.name.replace("-", " ")
    if token.kind == "term":
        return token.name or _("term of likelihood"), ""
    return _("note"), ""
