"""A model adapted to decisions: more right on them, the base where nothing is known, kept whole."""

from pathlib import Path

import pytest

from invented_reports import invented
from vigil.reading.intake.screening.adapted_model import load_either
from vigil.reading.intake.screening.adapting import (
    Adapted,
    Decided,
    TooFewDecisionsError,
    adapt,
    read_report,
)
from vigil.reading.intake.screening.model import save
from vigil.reading.intake.screening.screener import Screener
from vigil.reading.records import Report

BASE = Screener.load
FERRY = "{name} was shot dead on the ferry to {town}, police said."
LEVEE = "{name} was shot dead on the levee of {town}, police said."
"""A team for which what happens on ferries is no case of theirs, by words alone."""


def told(words: str, number: int) -> Report:
    name, town = f"Jo Balb{'aeiou'[number % 5]}ro {number}", ("Omaha", "Tulsa")[number % 2]
    return Report(id=f"r{number}", text=words.format(name=name, town=town), language="en")


def decided(number: int) -> list[Decided]:
    return [
        Decided(read_report(told(words, n)), killing, group=f"case {n}")
        for n in range(number)
        for words, killing in ((FERRY, False), (LEVEE, True))
    ]


@pytest.fixture(scope="module")
def adapted() -> Adapted:
    """Return the shipped model, adapted to forty decisions."""
    return adapt(BASE().model, decided(20))


def test_decisions_are_learnt_and_measured_on_cases_held_out(adapted: Adapted) -> None:
    assert (adapted.killings, adapted.others) == (20, 20)
    assert adapted.before.average_precision < 0.9
    assert adapted.after.average_precision > 0.98
    screener = Screener(adapted.model)
    ferry, levee = screener.screen([told(FERRY, 77), told(LEVEE, 78)])
    assert levee.score > ferry.score + 0.2


def test_elsewhere_the_base_speaks(adapted: Adapted) -> None:
    base, now = BASE(), Screener(adapted.model)
    spanish = [one for one in invented(5, 24) if one.report.language == "es" and one.killing]
    assert min(one.score for one in now.screen([one.report for one in spanish])) > 0.5
    quiet = Report(id="q", text="The harbour museum opens on Sunday.", language="en")
    assert now.screen([quiet])[0].score == base.screen([quiet])[0].score


def test_it_is_kept_and_read_again(adapted: Adapted, tmp_path: Path) -> None:
    save(adapted.model, tmp_path / "m.npz")
    again = load_either(tmp_path / "m.npz")
    assert again.digest == adapted.model.digest != BASE().model.digest
    reports = [told(words, n) for n in range(5) for words in (FERRY, LEVEE)]
    assert Screener(again).screen(reports) == Screener(adapted.model).screen(reports)
    assert adapted.model.wide <= BASE().model.wide


def test_what_is_out_of_scope_teaches_signs_and_no_killing() -> None:
    rows = [
        one._replace(organised=n % 2 == 1, killing=one.killing if n < 30 else None)
        for n, one in enumerate(decided(20))
    ]
    made = adapt(BASE().model, rows)
    assert made.killings + made.others == 30
    assert (made.model.targeted.weights == BASE().model.targeted.weights).all()
    assert (made.model.organised.weights != BASE().model.organised.weights).any()


def test_too_few_decisions_teach_nothing() -> None:
    with pytest.raises(TooFewDecisionsError, match="4 killings and 4 others"):
        adapt(BASE().model, decided(4))
