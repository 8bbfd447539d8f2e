"""Write the form of a call as an XLSForm workbook: the sheets survey, choices and settings."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from vigil.fund.calls.exchange.xlsform_rows import Row, language_column, row_of
from vigil.fund.calls.form_definition import OPTION_KINDS, Field

FIRST: Final = ("type", "name", "list_name")


def xlsform_of(form: Sequence[Field], title: Mapping[str, str], slug: str) -> bytes:
    """Return an .xlsx file of a form. No cell of it is a formula."""
    import xlsxwriter

    settings = {
        "form_title": title.get("en", "") or slug,
        "form_id": slug.replace("-", "_"),
        "default_language": language_column("", "en").removeprefix("::"),
    }
    sheets = {
        "survey": list(survey_rows(form)),
        "choices": list(choice_rows(form)),
        "settings": [settings],
    }
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(_table(rows)):
                for column, text in enumerate(cells):
                    sheet.write_string(at, column, text)
    return stream.getvalue()


def survey_rows(form: Sequence[Field]) -> Iterator[Row]:
    """Yield the rows of `survey`; parts and budgets are groups."""
    kinds = {str(field["key"]): str(field["kind"]) for field in form}
    open_part = False
    for field in form:
        kind = field["kind"]
        if kind == "part" and open_part:
            yield {"type": "end_group"}
        open_part = open_part or kind == "part"
        if kind == "consent":
            yield {"type": "note", "name": f"{field['key']}__text", **_labels(field["text"])}
        yield row_of(field, kinds)
        if kind == "budget":
            yield from _budget_rows(field)
    if open_part:
        yield {"type": "end_group"}


def _budget_rows(field: Field) -> Iterator[Row]:
    for option in field["options"]:
        line = f"{field['key']}__{option['key']}"
        yield {"type": "decimal", "name": line, **_labels(option["label"])}
        yield {"type": "text", "name": f"{line}__for", **_labels(option["label"])}
    yield {"type": "end_group"}


def choice_rows(form: Sequence[Field]) -> Iterator[Row]:
    """Yield the rows of `choices`: a list for each choice, under the key of its field."""
    for field in form:
        if field["kind"] in OPTION_KINDS and field["kind"] != "budget":
            for one in field["options"]:
                yield {"list_name": field["key"], "name": one["key"], **_labels(one["label"])}


def _labels(texts: Mapping[str, str]) -> dict[str, str]:
    return {language_column("label", language): text for language, text in texts.items()}


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    found = dict.fromkeys(title for row in rows for title in row)
    titles = [one for one in FIRST if one in found] + [one for one in found if one not in FIRST]
    yield titles
    for row in rows:
        yield [str(row.get(title, "")) for title in titles]
