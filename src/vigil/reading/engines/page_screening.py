"""From saved pages to screened reports, on the cores of this machine.

Every page is read fast; what the screening keeps is read again with care, and screened again on
the better text. So the careful reader, twenty times slower, sees about one page in a hundred of
a raw stream, and links to other stories beside an article do not make it relevant.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import batched

from msgspec import Struct

from vigil.reading.engines.local import map_ordered
from vigil.reading.intake.documents import BadDocumentError, read_document
from vigil.reading.intake.screening import Screener
from vigil.reading.records import Rejected, Report, Screening

BATCH = 32
"""Pages a batch: some five megabytes on their way to a process."""


class StoredPage(Struct, frozen=True, kw_only=True):
    """A page as it was stored. `url` and `charset` are what is known of it from elsewhere."""

    id: str
    content: bytes
    url: str = ""
    charset: str = ""
    outlet: str = ""
    country: str = ""


class ScreenedPage(Struct, frozen=True, kw_only=True):
    """What was read of a page, and what screening says of it; `remarks` on what was lost."""

    report: Report
    screening: Screening
    remarks: tuple[str, ...] = ()


def screen_pages(
    pages: Iterable[StoredPage], *, workers: int | None = None, careful: bool = True
) -> Iterator[ScreenedPage | Rejected]:
    """Read and screen pages, one answer each, in their order.

    A page that cannot be read is answered as `Rejected`, its id as the source. `workers`
    defaults to the number of cores; with one all happens in this process. Unless `careful`,
    what is relevant is not read again.
    """
    stage = map_ordered(
        partial(_screen_batch, careful),
        batched(pages, BATCH),
        workers=workers or os.cpu_count() or 1,
        start=_load,
    )
    for answers in stage:
        yield from answers


_screener: Screener | None = None


def _load() -> None:
    global _screener
    if _screener is None:
        _screener = Screener.load()


def _screen_batch(careful: bool, pages: Sequence[StoredPage]) -> list[ScreenedPage | Rejected]:
    assert _screener is not None
    found = [_read(page, careful=False) for page in pages]
    reports = [one.report for one in found if isinstance(one, _Read)]
    screenings = iter(_screener.screen(reports))
    answers: list[ScreenedPage | Rejected] = []
    for page, one in zip(pages, found, strict=True):
        if isinstance(one, Rejected):
            answers.append(one)
            continue
        screening = next(screenings)
        if careful and screening.relevant:
            again = _read(page, careful=True)
            if isinstance(again, _Read):
                one, (screening,) = again, _screener.screen([again.report])
        answers.append(ScreenedPage(report=one.report, screening=screening, remarks=one.remarks))
    return answers


class _Read(Struct, frozen=True):
    report: Report
    remarks: tuple[str, ...]


def _read(page: StoredPage, *, careful: bool) -> _Read | Rejected:
    try:
        document = read_document(page.content, url=page.url, charset=page.charset, careful=careful)
    except BadDocumentError as error:
        return Rejected(source=page.id, line=0, reason=str(error))
    report = Report(
        id=page.id,
        text=document.text,
        url=document.canonical_url or page.url,
        outlet=page.outlet or document.outlet,
        title=document.title,
        published=document.published,
        language=document.language,
        country=page.country,
    )
    return _Read(report, document.remarks)
