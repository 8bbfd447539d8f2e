"""Bank files for tests, in the shapes that banks write."""

from collections.abc import Sequence

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


def entry(
    amount: str = "500.00",
    currency: str = "USD",
    way: str = "DBIT",
    on: str = "2026-11-20",
    details: str = "",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    reference: str = "R1",
) -> str:
    """Return one entry of a statement."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def details(
    name: str = "Payee", iban: str = "", said: str = "", amount: str = "", currency: str = "USD"
) -> str:
    """Return the details of one payment of an entry."""
    own = f'<Amt Ccy="{currency}">{amount}</Amt>' if amount else ""
    account = f"<CdtrAcct><Id><IBAN>{iban}</IBAN></Id></CdtrAcct>" if iban else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{own}"
        f"<RltdPties><Cdtr><Pty><Nm>{name}</Nm></Pty></Cdtr>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{said}</Ustrd></RmtInf></TxDtls>"
    )


def camt(*entries: str, version: str = "08", account: str = "NO9386011117947") -> bytes:
    """Return a CAMT.053 file with one statement of these entries."""
    return document(statement(entries, account), version)


def statement(entries: Sequence[str], account: str = "NO9386011117947") -> str:
    """Return one statement."""
    return (
        f"<Stmt><Id>1</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>USD</Ccy></Acct>"
        f"{''.join(entries)}</Stmt>"
    )


def document(statements: str, version: str = "08") -> bytes:
    """Return a file of these statements."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{statements}</BkToCstmrStmt></Document>"
    ).encode()
