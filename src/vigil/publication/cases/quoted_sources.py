"""The sources of a public case, each with the words that may be quoted from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vigil.casefile.disclosure.sources import sources_in_order
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Account, Case
from vigil.publication.cases.quotes import QuotePart, quote
from vigil.publication.policy import disclosure


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """A source of a case, as it may be shown, with the words quoted from it.

    `number` is its place among the sources of a release's line, from 1.
    """

    number: int
    source: disclosure.Source
    pieces: tuple[QuotePart, ...]
    accounts: tuple[Account, ...]

    @property
    def shown(self) -> bool:
        """Whether the source can be shown at all."""
        return bool(self.source.publisher or self.source.url or self.source.protected)

    @property
    def text(self) -> str:
        """The quoted words as they run."""
        return "".join(piece.text for piece in self.pieces)


def quoted_sources(case: Case, withheld: WithheldWords) -> Iterator[QuotedSource]:
    """Yield the sources in the order of a release's line, each with the words quoted from it."""
    quotable = disclosure.quotable(case)
    for number, accounts in enumerate(sources_in_order(disclosure.accounts_of(case)), 1):
        report = accounts[0].report
        yield QuotedSource(
            number=number,
            source=disclosure.public_source(report, withheld),
            pieces=tuple(quote(report.text, _spans(accounts), withheld)) if quotable else (),
            accounts=tuple(accounts),
        )


def _spans(accounts: Iterable[Account]) -> list[tuple[int, int]]:
    return [
        (span["start"], span["end"])
        for account in accounts
        for claim in account.claims.all()
        if disclosure.public_claim(claim)
        for span in claim.spans
        if span.get("in") == "text"
    ]
