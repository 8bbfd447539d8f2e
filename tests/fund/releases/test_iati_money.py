"""IATI: donors give to the fund, the fund pays; and no sum in the file is of one to four grants."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from fund.factories import donor, officer
from fund.published_grants import a_person, granted, several
from fund.releases.test_suppression import World
from vigil.fund.models import Donor
from vigil.fund.releases import iati
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import (
    ListedGrant,
    ListedTransaction,
    PublishedRelease,
    YearlyRemainder,
    newest_release,
)
from vigil.fund.releases.suppression import (
    MONEY_KINDS,
    GrantForSuppression,
    PublishedState,
    ReleasePlan,
    plan_release,
    years_of,
)
from vigil.trust.models import Level

pytestmark = pytest.mark.django_db
US: Final = "NO-BRC-000000000"
DONORS: Final = {
    slug: Donor(pk=n, slug=slug, name=slug.title(), reference=f"XM-DAC-{n}")
    for n, slug in enumerate(("norway", "ireland"), 1)
}
IN, OUT = set(iati.INCOMING.values()), set(iati.OUTGOING.values())


def published() -> Element:
    told = newest_release()
    assert told is not None
    return ElementTree.fromstring(iati.activities(told))


def code_of(one: Element) -> str:
    return one.find("transaction-type").get("code", "")  # type: ignore[union-attr]


def ref(one: Element, who: str) -> str | None:
    found = one.find(who)
    return None if found is None else found.get("ref", "")


def sums(root: Element) -> Counter[tuple[str, str, str, str]]:
    """Return what moves, by activity, kind of transaction, who gives, and currency."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for activity in root:
        key = activity.findtext("iati-identifier") or ""
        for one in activity.iter("transaction"):
            value = one.find("value")
            assert value is not None
            at = (key, code_of(one), ref(one, "provider-org") or "", value.get("currency", ""))
            found[at] += int(Decimal(value.text or "0") * 100)
    return found


def test_the_fund_pays_and_donors_give_to_the_fund() -> None:
    both = [donor(), donor("ireland", name="Ireland", reference="XM-DAC-21-1")]
    several(6, paid=400_00, donors=both)
    granted(Level.OPEN, donors=both, paid=500_00, name="Radio del Río")
    a_person(name="Ximena Canaria", paid=100_00)
    releases.make_release(by=officer())
    root = published()
    for one in root.iter("transaction"):
        if code_of(one) in IN:
            assert ref(one, "provider-org") in {giver.reference for giver in both}
            assert ref(one, "receiver-org") == US
            assert one.findtext("description/narrative")
        else:
            assert code_of(one) in OUT
            assert ref(one, "provider-org") == US
    receivers = Counter(
        one.findtext("receiver-org/narrative") for one in root.iter("transaction")
        if code_of(one) in OUT
    )  # fmt: skip
    # To the organisation on two days; to the person, and in the sums of two donors, unnamed.
    assert receivers == {"Radio del Río": 2, None: 6}
    assert "Ximena" not in ElementTree.tostring(root, encoding="unicode")


def test_who_takes_part_has_the_right_role() -> None:
    several(6)
    granted(Level.OPEN, name="Radio del Río")
    a_person(name="Ximena Canaria")
    releases.make_release(by=officer())
    parts = [
        [(one.get("role"), one.get("ref")) for one in activity.iter("participating-org")]
        for activity in published()
    ]
    ours = [("1", "NO-BRC-971277882"), ("2", US), ("3", US)]
    assert sorted(parts, key=len) == [ours, ours, [*ours, ("4", None)]]


def test_what_comes_in_is_what_goes_out_in_every_activity() -> None:
    both = [donor(), donor("ireland", name="Ireland", reference="XM-DAC-21-1")]
    several(7, donors=both, paid=300_00)
    granted(Level.OPEN, donors=both, minor=999_99, paid=33_33)
    releases.make_release(by=officer())
    found: Counter[tuple[str, str, str]] = Counter()
    for (activity, code, _who, currency), minor in sums(published()).items():
        kind = next(
            kind
            for codes in (iati.INCOMING, iati.OUTGOING)
            for kind, one in codes.items()
            if one == code
        )
        found[activity, kind, currency] += minor if code in IN else -minor
    assert len(found) == 6
    assert set(found.values()) == {0}


# The rule of five


