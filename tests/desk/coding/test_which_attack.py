"""The sentence that tells which attack of a report a case is."""

import pytest

from desk.conftest import make_candidate
from factories import AccountFactory, ReportFactory
from vigil.casefile.models import Account
from vigil.desk.coding.which_attack import LONGEST, which_attack

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sentence", "follows"), [("Lo mataron " + "en una calle " * 20, " "), ("字" * 300, "字")]
)
def test_a_long_sentence_is_cut_after_a_whole_word_if_it_has_any(
    sentence: str, follows: str
) -> None:
    report = ReportFactory(text=f"{sentence.strip()}.")
    account: Account = AccountFactory(report=report, part="text", start=0, end=5)
    [passage] = which_attack(make_candidate(account), [account], [], blind=True).passages
    shown = passage.words.removesuffix("…")
    assert LONGEST - 20 < len(passage.words) <= LONGEST
    assert sentence.startswith(shown)
    assert sentence[len(shown)] == follows
