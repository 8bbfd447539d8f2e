"""Import bank statements, each file and each line once.

What a line says (names, accounts, references) is sealed in the vault; the tables hold days, amounts
and digests.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import MANAGE_FINANCE
from vigil.fund.finance import matching
from vigil.fund.finance.reading import camt, csv_files
from vigil.fund.finance.reading.statement import NotReadable, ReadLine, ReadStatement
from vigil.fund.models import BankStatement, ColumnChoice, StatementLine
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.models import new_uid
from vigil.trust.vault.verbs.sealing import (
    open_sealed,
    open_to_act,
    seal,
    seal_many,
    sealed_for,
    shred,
)

KIND: Final = "bank_statement"
LINE: Final = "statement_line"
CAMT, CSV = "camt053", "csv"
FILE, ACCOUNT, TEXT = "file", "account", "text"
State = BankStatement.State


def import_statement(content: bytes, *, by: User) -> list[BankStatement]:
    """Import a file: CAMT.053, or CSV. It is read before the transaction.

    A CSV file whose columns nobody chose yet waits, sealed, for `choose_columns`. A camt file may
    hold statements of several accounts. Raises NotAllowed; Unfit if the file cannot be read, with
    what to do; NotPossible if it was imported before.
    """
    require(by, MANAGE_FINANCE)
    digest = hashlib.sha256(content).hexdigest()
    if BankStatement.objects.filter(digest=_digest(digest, 0)).exists():
        raise NotPossible(_("This file was imported before. Nothing was changed."))
    try:
        if camt.is_xml(content):
            return _keep_all(camt.read_camt(content), digest, by)
        sheet = csv_files.read_sheet(content)
        known = ColumnChoice.objects.filter(header=sheet.key).first()
        if known is None:
            return [_wait(content, digest, by)]
        read = csv_files.read_lines(sheet, csv_files.Columns.of(known.columns))
    except NotReadable as error:
        raise Unfit(refusal(error.code), "file") from None
    return [_keep_csv(read, digest, by)]


def choose_columns(
    statement: BankStatement, columns: csv_files.Columns, *, by: User
) -> BankStatement:
    """Import a CSV file that waits, by the columns that a person chose; remember the choice.

    Raises NotAllowed; Unfit if no row can be read with these columns; NotPossible if it was
    imported already.
    """
    require(by, MANAGE_FINANCE)
    with transaction.atomic():
        sheet = _sheet_of(_waiting(statement), by=None)
    read = csv_files.read_lines(sheet, columns)
    if not read.lines:
        raise Unfit(
            _("No row can be read with these columns. Check the way days and amounts are written."),
            "day_format",
        )
    matching.marks_of(read.lines)
    return _import_waiting(statement, sheet, columns, read, by)


@transaction.atomic
def _import_waiting(
    statement: BankStatement,
    sheet: csv_files.Sheet,
    columns: csv_files.Columns,
    read: ReadStatement,
    by: User,
) -> BankStatement:
    row = _waiting(statement)
    defaults = {"columns": columns.plain(), "by": by}
    ColumnChoice.objects.update_or_create(header=sheet.key, defaults=defaults)
    for sealed in sealed_for(KIND, row.uid):
        shred(sealed, by=None, why="the file was imported")
    return _fill(row, read, by)


@transaction.atomic
def open_sheet(statement: BankStatement, *, by: User) -> csv_files.Sheet:
    """Open a CSV file that waits, to choose its columns; the opening is recorded.

    Raises NotAllowed, NotPossible.
    """
    require(by, MANAGE_FINANCE)
    return _sheet_of(_waiting(statement), by=by)


@transaction.atomic
def discard(statement: BankStatement, *, by: User) -> None:
    """Delete a CSV file that waits, such as a wrong one. Raises NotAllowed, NotPossible."""
    require(by, MANAGE_FINANCE)
    row = _waiting(statement)
    for sealed in sealed_for(KIND, row.uid):
        shred(sealed, by=None, why="the file was discarded")
    record("discard_statement", KIND, row.uid, by=by)
    row.delete()


@transaction.atomic
def open_texts(lines: Iterable[StatementLine], *, by: User, why: str) -> dict[int, str]:
    """Open what the bank says of these lines, by their keys; each opening is recorded.

    Lines that may name a party of whom `by` may not know stay closed. Raises NotAllowed;
    NotPossible if the reason is missing.
    """
    require(by, MANAGE_FINANCE)
    asked = list(lines)
    closed = matching.closed_to(asked, by=by)
    return {
        line.pk: open_sealed(sealed, by=by, why=why)
        for line in asked
        if line.pk not in closed
        for sealed in sealed_for(LINE, line.uid)
    }


def refusal(code: str) -> str:
    """Return why a file cannot be read, and what to do."""
    return {
        "size": _("This file is larger than 10 MB. Export fewer months at once."),
        "lines": _("This file has more than 20,000 lines. Export fewer months at once."),
        "xml": _("This is not a complete XML file. Export it from the bank again."),
        "doctype": _(
            "This file has a document type, which a bank statement never needs. It was not read. "
            "Ask the bank for a plain CAMT.053 file."
        ),
        "camt": _(
            "This is not a CAMT.053 bank statement of version 02 to 13. Export it as CAMT.053 or "
            "CSV."
        ),
        "empty": _("There is no statement in this file. Export it from the bank again."),
        "encoding": _("The letters of this file cannot be read. Save it as CSV in UTF-8."),
        "csv": _("This is not a CSV file. Export it from the bank as CSV or CAMT.053."),
        "header": _(
            "No row with the names of the columns was found. The first rows must name them."
        ),
    }[code]


def _keep_all(read: list[ReadStatement], digest: str, by: User) -> list[BankStatement]:
    for one in read:
        matching.marks_of(one.lines)  # slow digests, which are kept until they are stored
    with transaction.atomic():
        rows = []
        for n, one in enumerate(read):
            row = BankStatement.objects.create(digest=_digest(digest, n), kind=CAMT, by=by)
            if one.account:
                seal(KIND, row.uid, ACCOUNT, one.account, by=by)
            rows.append(_fill(row, one, by))
        return rows


def _keep_csv(read: ReadStatement, digest: str, by: User) -> BankStatement:
    matching.marks_of(read.lines)
    with transaction.atomic():
        row = BankStatement.objects.create(digest=_digest(digest, 0), kind=CSV, by=by)
        return _fill(row, read, by)


@transaction.atomic
def _wait(content: bytes, digest: str, by: User) -> BankStatement:
    row = BankStatement.objects.create(
        digest=_digest(digest, 0), kind=CSV, state=State.WAITING, by=by
    )
    seal(KIND, row.uid, FILE, content.decode("latin-1"), by=by)
    return row


def _fill(row: BankStatement, read: ReadStatement, by: User) -> BankStatement:
    """Keep the lines that no earlier statement had, and seal what they say."""
    digests = _digests(read)
    known = set()
    for start in range(0, len(digests), 500):
        some = digests[start : start + 500]
        found = StatementLine.objects.filter(digest__in=some)
        known |= set(found.values_list("digest", flat=True))
    new = [
        (line, digest)
        for line, digest in zip(read.lines, digests, strict=True)
        if digest not in known
    ]
    row.state, row.currency = State.IMPORTED, read.currency[:3]
    row.from_day, row.to_day = read.span()
    row.problems = [[one.number, one.code] for one in read.problems]
    row.known = len(read.lines) - len(new)
    row.save()
    marks = matching.marks_of([line for line, _digest in new])
    made = StatementLine.objects.bulk_create(
        StatementLine(
            statement=row,
            uid=new_uid(),
            number=number,
            digest=digest,
            booked_on=line.booked_on,
            minor=line.minor,
            currency=line.currency,
            account_digest=mark.account,
            reference_digest=mark.reference,
        )
        for number, ((line, digest), mark) in enumerate(zip(new, marks, strict=True), 1)
    )
    texts = {one.uid: _said(line) for one, (line, _d) in zip(made, new, strict=True)}
    seal_many(LINE, TEXT, {uid: text for uid, text in texts.items() if text}, by=by)
    after = {
        "lines_new": len(made),
        "lines_known": row.known,
        "lines_not_read": len(row.problems),
    }
    record("import_statement", KIND, row.uid, by=by, after=after)
    return row


def _said(line: ReadLine) -> str:
    return " · ".join(filter(None, (line.text, line.account, line.reference)))


def _digests(read: ReadStatement) -> list[str]:
    """Return a keyed digest of each line; equal lines of one file are counted, and so differ."""
    seen: Counter[str] = Counter()
    found = []
    for line in read.lines:
        said = [str(line.booked_on), line.minor, line.currency, line.text, line.account]
        whole = json.dumps([read.account, *said, line.reference])
        seen[whole] += 1
        found.append(_keyed(f"{whole} {seen[whole]}"))
    return found


def _digest(of_file: str, n: int) -> str:
    return _keyed(f"{of_file} {n}")


def _keyed(text: str) -> str:
    return salted_hmac("vigil.fund.finance", text, algorithm="sha256").hexdigest()


def _waiting(statement: BankStatement) -> BankStatement:
    row = BankStatement.objects.select_for_update().get(pk=statement.pk)
    if row.state != State.WAITING:
        raise NotPossible(_("This statement was imported already."))
    return row


def _sheet_of(row: BankStatement, *, by: User | None) -> csv_files.Sheet:
    """Open the sealed file; without a user it is opened for the program itself."""
    sealed = next(one for one in sealed_for(KIND, row.uid) if one.field == FILE)
    if by is not None:
        text = open_sealed(sealed, by=by, why="to choose its columns")
    else:
        text = open_to_act(sealed, why="to choose its columns")
    return csv_files.read_sheet(text.encode("latin-1"))


LOG: Final = LogWords(
    verbs={
        "discard_statement": pgettext_lazy("decision", "discard a bank statement"),
        "import_statement": pgettext_lazy("decision", "import a bank statement"),
    },
    kinds={
        "bank_statement": pgettext_lazy("decision", "bank statement"),
        "statement_line": pgettext_lazy("decision", "line of a bank statement"),
    },
    parts={
        "lines_known": pgettext_lazy("decision", "lines imported before"),
        "lines_new": pgettext_lazy("decision", "lines imported"),
        "lines_not_read": pgettext_lazy("decision", "lines that could not be read"),
    },
    reasons={
        "the file was discarded": pgettext_lazy("decision", "the file was discarded"),
        "the file was imported": pgettext_lazy("decision", "the file was imported"),
        "to choose its columns": pgettext_lazy("decision", "to choose its columns"),
    },
)
