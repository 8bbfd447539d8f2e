"""What is one killing told twice, and what is not: invented reports in four languages."""

import pytest

from reading.linkage.merging_sentences import World, worlds
from vigil.reading.linkage.linking import link

WORLDS = worlds()


@pytest.mark.parametrize("world", WORLDS, ids=[f"{w.kind}-{w.language}" for w in WORLDS])
def test_killings_told_twice_are_one_and_others_stay_apart(world: World) -> None:
    case_of = {
        key: case.key for case in link(world.accounts, world.reports).cases for key in case.accounts
    }
    assert all(case_of[a] == case_of[b] for a, b in world.together)
    assert all(case_of[a] != case_of[b] for a, b in world.apart)
