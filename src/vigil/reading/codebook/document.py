"""Write the codebook as a page to read.

Run `python -m vigil.reading.codebook.document > docs/use/codebook.md` after editing the codebook.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping

from vigil.reading.codebook.book import Codebook
from vigil.reading.codebook.loading import current
from vigil.reading.codebook.scheme import LANGUAGES, Field, Level, Value

LANGUAGE_NAMES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "ar": "العربية",
}
LEVELS: tuple[tuple[Level, str, str], ...] = (
    ("case", "The case", "Coded once a case."),
    ("victim", "The persons", "Coded for each person in the case, the target first."),
    ("desk", "For the desk alone", "Never shown, searched, exported or counted in public."),
)
SHAPES = {
    "choice": "one value of the table",
    "text": "free text",
    "edtf": "a date: `value` in EDTF (`2019`, `2019-03`, `2019-03-08`, `2019-03-05/2019-03-08`; "
    "`?` unsure, `~` about) and `precision`",
    "integer": "a whole number",
    "number": "a number",
    "count": "`low`, `best` and `high`: whole numbers",
    "place": "`name`, `admin2`, `admin1`, `country`, `lat`, `lon`, `precision`",
    "list": "a list",
    "money": "`amount` and `currency` (ISO 4217)",
}
HOW_TO = """\
## How to code

1. **Read every report of the case before you fill in anything.** Reports copy one another: ten
   copies of one agency text are one source.
2. **Code what reports say, not what you believe.** Where they are silent, the value is `unknown`
   or `unclear`. Silence is never `no`.
3. **Code alone.** Two people code each case without seeing each other's form. Where they differ,
   an adjudicator decides and writes down the rule or the reason; a further person verifies.
4. **Start from the definition; use the example only to check yourself.** If two values fit, look
   at the *boundary cases* of the field. If they do not decide, choose the value that claims less
   and write a note.
5. **The dead cannot answer.** No value here says what a person *was* in the eyes of the law, and
   no note should. Write "reports say", and who says it.
6. **Persons behind an attack are for the desk.** No public field takes the name of a suspect, of
   an accused or of an acquitted person.

