"""The sources on the page of a case: what is shown of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import pgettext

from vigil.publication.cases.claims import Claims
from vigil.publication.cases.quotes import QuotePart
from vigil.publication.cases.texts import CaseTexts
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import date_text, language_name, publication_date

_WHOLE_DAY: Final = len("2021-07-01")


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

    @property
    def details(self) -> list[str]:
        """The words below the link: date and language, and the publisher below a title."""
        publisher = self.publisher if self.title else ""
        return [part for part in (publisher, self.date, self.language) if part]


def sources_of(public_id: str, claims: Claims, texts: CaseTexts) -> Iterator[ShownSource]:
    """Yield the sources of a public case in the order of a release."""
    for quoted in claims.sources:
        source = quoted.source
        hidden = source.protected in ("address", "both")
        yield ShownSource(
            number=quoted.number,
            publisher=source.publisher,
            title=texts.title_of(source.url, title_of_source(source)),
            date=publication_date(source.date),
            language=language_name(source.language) if source.language else "",
            language_tag=source.language,
            url=source.url,
            captured=date_text(source.captured),
            sha256=source.sha256,
            pieces=quoted.pieces,
            opens_at=reverse("protected_source", args=[public_id, quoted.number]) if hidden else "",
        )


def title_of_source(source: disclosure.Source) -> str:
    """Return the title of a source; a neutral one where its own may not be shown."""
    if source.protected not in ("title", "both"):
        return source.title
    when = publication_date(source.date)
    if not when:
        return pgettext("source", "Report")
    if len(source.date) >= _WHOLE_DAY:
        return pgettext("source", "Report of %(day)s") % {"day": when}
    return pgettext("source", "Report of %(month)s") % {"month": when}
