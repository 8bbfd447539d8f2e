"""What the linking left in doubt is written as a whole, and goes when it is no doubt any more."""

from typing import Any

import pytest

from factories import CandidateFactory, CaseDoubtFactory, CaseFactory, adjudicator, coder
from readings import read_report
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.linking.index import current_linking, index_folder
from vigil.casefile.linking.verbs import doubts
from vigil.casefile.linking.verbs.doubts import write_doubts
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.verbs import keep_apart
from vigil.casefile.models import Case, CaseDoubt, Stage
from vigil.casefile.reports.verbs.admitting import admit
from vigil.reading.engines.linking.index import ProposedCases
from vigil.reading.linkage.records import Doubt
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


def doubted(case: Case) -> list[tuple[Case, float]]:
    """Return the cases in doubt with one, and how likely each is the same."""
    return [(other, doubt.probability) for other, doubt in KnownSigns(case).doubted]


DOUBTFUL: dict[str, Any] = {"victim": "Ríos", "town": "Boca Prueba", "day": "2019-03-08"}
KEYS = [f"r{number}#text:0-9" for number in range(5)]


@pytest.fixture
def candidates() -> list[Case]:
    return [CandidateFactory(key=key) for key in KEYS]


def linking(*doubts: tuple[str, str, float], opened: tuple[Case, ...] = ()) -> ProposedCases:
    """Make an answer of the linking: candidates under KEYS, these opened cases, these doubts."""
    pks = [str(case.pk) for case in opened]
    return ProposedCases(
        keys=[*KEYS, *(f"in {pk}" for pk in pks)],
        case=[*KEYS, *pks],
        score=[1.0] * (len(KEYS) + len(pks)),
        placed=[False] * len(KEYS) + [True] * len(pks),
        doubts=[Doubt(a=a, b=b, probability=p) for a, b, p in doubts],
    )


def written() -> dict[tuple[int, int], float]:
    rows = CaseDoubt.objects.values_list("case_id", "other_id", "probability")
    return {(case, other): probability for case, other, probability in rows}


def test_doubts_are_written_whatever_cases_they_are_on(candidates: list[Case]) -> None:
    one, two, *_ = candidates
    opened = CaseFactory()
    found = linking((KEYS[0], KEYS[1], 0.3), (str(opened.pk), KEYS[0], 0.25), opened=(opened,))
    write_doubts(found)
    assert written() == {(one.pk, two.pk): 0.3, (one.pk, opened.pk): 0.25}
    assert not Decision.objects.exists()
    rows = list(CaseDoubt.objects.order_by("pk").values())
    write_doubts(found)
    assert list(CaseDoubt.objects.order_by("pk").values()) == rows


def test_what_is_in_doubt_no_more_goes_and_a_probability_moves(candidates: list[Case]) -> None:
    _, two, three, *_ = candidates
    write_doubts(linking((KEYS[0], KEYS[1], 0.3), (KEYS[1], KEYS[2], 0.3)))
    write_doubts(linking((KEYS[1], KEYS[2], 0.35)))
    assert written() == {(two.pk, three.pk): 0.35}
    write_doubts(linking())
    assert written() == {}


def test_an_interrupted_run_is_completed_by_the_next(
    candidates: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = linking((KEYS[0], KEYS[4], 0.3)), [(KEYS[0], KEYS[n], 0.2) for n in (1, 2, 3)]
    write_doubts(old)
    monkeypatch.setattr(doubts, "DOUBTS_A_TRANSACTION", 1)
    write, calls = doubts._write, iter([None, RuntimeError])

    def failing(*args: Any) -> set[tuple[int, int]]:
        if failure := next(calls):
            raise failure
        return write(*args)

    with monkeypatch.context() as broken:
        broken.setattr(doubts, "_write", failing)
        with pytest.raises(RuntimeError):
            write_doubts(linking(*new))
    assert len(written()) == 2
    write_doubts(linking(*new))
    assert set(written()) == {(candidates[0].pk, candidates[n].pk) for n in (1, 2, 3)}


def test_what_people_did_since_the_linking_began_is_left_alone(candidates: list[Case]) -> None:
    opened, merged, rejected, gone, last = candidates
    by = coder()
    open_case(opened, by=by)
    merge_cases(CaseFactory(visibility="internal"), merged, by=by, why="one attack")
    reject_case(rejected, by=by, why="an accident")
    gone.delete()
    write_doubts(linking(*((key, KEYS[4], 0.3) for key in KEYS[:4])))
    assert doubted(last) == []
    assert written() == {}


def test_two_cases_in_hand_stay_in_doubt_until_they_are_one_or_none() -> None:
    by = adjudicator()
    one, two, three = (CaseFactory(stage=Stage.OPEN, visibility="internal") for _ in range(3))
    CaseDoubtFactory(case=one, other=two)
    CaseDoubtFactory(case=one, other=three)
    write_doubts(linking(opened=(one, two, three)))
    assert [case for case, _ in doubted(one)] == [two, three]
    merge_cases(one, two, by=by, why="one attack")
    reject_case(three, by=by, why="an accident")
    write_doubts(linking(opened=(one,)))
    assert written() == {}


def admit_doubtful() -> None:
    """Admit two reports of which the linking cannot tell whether they are of one attack."""
    admit([read_report("a"), read_report("b", **DOUBTFUL)])


def test_a_run_asks_people_and_heeds_their_answer() -> None:
    admit_doubtful()
    with index_folder() as folder:
        assert [doubt.probability for doubt in current_linking(folder).cases.doubts]
    propose()
    first, second = Case.objects.order_by("pk")
    assert [case for case, _ in doubted(first)] == [second]
    by = coder()
    opened = open_case(first, by=by)
    propose()
    assert [case for case, _ in doubted(opened)] == [second]
    open_case(second, by=by)
    propose()
    assert [case for case, _ in doubted(opened)] == [second]
    keep_apart(opened, second, by=by)
    propose()
    assert doubted(opened) == []
    assert Case.objects.filter(superseded_by=None).count() == 2
