"""Who codes a case without the values that the machine read."""

import pytest
from django.test import override_settings

from casefile.coding.test_verbs import VALUES, an_open_case, coded_by
from factories import coder
from vigil.casefile.coding.blind import codes_blind, drawn_blind
from vigil.casefile.coding.verbs.drafts import draft_coding

pytestmark = pytest.mark.django_db


def test_the_second_coder_codes_blind_and_the_first_does_not() -> None:
    case, one, other = an_open_case(), coder(), coder()
    assert not codes_blind(case, one)
    assert draft_coding(case, by=one).prefilled
    assert codes_blind(case, other)
    coded_by(case, (one, VALUES))
    assert codes_blind(case, other)
    assert not draft_coding(case, by=other).prefilled
    assert not codes_blind(case, one)


def test_what_the_coder_was_shown_is_recorded_even_if_another_coding_began_meanwhile() -> None:
    case, one, other = an_open_case(), coder(), coder()
    draft_coding(case, by=one)
    shown = draft_coding(case, by=other, prefilled=True)
    assert shown.prefilled
    assert not codes_blind(case, other)


def test_a_share_of_the_first_codings_is_drawn_the_same_each_time() -> None:
    drawn = [drawn_blind(f"V-{number}", 1) for number in range(1000)]
    assert not any(drawn)
    with override_settings(VIGIL_BLIND_PERCENT=20):
        drawn = [drawn_blind(f"V-{number}", 1) for number in range(1000)]
        assert 150 < sum(drawn) < 250
        assert drawn == [drawn_blind(f"V-{number}", 1) for number in range(1000)]
        assert drawn != [drawn_blind(f"V-{number}", 2) for number in range(1000)]
    with override_settings(VIGIL_BLIND_PERCENT=100):
        case = an_open_case()
        assert codes_blind(case, coder())
