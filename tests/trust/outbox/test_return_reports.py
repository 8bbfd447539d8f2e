"""Reports that a letter was not delivered: what is read of them, and what is not."""

import pytest

from trust.outbox.reports import report
from vigil.trust.models import Letter
from vigil.trust.outbox.causes import cause_of_answer, cause_of_status
from vigil.trust.outbox.return_reports import read_return_report

Cause = Letter.Cause
UID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("quoted", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_the_letter_and_the_class_of_the_reason(quoted: str) -> None:
    read = read_return_report(report(UID, quoted=quoted))
    assert read is not None
    assert (read.uids, read.final, read.cause) == ((UID,), True, Cause.ADDRESS)
    assert "casilda" not in repr(read)


def test_a_report_of_a_delay_is_not_final() -> None:
    read = read_return_report(report(UID, action="delayed", status="4.4.1"))
    assert read is not None
    assert not read.final


def test_a_report_that_quotes_nothing_may_name_the_letter_as_answered() -> None:
    without = report("no id of ours").replace(
        b"To: post@", f"In-Reply-To: <{UID}@x>\nTo: p@".encode()
    )
    read = read_return_report(without)
    assert read is not None
    assert read.uids == (UID,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"From: casilda@hermanas.example\n\nThank you.",
        f"From: x@y.example\nIn-Reply-To: <{UID}@example.org>\n\nOut of office.".encode(),
        report("no id of ours"),
        b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(600)
        ),
    ],
)
def test_what_is_no_report_of_ours_is_none(content: bytes) -> None:
    assert read_return_report(content) is None


def test_a_damaged_report_is_read_or_refused() -> None:
    whole = report(UID)
    for at in range(0, len(whole), 17):
        for noise in (b"", b"\n\n", b"\xff\x00=?", b"--line\n", b"Content-Type: \n"):
            read_return_report(whole[:at] + noise)
            read_return_report(whole[:at] + noise + whole[at:])


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("5.1.1", Cause.ADDRESS),
        ("5.2.2", Cause.MAILBOX),
        ("5.4.4", Cause.SERVER),
        ("5.6.0", Cause.CONTENT),
        ("5.7.26", Cause.POLICY),
        ("5.0.0", Cause.UNKNOWN),
        ("192.5.1.1", Cause.UNKNOWN),
        ("", Cause.UNKNOWN),
    ],
)
def test_causes_are_the_classes_of_rfc_3463(status: str, cause: Letter.Cause) -> None:
    assert cause_of_status(status) == cause


@pytest.mark.parametrize(
    ("code", "said", "cause"),
    [
        (550, b"5.7.1 not from you", Cause.POLICY),
        (552, b"too much", Cause.MAILBOX),
        (550, b"no", Cause.UNKNOWN),
        (553, "no such name", Cause.ADDRESS),
    ],
)
def test_an_answer_says_why(code: int, said: bytes | str, cause: Letter.Cause) -> None:
    assert cause_of_answer(code, said) == cause