Examples are invented. A field marked *required* must be given before a coding can be handed in.
While nobody has adjudicated a case, the value shown is computed by the field's rule, with its
support beside it ("5 reports, 3 outlets; 1 report says otherwise").
"""

SCHEMES = """\
ICCS is the International Classification of Crime for Statistical Purposes (UNODC, version 1.0,
2015): codes of acts, and disaggregating variables by their short names (We, Lc, Mot, SiC, Geo,
DaT for the event, SV and AV for the victim). Codes of acts are the standard's own; classes of
the variables are given here in our words, and a national scheme may divide them otherwise. SDG
16.10.1 is the indicator on killings and other acts against journalists, trade unionists and
human rights defenders (OHCHR, with UNESCO and ILO): victim status, act, perpetrator category,
motivation. A case counts there only when it is verified and motivated by the victim's work or
stand. *No equivalent* is said where there is none; *closest* marks a class that is wider or
narrower than ours.
"""


def document(book: Codebook) -> str:
    """Return the whole page, in Markdown, ending in a newline."""
    parts = [
        f"# Codebook {book.version}",
        "<!-- Written by `python -m vigil.reading.codebook.document`; edit the TOML files "
        "instead. -->",
        f"{book.edition.summary} Released {book.edition.released}.",
        "\n".join(_contents(book)),
        HOW_TO.rstrip(),
        *_inclusion(book),
    ]
    for level, title, about in LEVELS:
        parts += [f"## {title}", about]
        for field in book.at(level):
            parts += _field(book, field)
    parts += ["## Inside dates, places and perpetrators"]
    parts += ["These choices are parts of the compound values above."]
    for field in book.parts.values():
        parts += _field(book, field)
    parts += [*_relations(book), *_rules(book), *_consistency(book)]
    parts += [*_correspondence(book), *_labels(book), *_changes(book)]
    return "\n\n".join(parts) + "\n"


def _contents(book: Codebook) -> Iterator[str]:
    yield "- [How to code](#how-to-code)"
    yield "- [What is included](#what-is-included)"
    for level, title, _ in LEVELS:
        names = ", ".join(f"[{f.label()}](#{f.id})" for f in book.at(level))
        yield f"- [{title}](#{_anchor(title)}): {names}"
    for title in (
        "Inside dates, places and perpetrators",
        "Relations between cases",
        "How values are computed",
        "What must agree",
        "Correspondence with other schemes",
        "Labels in other languages",
        "Changes",
    ):
        yield f"- [{title}](#{_anchor(title)})"


def _inclusion(book: Codebook) -> Iterator[str]:
    inclusion = book.inclusion
    yield "## What is included"
    yield inclusion.introduction.strip()
    for criterion in inclusion.criteria:
        yield f"**{criterion.title}** {criterion.text}"
    yield "### What is left out"
    yield _bullets(inclusion.left_out)
    yield "### Where the criteria come from"
    yield _bullets(inclusion.sources)
    yield "### The headline count"
    headline = inclusion.headline
    yield headline.definition
    yield "The filter, as saved and printed:"
    yield _bullets([f"stage is `{headline.stage}`", *_conditions(headline.where)])
    yield "What a total may count:"
    yield _bullets(f"`{unit}`: {meaning}" for unit, meaning in headline.units.items())


def _field(book: Codebook, field: Field) -> Iterator[str]:
    # A heading's own anchor follows its words; the id is what code and files call the field.
    yield f'<a id="{field.id}"></a>\n\n### {field.label()}'
    traits = [f"`{field.id}`", _shape(field)]
    traits += ["required"] if field.required else []
    traits += ["may be public" if field.public else "**not public**"]
    yield " · ".join(traits)
    yield field.definition
    yield f"*For example:* {field.example}"
    if field.values:
        rows = [(f"`{v.key}`", _label(v), v.definition, v.example) for v in field.values.values()]
        yield _table(("Value", "Label", "Applies when", "Example"), rows)
    if field.notes:
        yield "Boundary cases:\n\n" + _bullets(field.notes)
    yield f"Until adjudicated: {book.rules[field.computed_rule].label()}."


def _label(value: Value) -> str:
    """Name a value; of one that nobody chooses any more, say what old codings mean by it."""
    if value.becomes:
        return f"{value.label()} (retired; read as `{value.becomes}`)"
    return f"{value.label()} (retired)" if value.retired else value.label()


def _shape(field: Field) -> str:
    shape = SHAPES[field.type]
    if field.type == "list":
        kinds = f"each with `name`, {_and(field.parts)}" if field.parts else "of texts"
        shape += f" {'of values of the table' if field.values else kinds}"
    if field.range:
        shape += ", or `low` and `high`"
    if field.minimum is not None and field.maximum is not None:
        shape += f", {field.minimum:g} to {field.maximum:g}"
    return shape


def _relations(book: Codebook) -> Iterator[str]:
    yield "## Relations between cases"
    yield "Read from this case to the other."
    rows = [(f"`{v.key}`", v.label(), v.definition, v.example) for v in book.relations.values()]
    yield _table(("Relation", "Label", "Applies when", "Example"), rows)


def _rules(book: Codebook) -> Iterator[str]:
    yield "## How values are computed"
    yield "The accepted value of a field while nobody has adjudicated. An adjudicated value stands."
    for rule in book.rules.values():
        fields = [f"`{f.id}`" for f in book.fields.values() if f.computed_rule == rule.id]
        used = f" Used for {', '.join(fields)}." if fields else ""
        yield f"**{rule.label().capitalize()}** (`{rule.id}`). {rule.definition}{used}"


def _consistency(book: Codebook) -> Iterator[str]:
    yield "## What must agree"
    yield "A coding that contradicts itself is handed back with these words."
    yield _bullets(
        f"When {' and '.join(_conditions(rule.when))}: {rule.reason}." for rule in book.consistency
    )


def _correspondence(book: Codebook) -> Iterator[str]:
    yield "## Correspondence with other schemes"
    yield SCHEMES.rstrip()
    rows = [row for f in [*book.fields.values(), *book.parts.values()] for row in _mapped(f)]
    yield _table(("Field or value", "ICCS", "SDG 16.10.1"), rows)


def _mapped(field: Field) -> Iterator[tuple[str, ...]]:
    """Yield the field's row, and a row for each value that says more than its field."""
    yield f"**`{field.id}`**", field.mappings["iccs"], field.mappings["sdg_16_10_1"]
    for value in field.values.values():
        if value.mappings != field.mappings:
            yield (
                f"`{field.id}` = `{value.key}`",
                *(_or_same(value, field, scheme) for scheme in ("iccs", "sdg_16_10_1")),
            )


def _or_same(value: Value, field: Field, scheme: str) -> str:
    mapped = value.mappings[scheme]
    return "as the field" if mapped == field.mappings[scheme] else mapped


def _labels(book: Codebook) -> Iterator[str]:
    yield "## Labels in other languages"
    yield "Keys are the same everywhere; forms and pages show these labels."
    rows: list[tuple[str, ...]] = []
    for field in [*book.fields.values(), *book.parts.values()]:
        rows.append((f"**`{field.id}`**", *_in_all(field.labels)))
        rows += [(f"`{v.key}`", *_in_all(v.labels)) for v in field.values.values()]
    rows += [(f"`{v.key}`", *_in_all(v.labels)) for v in book.relations.values()]
    yield _table(("Key", *(LANGUAGE_NAMES[lang] for lang in LANGUAGES)), rows)


def _changes(book: Codebook) -> Iterator[str]:
    yield "## Changes"
    yield f"Version {book.version}, against {book.edition.follows or 'nothing'}:"
    yield _bullets(f"{c.kind.capitalize()}: {c.what} {c.why}" for c in book.edition.changes)
    yield (
        "A version is never edited once codings name it. A change to a value or its meaning makes "
        "a new version; old codings keep theirs and stay readable under it. The desk can change "
        "words and values, and releases the result as a version of its own (1.2.1 follows 1.2). "
        "A new field comes with a new version of the program."
    )


def _in_all(labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(labels[lang] for lang in LANGUAGES)


def _conditions(where: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"`{field}` is {_either(values)}" for field, values in where.items()]


def _either(values: Iterable[str]) -> str:
    return " or ".join(f"`{value}`" for value in values)


def _and(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '\\|') for cell in row)} |" for row in lines)


def _anchor(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(document(current()))
