"""Say in the language of the screen what a change of the codebook changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.casefile.models import CodebookProposal
from vigil.desk.screens.labels import language_name
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, CodebookError, Field, Text, Value
from vigil.reading.codebook.editing import Edit, Words


@dataclass(frozen=True)
class ChangedWords:
    """One text before and after a change, in one language."""

    label: str
    before: str
    after: str


def sentence(proposal: CodebookProposal) -> str:
    """Return what a proposal changes, in one sentence."""
    edit, book = proposal.change, _book(proposal)
    field = book.fields[edit.field]
    new = in_a_row(f"“{_label_in(one.labels)}”" for one in edit.values)
    words = {
        "field": field.label(get_language() or "en"),
        "value": _value_label(field, edit.value),
        "into": _value_label(field, edit.becomes),
        "new": new,
    }
    if edit.kind == "wording":
        template = _("%(field)s: other words for “%(value)s”")
        return (template if edit.value else _("%(field)s: other words for the field")) % words
    templates = {
        "new_value": _("%(field)s: new value %(new)s"),
        "retire": _("%(field)s: retire “%(value)s”"),
        "join": _("%(field)s: join “%(value)s” into “%(into)s”"),
        "split": _("%(field)s: split “%(value)s” into %(new)s"),
        "open_first": _("%(field)s: open at once in the form"),
        "fold": _("%(field)s: folded in the form"),
    }
    return templates[edit.kind] % words


def consequence(edit: Edit) -> str:
    """Return what the change means for what was coded before."""
    if edit.recode:
        return _(
            "Old codings keep their values. The cases are listed, and people look at each of them."
        )
    if edit.kind == "join":
        return _(
            "Old codings keep their value. Lists, counts and files read it as the other value."
        )
    return _("Old codings stay as they are, and mean the same.")


def changed_words(proposal: CodebookProposal) -> Iterator[ChangedWords]:
    """Yield each text that a proposal changes or adds, before and after."""
    edit, book = proposal.change, _book(proposal)
    field = book.fields[edit.field]
    about: Field | Value = field.values.get(edit.value, field)
    for language, label in edit.labels.items():
        yield ChangedWords(_in(_("Label"), language), about.labels.get(language, ""), label)
    for language, said in edit.texts.items():
        held = about.text(language)
        yield from _texts(said, held if held.language == language else None, language)
    for one in edit.values:
        for language, label in one.labels.items():
            yield ChangedWords(_in(_("Label"), language), "", label)
        for language, said in one.texts.items():
            yield from _texts(said, None, language)


def _texts(said: Words, held: Text | None, language: str) -> Iterator[ChangedWords]:
    if said.definition:
        before = held.definition if held else ""
        yield ChangedWords(_in(_("Definition"), language), before, said.definition)
    if said.example:
        before = held.example if held else ""
        yield ChangedWords(_in(_("Example"), language), before, said.example)


def _in(label: str, language: str) -> str:
    return _("%(what)s, %(language)s") % {"what": label, "language": language_name(language)}


def _book(proposal: CodebookProposal) -> Codebook:
    """Return the codebook in which a change was proposed; that of now where it is gone."""
    try:
        return codebook.load(proposal.follows)
    except CodebookError:
        return codebook.current()


def _value_label(field: Field, key: str) -> str:
    """Name a value; of one that the version does not have, its key."""
    known = field.values.get(key)
    return known.label(get_language() or "en") if known else key


def _label_in(labels: Mapping[str, str]) -> str:
    language = (get_language() or "en").partition("-")[0]
    return labels.get(language) or labels.get("en", "")
