"""Read CAMT.053 bank statements (ISO 20022), versions 02 to 13.

A file with a document type is refused: a statement needs no entities, and entities are how a small
file becomes a large one, or reads other files. Amounts are read as text, never as floats.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from vigil.fund.finance.reading.statement import (
    MAX_BYTES,
    MAX_LINES,
    MAX_TEXT,
    NotALine,
    NotReadable,
    ReadLine,
    ReadProblem,
    ReadStatement,
    minor_of,
)

NAMESPACE: Final = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d{2})")
VERSIONS: Final = range(2, 14)
NO_REFERENCE: Final = ("NOTPROVIDED", "NOT PROVIDED", "NONREF")


def is_xml(content: bytes) -> bool:
    """Say whether a file looks like XML, in any of the encodings that XML is written in."""
    start = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def read_camt(content: bytes) -> list[ReadStatement]:
    """Return the statements of a file, with the problems of single entries.

    Raises NotReadable: the file is too large, no XML, has a document type, or is not camt.053.
    """
    if len(content) > MAX_BYTES:
        raise NotReadable("size")
    root = _root(content)
    found = [_statement(one) for one in root.iter() if _name(one) == "Stmt"]
    if not found:
        raise NotReadable("empty")
    if sum(len(one.lines) + len(one.problems) for one in found) > MAX_LINES:
        raise NotReadable("lines")
    return found


def _root(content: bytes) -> Any:
    from lxml import etree  # here: only an import waits for it

    if b"<!DOCTYPE" in content.replace(b"\0", b""):  # of UTF-16 too
        raise NotReadable("doctype")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError):
        raise NotReadable("xml") from None
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise NotReadable("doctype")
    root = tree.getroot()
    fits = NAMESPACE.fullmatch(etree.QName(root).namespace or "")
    if _name(root) != "Document" or fits is None or int(fits[1]) not in VERSIONS:
        raise NotReadable("camt")
    return root


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, *path: str) -> Any:
    """Return the first element at a path of names below an element, or None."""
    for name in path:
        element = next((one for one in element if _name(one) == name), None)
        if element is None:
            return None
    return element


def _text(element: Any, *path: str) -> str:
    found = _child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _all(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element.iter() if _name(one) == name)


def _statement(element: Any) -> ReadStatement:
    read = ReadStatement(
        account=_account(_child(element, "Acct")),
        currency=_text(element, "Acct", "Ccy"),
        from_day=_day_or_none(_text(element, "FrToDt", "FrDtTm")),
        to_day=_day_or_none(_text(element, "FrToDt", "ToDtTm")),
    )
    for number, entry in enumerate((one for one in element if _name(one) == "Ntry"), 1):
        try:
            read.lines += _lines_of(entry, number)
        except NotALine as error:
            read.problems.append(ReadProblem(number, error.code))
    if not read.currency and read.lines:
        read.currency = read.lines[0].currency
    return read


def _lines_of(entry: Any, number: int) -> list[ReadLine]:
    """Return an entry as one line, or as one line for each of its payments.

    It is split where every payment has its own amount in the currency of the entry, and they come
    to its sum: so a batch of salaries can be matched one by one.
    """
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status and status != "BOOK":
        raise NotALine("pending")
    sign, booked_on = _sign(entry), _booked_on(entry)
    amount = _child(entry, "Amt")
    if amount is None:
        raise NotALine("amount")
    currency = amount.get("Ccy", "")
    minor = minor_of((amount.text or "").strip(), currency)
    details = list(_all(entry, "TxDtls"))
    parts = [_amount_of(one, currency) for one in details]
    bank = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    if len(details) > 1 and None not in parts and sum(p for p in parts if p) == minor:
        return [
            _line(entry, [one], number, booked_on, sign * (part or 0), currency, f"{bank}/{n}")
            for n, (one, part) in enumerate(zip(details, parts, strict=True), 1)
        ]
    return [_line(entry, details, number, booked_on, sign * minor, currency, bank)]


def _line(
    entry: Any,
    details: list[Any],
    number: int,
    booked_on: date,
    minor: int,
    currency: str,
    reference: str,
) -> ReadLine:
    side = "Cdtr" if minor < 0 else "Dbtr"
    said: dict[str, None] = {}
    accounts = []
    for one in details:
        for party in _all(one, side):
            said |= dict.fromkeys((found.text or "").strip() for found in _all(party, "Nm"))
        accounts += [_account(found) for found in _all(one, f"{side}Acct")]
        end_to_end = _text(one, "Refs", "EndToEndId")
        if end_to_end and end_to_end.upper() not in NO_REFERENCE:
            said[end_to_end] = None
        for name in ("Ustrd", "AddtlRmtInf", "AddtlTxInf"):
            said |= dict.fromkeys((found.text or "").strip() for found in _all(one, name))
        for found in _all(one, "CdtrRefInf"):
            said[_text(found, "Ref")] = None
    said[_text(entry, "AddtlNtryInf")] = None
    text = " · ".join(one for one in said if one)[:MAX_TEXT]
    account = next((one for one in accounts if one), "") if len(details) == 1 else ""
    return ReadLine(number, booked_on, minor, currency, text, account[:64], reference[:80])


def _sign(entry: Any) -> int:
    """Return -1 for money that left. A reversed entry states the way its own money went."""
    way = _text(entry, "CdtDbtInd")
    if way not in ("DBIT", "CRDT"):
        raise NotALine("sign")
    return -1 if way == "DBIT" else 1


def _booked_on(entry: Any) -> date:
    for name in ("BookgDt", "ValDt"):
        for kind in ("Dt", "DtTm"):
            if found := _day_or_none(_text(entry, name, kind)):
                return found
    raise NotALine("day")


def _amount_of(detail: Any, currency: str) -> int | None:
    """Return the amount of one payment of an entry, if it is in the entry's currency."""
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        found = _child(detail, *path)
        if found is not None and found.get("Ccy") == currency:
            return minor_of((found.text or "").strip(), currency)
    return None


def _account(element: Any) -> str:
    if element is None:
        return ""
    return _text(element, "Id", "IBAN") or _text(element, "Id", "Othr", "Id")


def _day_or_none(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None
