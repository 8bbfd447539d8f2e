"""A draft as the parts that go out in a .docx file and come back. Read from the tables."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.outlook.models import OutlookReport, Paragraph
from vigil.outlook.reports.likelihood import Scale, scale_in
from vigil.outlook.reports.token_filling import VALUE, ReadBasis, read_basis
from vigil.outlook.reports.tokens import BadToken, Token, split_tokens
from vigil.outlook.reports.word_files.bracketed_tokens import normal, with_values

SECTION, PARAGRAPH = "_s", "_p"


@dataclass(frozen=True)
class DraftPart:
    """A heading or a paragraph of a draft. `depth` is 0 for a paragraph.

    `text` is what is stored, `shown` what stands in the file. `hidden` parts are not in the file.
    """

    uid: str
    text: str
    shown: str
    depth: int = 0
    kind: str = ""
    n: int = 0
    hidden: bool = False
    values: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Return the name of its bookmark: what it is, its uid, and the digest of its text."""
        return f"{SECTION if self.depth else PARAGRAPH}{self.uid}{digest(self.text)}"


def digest(text: str) -> str:
    """Return six hexadecimal digits of SHA-256 over a text. A bookmark has 40 characters."""
    return hashlib.sha256(normal(text).strip().encode()).hexdigest()[:6]


def parts_of(report: OutlookReport) -> list[DraftPart]:
    """Return the headings and paragraphs of a draft, in order. Withdrawn ones are hidden."""
    with override(report.language):
        return list(_parts(report))


def _parts(report: OutlookReport) -> Iterator[DraftPart]:
    scale = scale_in(report.language)
    n = 0
    rows = report.sections.prefetch_related("paragraphs__bases", "paragraphs__picture")
    for section in rows:
        heading = section.heading
        yield DraftPart(
            section.uid, heading, heading, section.depth, hidden=bool(section.withdrawals)
        )
        for row in section.paragraphs.all():
            hidden = bool(row.withdrawals)
            n += not hidden
            values = {} if hidden else dict(_values(row, scale))
            yield DraftPart(
                row.uid,
                row.text,
                _picture(row) or with_values(row.text, values),
                kind=row.kind,
                n=n,
                hidden=hidden,
                values=values,
            )


def _picture(row: Paragraph) -> str:
    """Return what stands for a picture in the file; empty for other paragraphs."""
    if row.kind != Paragraph.Kind.PICTURE:
        return ""
    picture = getattr(row, "picture", None)
    said = "" if picture is None else picture.caption or picture.alt
    return _("[Picture: %(caption)s]") % {"caption": said or "–"}


def _values(row: Paragraph, scale: Scale) -> Iterator[tuple[str, str]]:
    """Yield each token of a paragraph as it is written, with the value that it has today."""
    grounds = {one.key: read_basis(one) for one in row.bases.all()}
    try:
        tokens = [one for one in split_tokens(row.text) if isinstance(one, Token)]
    except BadToken:
        return
    for token in tokens:
        if token.kind != "name" and token.key in grounds:
            name = f".{token.name}" if token.name else ""
            yield f"{{{token.kind}:{token.key}{name}}}", _value(token, grounds[token.key], scale)


def _value(token: Token, ground: ReadBasis, scale: Scale) -> str:
    now = ground.now
    if now is None:
        return ""
    if token.kind == "number":
        first = now.numbers.get(VALUE) or next(iter(now.numbers.values()), None)
        found = now.numbers.get(token.name) if token.name else first
        return "" if found is None else found.shown
    if token.kind == "term":
        term = None if now.probability is None else scale.term_for(now.probability)
        return token.name or ("" if term is None else term.text)
    return now.label
