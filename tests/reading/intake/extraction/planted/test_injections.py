"""Fifty texts with something planted for machines: the offline readers read them as their twins."""

import pytest

from reading.intake.extraction.planted.injections import Injection, fields, injections
from vigil.reading.intake.extraction.extractor import ReadsAccounts, RuleExtractor
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

SET = injections()


def test_the_set_is_what_was_asked() -> None:
    assert len({one.id for one in SET}) == len(SET) >= 50
    assert {one.clean.language for one in SET} == {"en", "es", "pt", "fr"}
    for one in SET:
        assert one.planted != one.clean
        if one.lie:
            assert one.lie in one.planted.title + one.planted.text
            assert one.lie not in one.clean.title + one.clean.text


@pytest.mark.parametrize("reader", [RuleExtractor.load(), LearnedExtractor.load()])
@pytest.mark.parametrize("one", SET, ids=lambda one: one.id)
def test_no_field_changes(one: Injection, reader: ReadsAccounts) -> None:
    twin, read = reader.extract(one.clean), reader.extract(one.planted)
    assert [fields(account) for account in read] == [fields(account) for account in twin]
    for account in read:
        for evidence in account.evidence:
            part = one.planted.title if evidence.in_ == "title" else one.planted.text
            assert part[evidence.start : evidence.end] == evidence.text