def told_of(plan: ReleasePlan, grants: list[GrantForSuppression]) -> PublishedRelease:
    """Return a release that says what a plan shows."""
    by_key = {one.key: one for one in grants}
    items = tuple(_item(by_key[key]) for key in sorted(plan.state.items))
    rest: dict[tuple[str, str, tuple[int, ...]], dict[str, int]] = {}
    for key, cell in plan.shown.items():
        kind, *parts = key.split("|")
        if kind in MONEY_KINDS:
            rest.setdefault((parts[0], parts[1], years_of(key)), {})[kind] = cell.total
    remainders = tuple(
        YearlyRemainder(DONORS[slug], currency, years, two.get("committed"), two.get("paid"))
        for (slug, currency, years), two in sorted(rest.items())
    )
    return PublishedRelease(1, datetime(2026, 11, 1, tzinfo=UTC), {}, items, remainders, ())


def _item(one: GrantForSuppression) -> ListedGrant:
    on = date(one.year, 3, 5)
    lines = tuple(
        ListedTransaction(kind, DONORS[slug], currency, minor, on)
        for (slug, currency), amounts in one.amounts.items()
        for kind, minor in zip(MONEY_KINDS, amounts, strict=True)
        if minor
    )
    return ListedGrant(
        one.key, "A radio", "Radio", False, "grant", "MEX", "", None, None, on, False, lines
    )


def file_of(plan: ReleasePlan, grants: list[GrantForSuppression]) -> bytes:
    return iati.activities(told_of(plan, grants))


def test_a_file_has_no_money_but_that_of_listed_grants_and_of_published_sums() -> None:
    world, state = World(11), PublishedState()
    for _number in range(25):
        grants = world.turn()
        plan = plan_release(state, grants)
        state = plan.state
        by_key = {one.key: one for one in grants}
        expected: Counter[tuple[str, str, str]] = Counter()
        for key in state.items:
            for (slug, currency), amounts in by_key[key].amounts.items():
                for kind, minor in zip(MONEY_KINDS, amounts, strict=True):
                    expected[kind, DONORS[slug].reference, currency] += minor
        for key, cell in plan.shown.items():
            kind, *parts = key.split("|")
            if kind in MONEY_KINDS:
                assert len(cell.members.keys() - state.known) >= 5
                expected[kind, DONORS[parts[0]].reference, parts[1]] += cell.total
        if not (content := file_of(plan, grants)):
            assert not +expected
            continue
        found: Counter[tuple[str, str, str]] = Counter()
        ours: Counter[tuple[str, str]] = Counter()
        moves = sums(ElementTree.fromstring(content))
        for (_activity, code, who, currency), minor in moves.items():
            for kind in MONEY_KINDS:
                if code == iati.INCOMING[kind]:
                    found[kind, who, currency] += minor
                elif code == iati.OUTGOING[kind]:
                    assert who == US
                    ours[kind, currency] += minor
        assert +found == +expected
        for (kind, _who, currency), minor in found.items():
            ours[kind, currency] -= minor
        assert not any(ours.values())


def test_up_to_four_hidden_grants_change_nothing_in_the_file() -> None:
    for seed in range(12):
        random, world = Random(seed), World(seed)
        grants: list[GrantForSuppression] = []
        while len(grants) < 40:
            grants = world.turn()
        plan = plan_release(PublishedState(), grants)
        before = file_of(plan, grants)
        hidden = [one for one in grants if not one.open]
        changed = {
            one.key: replace(
                one,
                amounts={at: (a * 3 + 17, b and b + 5) for at, (a, b) in one.amounts.items()},
            )
            for one in random.sample(hidden, random.randint(1, 4))
        }
        later = [changed.get(one.key, one) for one in grants]
        again = plan_release(plan.state, later)
        # An open grant may join the list meanwhile; what is not listed must not move.
        listed = again.state.items - plan.state.items
        if not listed:
            assert file_of(again, later) == before, seed
        rest = told_of(again, later).remainders
        assert rest == told_of(plan, grants).remainders, seed
        # Nor does one that joins, or is removed, alone.
        alone = [one for one in later if one.key != hidden[0].key]
        assert told_of(plan_release(plan.state, alone), alone).remainders == rest, seed


def test_once_a_grant_leaves_the_list_the_file_says_nothing_of_its_amount() -> None:
    by = officer()
    several(6)
    grant = granted(Level.OPEN, minor=7_777_77)
    releases.make_release(by=by)
    before = published()
    releases.unlist({grant.uid})
    after = published()
    left = sums(after)
    assert set(sums(before)) > set(left)
    assert all(sums(before)[at] == minor for at, minor in left.items())
    assert "7777.77" not in ElementTree.tostring(after, encoding="unicode")
