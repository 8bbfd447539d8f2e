"""Reports of mail servers that a letter was not delivered, as they write them (RFC 3464)."""

import textwrap


def report(
    uid: str = "0" * 32,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    quoted: str = "text/rfc822-headers",
) -> bytes:
    """Return a report on a letter."""
    return textwrap.dedent(
        f"""\
        From: MAILER-DAEMON@mx.example
        To: post@example.org
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <20261130.1@mx.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="line"

        --line
        Content-Type: text/plain; charset=utf-8

        The letter to casilda@hermanas.example was not delivered.

        --line
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; casilda@hermanas.example
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} no mailbox casilda here

        --line
        Content-Type: {quoted}

        From: post@example.org
        To: casilda@hermanas.example
        Subject: A message for you
        Message-ID: <{uid}@example.org>

        --line--
        """
    ).encode()
