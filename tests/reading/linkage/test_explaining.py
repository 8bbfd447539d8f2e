"""What a probability rests on, as codes."""

import numpy as np

from reading.linkage.samples import account, report
from vigil.reading.linkage.explaining import ScoreReason, explain
from vigil.reading.linkage.linking import batch_of
from vigil.reading.linkage.model import shipped_model
from vigil.reading.records import Account, Report


def why(one: Account, two: Account, reports: dict[str, Report]) -> list[ScoreReason]:
    batch = batch_of([one, two], reports)
    return explain(batch, np.array([0]), np.array([1]), shipped_model())[0]


def test_a_name_is_told() -> None:
    one = account("a", ["Ana Torres"], "2021-05-03", "Veracruz", 40)
    two = account("b", ["Ana Torres"], "2021-05-03", "Boca del Rio", 40)
    told = why(one, two, {"a": report("a", "Ana Torres"), "b": report("b", "Ana Torres")})
    assert told[0] == ScoreReason("same_name")
    assert ScoreReason("unproven") not in told


def test_a_day_and_a_place_are_told_where_nobody_is_named() -> None:
    one = account("a", (), "2021-05-03", "Veracruz", 40)
    two = account("b", (), "2021-05-03", "Veracruz", 40)
    told = why(one, two, {"a": report("a", "a man"), "b": report("b", "a man")})
    assert {"same_day", "same_place"} <= {reason.code for reason in told}


def test_what_lacks_evidence_says_so_and_how_far_apart_the_days_are() -> None:
    one = account("a", (), "2021-05-03", "Veracruz")
    two = account("b", (), "2021-05-23", "Veracruz")
    told = why(one, two, {"a": report("a", "a man"), "b": report("b", "a man")})
    assert told[-1] == ScoreReason("unproven")
    assert ScoreReason("days_apart", 20) in told


def test_two_accounts_of_one_report_say_so_first() -> None:
    one = account("a", ["Ana Torres"], "2021-05-03", "Veracruz")
    two = Account(report_id="a", account=2, key="a#text:1-2", score=0.9, victims=one.victims)
    told = why(one, two, {"a": report("a", "Ana Torres was shot.")})
    assert told[:2] == [ScoreReason("one_report"), ScoreReason("same_name")]
