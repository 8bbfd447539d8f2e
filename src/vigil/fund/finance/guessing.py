"""Guess which column of a CSV file is what, so that a person has less to choose."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from vigil.fund.finance.reading.csv_files import DAY_FORMATS, Columns, Sheet, read_lines

NAMES: Final[Mapping[str, str]] = {
    "day": r"booking|date|datum|fecha|data\b|buchung|fech|jour",
    "debit": r"debit|débit|debe|cargo|soll|withdraw|saída|retiro|paid out",
    "credit": r"credit|crédit|haber|abono|haben|deposit|entrada|paid in",
    "amount": r"amount|betrag|importe|montant|valor|monto|umsatz",
    "currency_column": r"currency|ccy|währung|divisa|devise|moeda|moneda",
    "account": r"iban|account|konto|cuenta|compte|conta",
    "reference": r"reference|referenz|referencia|référence|transaction id|nr\b",
    "texts": r"name|payee|text|purpose|verwendung|beneficiar|concepto|descri|libell|histór|details",
}
"""What columns are called, in the languages in which banks export."""
SAMPLE: Final = 20


def guess(sheet: Sheet) -> dict[str, Any]:
    """Return what the form of the columns shows at first."""
    found: dict[str, Any] = {"texts": []}
    for n, name in enumerate(sheet.header):
        kind = next((k for k, words in NAMES.items() if re.search(words, name.casefold())), "")
        if kind == "texts":
            found["texts"].append(str(n))
        elif kind and kind not in found:
            found[kind] = str(n)
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
    else:
        found.pop("debit", None)
        found.pop("credit", None)
    return found | _written(sheet, found)


def _written(sheet: Sheet, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the day format and decimal sign by which most of the first rows can be read."""
    if "day" not in found or not {"amount", "debit"} & found.keys():
        return {}
    amount, debit, credit = (
        int(found[name]) if name in found else None for name in ("amount", "debit", "credit")
    )
    base = Columns(
        day=int(found["day"]),
        day_format=DAY_FORMATS[0],
        decimal=".",
        amount=amount,
        debit=debit,
        credit=credit,
        currency="USD",
    )
    first = Sheet(sheet.header, sheet.rows[:SAMPLE])
    ways = [replace(base, day_format=day, decimal=sign) for day in DAY_FORMATS for sign in ".,"]
    best = max(ways, key=lambda one: len(read_lines(first, one).lines))
    return {"day_format": best.day_format, "decimal": best.decimal}
