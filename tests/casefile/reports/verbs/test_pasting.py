"""Pages whose links people paste."""

import pytest

from factories import coder
from vigil.casefile.reports.verbs.pasting import admit_pasted
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Report

pytestmark = pytest.mark.django_db


def test_a_pasted_page_is_kept_whatever_the_screening_says() -> None:
    text = "The harbour festival opened on Thursday with music and a parade of boats."
    page = Collected(
        report=Report(id="https://news.example/festival", text=text, title="Festival opens"),
        raw_sha256="0" * 64,
    )
    cases = admit_pasted(page, by=coder())
    assert len(cases) == 1
    assert cases[0].title == "Festival opens"
