"""Texts compared word by word, and tokens as chips."""

import pytest

from outlook.factories_report import COUNTED, an_edition, begun, chair, counted
from vigil.outlook.models import Paragraph
from vigil.outlook.reports.editor.chips import chips_of
from vigil.outlook.reports.editor.comparing import Stretch, changes_since, compared
from vigil.outlook.reports.verbs import writing
from witness.people_factories import killed


def test_words_are_compared_and_tokens_stay_whole() -> None:
    assert compared("In {number:a.b} cases.", "In {number:a.c} of the cases.") == [
        Stretch("same", "In "),
        Stretch("removed", "{number:a.b}"),
        Stretch("added", "{number:a.c} of the"),
        Stretch("same", " cases."),
    ]
    assert compared("", "") == []


@pytest.mark.django_db
def test_the_draft_is_compared_with_the_last_edition() -> None:
    by = chair()
    edition = an_edition(by)
    assert list(changes_since(edition.report, edition)) == []
    first, second = Paragraph.objects.order_by("pk")
    writing.write_paragraph(first, COUNTED.replace("known", "counted"), by=by)
    writing.remove_paragraph(second, by=by)
    new = counted(edition.report, by, "New words: {number:cases}.")
    found = {one.uid: one.what for one in changes_since(edition.report, edition)}
    assert found == {first.uid: "changed", second.uid: "removed", new.uid: "added"}


@pytest.mark.django_db
def test_a_chip_says_the_number_and_what_it_is() -> None:
    by = chair()
    killed("Somebody Else")
    block = counted(begun(by), by)
    chips = {one.token: one for one in chips_of(block.text, block.bases.all())}
    assert chips["{number:cases.killed}"].shown == "1"
    assert "people killed" in chips["{number:cases.killed}"].label
    [named] = chips_of("{name:Resolution 1325}", [])
    assert (named.kind, named.shown) == ("name", "Resolution 1325")
