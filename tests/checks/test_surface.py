"""What the product offers is read whole, and a difference is told."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))


def test_a_line_of_each_section_is_as_it_is_known_to_be() -> None:
    import surface_reading

    told = {section: dict(read()) for section, read in surface_reading.SECTIONS.items()}
    assert told["route"]["/desk/decisions/ GET HEAD"] == "adjudicator administrator auditor"
    assert told["permission"]["trust.grant_role"] == "has_role:administrator"
    taken = "trust (user, role, *, by, why, gives_up_access=False) asks trust.grant_role"
    assert told["verb"][taken] == "1 of them"
    approving = [line for line in told["verb"] if line.startswith("fund (tranche, *, by")]
    assert any(line.endswith("asks fund.work") for line in approving), "named by a constant"
    assert told["model"]["trust.RoleGrant.role"].startswith("CharField not null")
    assert "trust_decision.trust_decision_stands BEFORE UPDATE" in told["trigger"]
    assert told["keeper"]["witness.Testimony"] == "testimony"
    assert "GET /api/v1/cases country" in told["api"]
    assert "vigil up --once" in told["command"]


def test_what_is_gone_and_what_came_are_told_and_counted() -> None:
    import surface

    before = surface.lines({"verb": {"a": "(one) asks x", "b": "(two)"}})
    after = surface.lines({"verb": {"a": "(one) asks nothing", "b": "(two)"}, "route": {"/": "r"}})
    differing = list(surface.differences(before, after))
    assert differing == ["+route /: r", "-verb a: (one) asks x", "+verb a: (one) asks nothing"]
    assert surface.told(differing, "x").endswith("route: 0 gone, 1 come\nverb: 1 gone, 1 come")
    assert list(surface.differences(after, after)) == []
    assert surface.told([], "what was") == "The same as what was."
