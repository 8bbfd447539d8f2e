"""How many an attack killed and injured: invented reports in seven languages, and any text."""

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from each import each
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.records import Count, Report

REPORTS = tomllib.loads((Path(__file__).parent / "counts.toml").read_text("utf-8"))["report"]
FIELDS = ("title", "text", "language", "published")


def bounds(said: Any) -> Count | None:
    """Return the number a report is marked with: one for all bounds, or three."""
    if said is None:
        return None
    three = said if isinstance(said, list) else [said] * 3
    low, best, high = (None if one == "-" else one for one in three)
    return Count(low=low, best=best, high=high)


@each("case", REPORTS, lambda case: case["id"])
def test_how_many_were_killed_and_injured(case: dict[str, Any]) -> None:
    report = Report(id="r", **{field: case[field] for field in FIELDS if field in case})
    accounts = LearnedExtractor.load().extract(report)
    assert len(accounts) == 1
    assert accounts[0].killed == bounds(case.get("killed"))
    assert accounts[0].injured == bounds(case.get("injured"))


SENTENCES = st.sampled_from([case["text"] for case in REPORTS])
TITLES = st.sampled_from(["", *(case["title"] for case in REPORTS if "title" in case)])


@given(TITLES, st.lists(SENTENCES, min_size=1, max_size=3))
def test_bounds_are_in_order_and_have_their_words(title: str, texts: list[str]) -> None:
    report = Report(id="r", title=title, text=" ".join(texts))
    for account in LearnedExtractor.load().extract(report):
        for field, number in (("/killed", account.killed), ("/injured", account.injured)):
            said = [e for e in account.evidence if e.field == field]
            assert bool(said) is (number is not None)
            for e in said:
                part = report.title if e.in_ == "title" else report.text
                assert part[e.start : e.end] == e.text
            if number is not None:
                known = [n for n in (number.low, number.best, number.high) if n is not None]
                assert known
                assert known == sorted(known)
                assert min(known) >= 0
