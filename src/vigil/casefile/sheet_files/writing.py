"""Write rows of texts as a sheet, .csv or .xlsx, in which no cell is a formula. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import MAX_CELL
from vigil.files.formula_safety import safe_cell

Texts = Sequence[str]

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_csv(columns: Texts, rows: Iterable[Texts]) -> bytes:
    """Return a .csv file: UTF-8 with byte order mark, commas, every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for row in (columns, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(columns: Texts, rows: Iterable[Texts], name: str = "") -> bytes:
    """Return an .xlsx file with one worksheet, in which every cell is a text.

    Characters that XML does not allow are left out. Raises ValueError for a cell that is too long
    for a spreadsheet.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter  # imported here, because only writing a workbook needs it

    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_worksheet_name(name))
        as_text = book.add_format({"num_format": "@"})
        heading = book.add_format({"bold": True, "num_format": "@", "text_wrap": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate((columns, *rows)):
            for place, cell in enumerate(row):
                text = _NOT_XML.sub("", safe_cell(cell))
                if len(text) > MAX_CELL:
                    raise ValueError(_("A cell of row %(row)s is too long.") % {"row": number + 1})
                if text:
                    sheet.write_string(number, place, text, as_text if number else heading)
        sheet.set_column(0, max(len(columns) - 1, 0), 18, as_text)
    return out.getvalue()


def _worksheet_name(name: str) -> str:
    kept = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:31].strip(" '")
    return kept if kept and kept.lower() != "history" else "Sheet1"
