"""Outcome statements at the desk and in public: written, read by two, counted, withdrawn."""

from typing import Any

import pytest
from django.test import Client

from days import today
from factories import adjudicator
from fund.achieved_statements import CHANGE, CONTRIBUTION, outcome, stated
from fund.factories import officer
from fund.published_grants import granted, several
from vigil.fund.models import FundRelease, OutcomeStatement
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import published_release
from vigil.trust.models import Level, User
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db
LIST = "/desk/fund/grants/outcomes/"


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or officer())
    return client


def text(client: Client, at: str, sent: dict[str, Any] | None = None, status: int = 200) -> str:
    answer = client.get(at) if sent is None else client.post(at, sent)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_a_statement_is_written_read_by_two_and_published() -> None:
    grant, author = granted(Level.OPEN, name="Radio"), signed_in()
    new = f"/desk/fund/grants/{grant.pk}/outcomes/new/"
    assert "no result yet" in text(author, new)
    result = stated(grant)
    sent = {
        "act": "send",
        "change": CHANGE,
        "contribution": CONTRIBUTION,
        "month": f"{today():%Y-%m}",
        "theme": "prevention",
        "results": [result.uid],
    }
    refused = text(author, new, {**sent, "theme": ""}, 422)
    assert CHANGE in refused, "what was typed stays"
    text(author, new, sent, 302)
    row = OutcomeStatement.objects.get()
    at = f"{LIST}{row.uid}/"
    assert at in text(author, f"/desk/fund/grants/{grant.pk}/")
    assert CHANGE not in text(author, at)
    for reader in (signed_in(), signed_in()):
        assert "For you to read" in text(reader, LIST)
        assert "Save reading" not in text(reader, at)
        opened = text(reader, at, {"act": "open", "why": "to read it"})
        for part in (CHANGE, CONTRIBUTION, "It warned forty.", "I was there.", "Save reading"):
            assert part in opened, part
        text(reader, at, {"act": "read", "shown": "no", "note": ""}, 409)
        text(reader, at, {"act": "read", "shown": "yes", "note": ""}, 302)
    row.refresh_from_db()
    assert row.state == "agreed"
    make = "/desk/fund/releases/make/"
    assert CHANGE in text(author, f"{make}read/", {"why": "to choose"})
    text(author, make, {"sure": "on", "outcomes": [row.uid]}, 302)
    page = text(Client(), "/fund/results/")
    assert CHANGE in page
    assert CONTRIBUTION in page


def test_a_withdrawn_name_is_taken_out_of_published_statements() -> None:
    by, name = officer(), "Casilda Reyes"
    grant, other = granted(Level.OPEN, name="Radio"), granted(Level.OPEN, name="Press")
    rows = [outcome(grant, "agreed", change=f"{name} spoke."), outcome(other, "agreed")]
    releases.make_release(by=by, outcomes=[row.uid for row in rows])
    assert name in text(Client(), "/fund/results/")
    withdraw([name], by=adjudicator(), why="her family asked")
    release = FundRelease.objects.get()
    assert name not in str(release.cells)
    assert [one["grant"] for one in release.cells["outcome_texts"]] == [other.uid]
    assert {one["grant"] for one in release.cells["items"]} == {grant.uid, other.uid}
    assert name not in text(Client(), "/fund/results/")


def test_agreed_statements_are_counted_by_theme_from_five_grants_on() -> None:
    by = officer()
    grants = several(5)
    for grant in grants[:4]:
        outcome(grant, "agreed", by=by)
    outcome(grants[0], "agreed", by=by)
    outcome(grants[4], "reading", by=by)
    listed = granted(Level.OPEN)
    outcome(listed, "agreed", by=by)
    assert published_release(releases.make_release(by=by)).outcomes == {}
    outcome(grants[4], "agreed", by=by)
    told = published_release(releases.make_release(by=by))
    assert told.outcomes == {"prevention": 6}
    assert "Changes that the evidence shows" in text(Client(), "/fund/results/")
    assert Client().get("/fund/results.json").json()["outcomes"] == {"prevention": 6}
    outcome(grants[1], "agreed", by=by)
    assert published_release(releases.make_release(by=by)).outcomes == {"prevention": 6}


def test_the_desk_shows_sums_with_evidence_and_years_and_no_empty_rows(
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in()
    granted()
    empty = text(client, "/desk/fund/grants/results/")
    for missing in ("Over time", "Outcome statements and their evidence", "People reached</dt>"):
        assert missing not in empty, missing
    for _n in range(3):
        grant = granted()
        stated(grant, people=40, counted="list")
        outcome(grant, "agreed")
    with django_assert_max_num_queries(30):
        page = text(client, "/desk/fund/grants/results/")
    for part in ("Over time", "Outcome statements and their evidence", "Seen by us"):
        assert part in page, part
    with django_assert_max_num_queries(30):
        text(client, LIST)
