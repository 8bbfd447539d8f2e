"""The catalogues of the interface: which words there are, and writing them. Needs no gettext.

The texts are read from the Python sources and the templates of every room, and from the
codebook (its rules of consistency are shown beside the coding form). `update` brings a
catalogue in step with them and keeps what is translated; a message that is new, or whose
English changed, stands there empty until somebody translates it, and the tests refuse it.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from vigil.reading import codebook

ROOMS = Path(__file__).resolve().parents[2]
"""The folder of all rooms: `src/vigil`."""

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
WIDTH = 100

MARKS = (
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
    "Reason",
)
"""Functions whose first texts are messages. `Reason` (of the codebook, which knows no Django)
keeps its text to be translated where it is shown."""
_CALL = re.compile(r"\b(?:_|n?p?gettext)\(")

Id = str | tuple[str, str]


def folder(language: str) -> Path:
    """Return the folder of a language's catalogue."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"


def read(language: str) -> Catalog:
    """Read the catalogue of a language."""
    with (folder(language) / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def extract() -> Catalog:
    """Return every text of the interface as an untranslated catalogue."""
    catalogue = Catalog(domain="django", charset="utf-8")
    for path in sorted(ROOMS.rglob("*")):
        found: Iterator[tuple[Id, str | None]]
        if path.suffix == ".py" and "migrations" not in path.parts:
            found = of_python(path.read_bytes())
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            found = of_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for id_, context in found:
            catalogue.add(id_, context=context)
    for rule in codebook.current().consistency:
        catalogue.add(rule.reason)
    return catalogue


def of_python(source: bytes) -> Iterator[tuple[Id, str | None]]:
    """Yield message id and context of each marked text of a Python file."""
    calls = extract_python(BytesIO(source), dict.fromkeys(MARKS), [], {})
    for _line, name, said, _comments in calls:
        yield from _message(str(name), said if isinstance(said, tuple) else (said,))


def of_template(source: str) -> Iterator[tuple[Id, str | None]]:
    """Yield message id and context of each marked text of a template.

    Django writes a template as a row of gettext calls between blanked-out text; each call
    stands on one line.
    """
    for line in templatize(source).splitlines():
        for match in _CALL.finditer(line):
            call = _whole_call(line[match.start() :])
            if call is not None:
                yield from _message(*call)


def _whole_call(text: str) -> tuple[str, tuple[object, ...]] | None:
    """Read the call at the start of `text`: up to the first bracket that makes it Python."""
    for at in (match.end() for match in re.finditer(r"\)", text)):
        try:
            call = ast.parse(text[:at], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            said = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
            return call.func.id, tuple(said)
    return None


def _message(name: str, said: tuple[object, ...]) -> Iterator[tuple[Id, str | None]]:
    context = said[0] if "pgettext" in name else None
    rest = said[1:] if context is not None else said
    id_, *more = rest
    if not isinstance(id_, str) or not id_:
        return
    plural = more[0] if name.startswith("n") and more else None
    yield (
        (id_, plural) if isinstance(plural, str) else id_,
        context if isinstance(context, str) else None,
    )


def update(language: str) -> None:
    """Bring the catalogue of a language in step with the sources, and compile it."""
    held, wanted = read(language), extract()
    fresh = Catalog(
        locale=language,
        project="Vigil",
        version="0.1",
        msgid_bugs_address="the Vigil project",
        last_translator="the Vigil project",
        language_team=language,
        header_comment=f"# Vigil, the interface in {language}.",
        creation_date=held.creation_date,
        revision_date=held.revision_date,
        fuzzy=False,
    )
    # The order of the plural forms is the catalogue's own, not the library's of today.
    fresh._num_plurals, fresh._plural_expr = held.num_plurals, held.plural_expr  # type: ignore[assignment]
    for message in wanted:
        if message.id:
            known = held.get(message.id, context=message.context)
            fresh.add(message.id, known.string if known else None, context=message.context)
    write(language, fresh)


def write(language: str, catalogue: Catalog) -> None:
    """Write a catalogue, and its compiled form beside it."""
    place = folder(language)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "django.po").open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_output=False, no_location=True)
    (place / "django.mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def keys(catalogue: Catalog) -> set[tuple[Id, str | None]]:
    """Return the messages of a catalogue, each as its id (both numbers) and context."""
    return {(_id(message), message.context) for message in catalogue if message.id}


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages that lack a translation, in any number, or whose one is unsure."""
    return [
        message
        for message in catalogue
        if message.id and (message.fuzzy or not all(translations_of(message)))
    ]


def translations_of(message: Message) -> list[str]:
    """Return the translations of a message: one, or one a plural form of the language."""
    string = message.string
    return [string or ""] if isinstance(string, str) or string is None else list(string)
