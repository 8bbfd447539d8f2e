"""The sources on the page of a case: what is shown of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from vigil.publication.cases.claims import Claims
from vigil.publication.cases.quotes import QuotePart
from vigil.publication.record.labels import date_text, language_name, publication_date


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source and the words quoted from it. `number` is its position among a release's sources.

    `opens_at` is an address of ours that leads to a source whose own address is not shown.
    """

    number: int
    publisher: str
    title: str
    date: str
    language: str
    language_tag: str
    url: str
    captured: str
    sha256: str
    pieces: tuple[QuotePart, ...] = ()
    opens_at: str = ""
    place: str = ""
    """Its number among sources that look alike ("report 1 of 2")."""
    apart: str = ""
    """What to show beside publisher and day where another source shares them."""

    @property
    def details(self) -> list[str]:
        """The words below the link: date and language, and the publisher below a title."""
        publisher = self.publisher if self.title else ""
        return [part for part in (publisher, self.date, self.place, self.language) if part]


def sources_of(public_id: str, claims: Claims) -> Iterator[ShownSource]:
    """Yield the sources of a public case in the order of a release."""
    for quoted in claims.sources:
        source, label = quoted.source, claims.labels[quoted.number]
        hidden = source.protected in ("address", "both")
        yield ShownSource(
            number=quoted.number,
            publisher=source.publisher,
            title=label.title,
            date=publication_date(source.date),
            language=language_name(source.language) if source.language else "",
            language_tag=source.language,
            url=source.url,
            captured=date_text(source.captured),
            sha256=source.sha256,
            pieces=quoted.pieces,
            opens_at=reverse("protected_source", args=[public_id, quoted.number]) if hidden else "",
            place=label.place,
            apart=label.apart,
        )
