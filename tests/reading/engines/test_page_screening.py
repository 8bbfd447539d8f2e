"""Pages to screened reports: in order, bad ones named, what is kept read with care."""

import pytest

from vigil.reading.engines import page_screening
from vigil.reading.engines.page_screening import ScreenedPage, StoredPage, screen_pages
from vigil.reading.intake.documents import Document, read_document
from vigil.reading.records import Rejected

KILLING = (
    "A journalist was shot dead by gunmen outside his home in Tumaco on Monday, police said. "
    "Two men on a motorcycle fired at Juan Pérez, 45, who had reported on drug trafficking."
)
MATCH = "The harbour club won its match by two goals on Sunday, before a crowd of two thousand."


def page(number: int, text: str) -> StoredPage:
    html = (
        f"<html lang=en><head><title>Story {number}</title></head><body><nav>Home</nav><article>"
        f"<p>{text}</p></article></body></html>"
    )
    return StoredPage(id=f"p{number}", content=html.encode(), url=f"https://example.org/{number}")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_page_is_answered_in_its_place(workers: int) -> None:
    pages = [page(0, KILLING), StoredPage(id="bad", content=b"%PDF-1.7\n\0"), page(1, MATCH)]
    first, bad, last = screen_pages(pages, workers=workers)
    assert isinstance(first, ScreenedPage)
    assert first.screening.relevant
    assert first.screening.id == first.report.id == "p0"
    assert first.report.url == "https://example.org/0"
    assert isinstance(bad, Rejected)
    assert bad.source == "bad"
    assert isinstance(last, ScreenedPage)
    assert not last.screening.relevant


def test_only_what_is_kept_is_read_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    careful: list[str] = []

    def watched(content: bytes, **how: object) -> Document:
        if how.pop("careful"):
            careful.append(content.decode())
        return read_document(content)

    monkeypatch.setattr(page_screening, "read_document", watched)
    list(screen_pages([page(0, KILLING), page(1, MATCH)], workers=1))
    assert len(careful) == 1
    assert KILLING in careful[0]
