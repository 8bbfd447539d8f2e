"""How many accounts say were killed and hurt, put together."""

import pytest
from msgspec.structs import replace

from readings import read_report
from vigil.casefile.models import Claim
from vigil.casefile.reports.claims import numbers_read
from vigil.casefile.reports.records import claims_of
from vigil.reading.records import Count, Evidence


def claim(field: str, low: int | None, best: int | None, high: int | None) -> Claim:
    return Claim(field=field, value={"low": low, "best": best, "high": high})


def test_a_number_is_a_claim_with_its_words() -> None:
    account = read_report("r").accounts[0]
    said = Evidence(field="/killed", in_="text", start=0, end=6, text="Amalia")
    account = replace(
        account, killed=Count(low=1, best=1, high=1), evidence=[*account.evidence, said]
    )
    found = [c for c in claims_of(account, "test") if c.field in ("killed", "injured")]
    assert [(c.field, c.person, c.value) for c in found] == [
        ("killed", None, {"low": 1, "best": 1, "high": 1})
    ]
    assert found[0].spans == [{"in": "text", "start": 0, "end": 6, "text": "Amalia"}]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], {}),
        ([claim("killed", 3, 3, 3)], {"killed": {"low": 3, "best": 3, "high": 3}}),
        (
            [claim("killed", 3, 3, 3), claim("killed", 4, 4, 4), claim("killed", 4, 4, 4)],
            {"killed": {"low": 3, "best": 4, "high": 4}},
        ),
        (
            [claim("killed", 2, 2, 2), claim("killed", 3, 3, None)],
            {"killed": {"low": 2, "best": 3, "high": None}},
        ),
        ([claim("injured", 24, None, None)], {"injured": {"low": 24, "best": None, "high": None}}),
    ],
)
def test_several_accounts_widen_the_bounds(
    claims: list[Claim], expected: dict[str, dict[str, int | None]]
) -> None:
    assert numbers_read(claims) == expected
