"""Releases: frozen, five or nothing, in step with the ledger; gone at once who must be."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db.models import Sum

from factories import UserFactory, VictimFactory
from fund.factories import a_grant, donor, officer, party
from fund.parties.verbs.test_registering import everything_in_the_database
from fund.published_grants import a_person, enter, granted, several
from vigil.fund.models import Entry, FundRelease, Grant, Result
from vigil.fund.parties.verbs import registering, removing, sealing
from vigil.fund.releases import descriptions, iati, threesixty_giving
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import newest_release, published_release
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Level, Role

pytestmark = pytest.mark.django_db


def xml() -> str:
    told = newest_release()
    assert told is not None
    return iati.activities(told).decode()


def giving() -> dict[str, Any]:
    told = newest_release()
    assert told is not None
    content = threesixty_giving.package(told)
    return json.loads(content, parse_float=Decimal) if content else {"grants": []}


def result_of(grant: Grant, text: str) -> Result:
    by = officer()
    row = Result.objects.create(
        grant=grant, people=40, evidence="own", month=date(2024, 5, 1), by=by
    )
    sealing.write(grant.party, "result", row.uid, "statement", text, by=by)
    return row


def test_only_officers_publish_or_see_what_would_be() -> None:
    for role in [r for r in Role if r != Role.FUND_OFFICER]:
        user = UserFactory(roles=[role])
        for act in (
            lambda u=user: releases.make_release(by=u),
            lambda u=user: releases.preview(by=u),
            lambda u=user: releases.read_texts(by=u, why="curious"),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert not FundRelease.objects.exists()


def test_a_release_lists_open_grants_and_counts_the_rest_by_five() -> None:
    several(6, paid=400_00)
    granted(Level.OPEN, name="Radio del Río", title="A radio that warns")
    several(3, country="KEN")
    release = releases.make_release(by=officer())
    told = published_release(release)
    assert told.regions == {"019": 6}
    assert [item.name for item in told.items] == ["Radio del Río"]
    [remainder] = told.remainders
    assert (remainder.committed, remainder.paid, remainder.years) == (9_000_00, 2_400_00, (2024,))
    assert set(release.files) == {"iati.xml", "360giving.json"}
    assert Decision.objects.get(verb="make_fund_release").target_key == "1"


def test_what_is_published_and_held_back_is_the_ledger() -> None:
    both = [donor(), donor("ireland", name="Ireland", reference="IE-1")]
    several(7, donors=both)
    granted(Level.OPEN, donors=both, paid=500_00)
    granted(year=2019)
    release = releases.make_release(by=officer())
    told, held = published_release(release), releases.preview(by=officer()).plan.held_back
    published: dict[str, int] = {}
    for giver in both:
        entries = Entry.objects.filter(donor=giver)
        for kind, of in (("committed", ("commit", "amend", "release")), ("paid", ("pay",))):
            there = entries.filter(kind__in=of).aggregate(n=Sum("minor"))["n"]
            listed = sum(item.sums(kind).get((giver, "USD"), 0) for item in told.items)
            rest = sum(getattr(r, kind) or 0 for r in told.remainders if r.donor == giver)
            assert listed + rest + held.get((kind, giver.slug, "USD"), 0) == there
            code = iati.INCOMING[kind]
            assert transactions(code, giver.reference) == Decimal(listed + rest) / 100
            published[kind] = published.get(kind, 0) + listed + rest
    for kind, name in (("committed", "amountAwarded"), ("paid", "amountDisbursed")):
        told_there = sum(Decimal(one.get(name, 0)) for one in giving()["grants"])
        assert told_there == Decimal(published[kind]) / 100


def transactions(code: str, reference: str) -> Decimal:
    found = ElementTree.fromstring(xml()).iter("transaction")
    return sum(
        (
            Decimal(one.findtext("value") or "0")
            for one in found
            if one.find("transaction-type").get("code") == code  # type: ignore[union-attr]
            and one.find("provider-org").get("ref") == reference  # type: ignore[union-attr]
        ),
        Decimal(),
    )


def test_a_release_is_frozen() -> None:
    grants = several(6)
    granted(Level.OPEN)
    first = releases.make_release(by=officer())
    before = (xml(), giving())
    by = officer()
    for grant in grants:
        enter(grant, Entry.Kind.AMEND, 50_00, donor(), by, date(2024, 9, 1))
    several(8)
    first.refresh_from_db()
    assert (xml(), giving()) == before
    second = releases.make_release(by=by)
    assert (second.number, published_release(second).regions) == (2, {"019": 14})
    assert published_release(first).regions == {"019": 6}


@pytest.mark.parametrize("how", ["hidden", "pseudonym", "removed"])
def test_who_is_not_open_any_more_is_in_no_release_at_once(how: str) -> None:
    by = officer()
    several(6)
    grant = granted(Level.OPEN, by=by, name="Radio Quetzal", title="Quetzal on air")
    result = result_of(grant, "Quetzal reached forty people.")
    release = releases.make_release(by=by, statements=[result.uid])
    releases.make_release(by=by)
    hashed = dict(FundRelease.objects.get(number=1).files)
    assert "Quetzal" in xml()
    assert "Quetzal reached" in str(release.cells)
    if how == "removed":
        removing.remove(grant.party, by=by, why="they asked")
    else:
        registering.set_level(grant.party, Level(how), by=by)
    assert "Quetzal" not in xml() + str(giving())
    assert "Quetzal" not in everything_in_the_database()
    for row in FundRelease.objects.all():
        assert row.cells["items"] == []
        assert row.files != hashed
    assert published_release(FundRelease.objects.get(number=1)).remainders[0].committed == 6_000_00
    assert Decision.objects.filter(verb="rebuild_fund_release").count() == 2


def test_a_person_is_listed_without_a_name_and_360giving_never_names_them() -> None:
    a_person(name="Ximena Canaria", title="A fellowship on rivers")
    releases.make_release(by=officer())
    assert "Ximena" not in xml() + str(giving())
    assert giving()["grants"][0]["recipientIndividual"]["name"] == descriptions.NO_NAME


def test_what_is_published_of_a_persons_grant_never_says_their_name() -> None:
    by = officer()
    grant = a_person(name="Ximena Canaria", title="A fellowship on rivers")
    said = result_of(grant, "Canaria, Ximena, walked along forty rivers.")
    with pytest.raises(NotPossible, match="does not show"):
        releases.make_release(by=by, statements=[said.uid])
    with pytest.raises(NotPossible, match="does not show"):
        registering.edit(grant.party, by=by, name="Rivers")


def test_words_are_published_only_of_listed_grants_and_opening_them_is_kept() -> None:
    by = officer()
    listed, hidden = granted(Level.OPEN), granted()
    mine, theirs = result_of(listed, "It warned."), result_of(hidden, "Secret.")
    assert [text for _row, text in releases.read_texts(by=by, why="to choose").results] == [
        "It warned."
    ]
    with pytest.raises(NotPossible):
        releases.read_texts(by=by, why=" ")
    for wrong in (theirs.uid, "nothing"):
        with pytest.raises(NotPossible):
            releases.make_release(by=by, statements=[wrong])
    assert not FundRelease.objects.exists()
    releases.make_release(by=by, statements=[mine.uid])
    told = newest_release()
    assert told is not None
    assert [one["text"] for one in told.items[0].statements] == ["It warned."]


def test_grants_under_another_name_are_told_of_by_month_and_band() -> None:
    by = officer()
    for n in range(5):
        grant = granted(Level.PSEUDONYM, by=by, minor=12_000_00, name=f"Real {n}")
        registering.edit(grant.party, by=by, pseudonym=f"Heron {n}")
    releases.make_release(by=by)
    told = newest_release()
    assert told is not None
    [group] = told.told
    assert (group.region, group.month, group.band, group.n) == ("019", "2024-03", 1, 5)
    assert group.names == tuple(f"Heron {n}" for n in range(5))
    assert "Heron" not in xml() + str(giving())
    registering.set_level(grant.party, Level.HIDDEN, by=by)
    told = newest_release()
    assert told is not None
    assert (told.told[0].n, len(told.told[0].names)) == (5, 4)


def test_the_identifiers_tell_nothing_of_how_many_grants_there_are() -> None:
    several(9)
    grant = granted(Level.OPEN)
    releases.make_release(by=officer())
    assert grant.code not in xml() + str(giving())
    assert str(grant.uid) not in xml() + str(giving())


def test_nothing_to_tell_makes_no_file() -> None:
    several(4)
    release = releases.make_release(by=officer())
    assert release.files == {}
    assert published_release(release).regions == {}


def test_no_words_are_published_that_say_a_name_which_the_record_does_not_show() -> None:
    VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    row = result_of(granted(Level.OPEN), "It helped Berta Lozano Ibarra.")
    with pytest.raises(NotPossible, match="does not show"):
        releases.make_release(by=officer(), statements=[row.uid])
    with pytest.raises(NotPossible, match="does not show"):
        a_grant("draft", of=party(Level.OPEN), public_title="For Berta Lozano Ibarra")
