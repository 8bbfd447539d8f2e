"""Screens of reviewing: a reviewer's day, assigning, the panel, agreement. Nothing is lost."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from fund import factories
from fund.reviews.verbs.test_reading import a_set
from vigil.fund.models import Application, Call, Conflict, Determination, Party, Review
from vigil.fund.reviews import panel_meeting
from vigil.fund.reviews.verbs import assigning, drafting, reading, reviewing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Level, Role, RoleGrant, User

pytestmark = pytest.mark.django_db
DONE = {"points-need": "4", "points-safety": "2", "says": "award", "comment": "They know <it>."}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def get(client: Client, at: str, **query: str) -> str:
    answer = client.get(f"/desk/fund/{at}", query)
    assert answer.status_code == 200, at
    return str(answer.content.decode())


def post(client: Client, at: str, status: int = 200, **data: Any) -> str:
    answer = client.post(f"/desk/fund/{at}", data)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def test_one_reason_then_each_application_is_read_and_reviewed_without_typing_it_again() -> None:
    made = factories.call(slug="radios")
    mine = a_set(made, n=3)
    client = signed_in(mine[0].reviewer)
    assert "Mexico" in get(client, "reviews/")
    post(client, "reviews/", 422, act="reason", call="radios", why="")
    answer = client.post("/desk/fund/reviews/", {"act": "reason", "call": "radios", "why": "to"})
    assert answer["Location"].endswith(f"/{mine[0].uid}/")
    for n, one in enumerate(mine):
        at = f"reviews/{one.uid}/"
        assert "A radio" not in get(client, at), "a page that is asked for opens nothing"
        page = post(client, at, act="read")
        assert "A radio" in page
        assert "Ana" not in page
        assert f"{n} of 3 handed in" in page
        # What is refused leaves the text beside what was typed.
        page = post(client, at, 422, act="submit", reading="yes", **{**DONE, "says": ""})
        assert "A radio" in page
        assert "They know &lt;it&gt;." in page
        answer = client.post(f"/desk/fund/{at}", {"act": "submit", **DONE})
        following = mine[n + 1] if n < 2 else one
        assert answer["Location"].endswith(f"/{following.uid}/")
    opened = Decision.objects.filter(verb="open_sealed", actor=mine[0].reviewer, why="to")
    assert {row.target_key for row in opened} >= {one.application.uid for one in mine}


def test_conflicts_are_stated_in_the_list_by_number_and_country() -> None:
    made = factories.call(slug="radios")
    mine = a_set(made)
    client = signed_in(mine[0].reviewer)
    post(client, "reviews/", 422, act="conflicts", call="radios")
    page = client.post(
        "/desk/fund/reviews/",
        {"act": "conflicts", "call": "radios", "reviews": [mine[0].uid]},
        follow=True,
    )
    assert mine[0].application.code not in page.content.decode()
    assert Conflict.objects.get().party == mine[0].application.party
    post(client, "reviews/", 404, act="reason", call=factories.call().slug, why="curious")


def test_a_draft_is_saved_in_the_background_and_never_over_one_that_was_not_seen() -> None:
    (one,) = a_set(factories.call(), n=1)
    client, at = signed_in(one.reviewer), f"/desk/fund/reviews/{one.uid}/"

    def save(status: int = 200, **data: Any) -> Any:
        answer = client.post(at, {"act": "draft", **data}, headers={"accept": "application/json"})
        assert answer.status_code == status
        return json.loads(answer.content)

    first = save(comment="one window", seen="")
    assert first["seen"] == drafting.stamp(one)
    second = save(comment="one window, more", seen=first["seen"])
    told = save(409, comment="another window", seen=first["seen"])
    assert "another window" in told["problem"]
    assert save(422, comment="x", seen=second["seen"], **{"points-need": "9"})["problem"]
    draft = drafting.open_draft(one, by=one.reviewer)
    assert draft is not None
    assert draft.comment == "one window, more"
    # The button shows both texts, and saves once both were seen.
    page = post(client, f"reviews/{one.uid}/", 409, act="draft", comment="mine", seen="")
    assert "one window, more" in page
    assert "mine</textarea>" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    assert save(comment="mine", seen=seen[1])["problem"] == ""
    assert client.get(at).wsgi_request.session.get("_messages", None) is None


def test_files_open_for_the_reason_that_was_stated(tmp_path: Path) -> None:
    (one,) = a_set(factories.call(), n=1)
    client = signed_in(one.reviewer)
    assert "Save file" not in get(client, f"reviews/{one.uid}/")
    post(client, f"reviews/{one.uid}/", 422, act="open_file", file="x")


def test_the_officer_previews_assigns_and_hands_over() -> None:
    by, made = factories.officer(), factories.call(slug="radios")
    desk = signed_in(by)
    people = [factories.reviewer() for _n in range(3)]
    rows = [factories.application(call=made) for _n in range(3)]
    at = "calls/radios/reviewers/"
    page = get(desk, at)
    assert "languages are not known" in page
    assert "Not enough reviewers" in page
    post(desk, at, 302, act="languages", **{f"languages-{one.pk}": ["es"] for one in people})
    chosen = [one.pk for one in people[:2]]
    answer = desk.get(f"/desk/fund/{at}", {"reviewer": chosen})
    seen = answer.context["plan"].digest
    assert "Assign 6 reviews" in answer.content.decode()
    post(desk, at, 409, act="assign", reviewer=[people[2].pk], seen=seen)
    post(desk, at, 302, act="assign", reviewer=chosen, seen=seen)
    assert Review.objects.filter(reviewer__in=chosen, state="assigned").count() == 6
    page = get(desk, at, leaving=str(people[0].pk))
    assert "Drafts of this reviewer are deleted" in page
    seen = desk.get(f"/desk/fund/{at}", {"leaving": people[0].pk}).context["plan"].digest
    keys = [one.pk for one in people]
    sent = {"act": "hand_over", "leaving": people[0].pk, "reviewer": keys, "seen": seen}
    post(desk, at, 422, **sent, why="")
    post(desk, at, 302, **sent, why="They are ill.")
    assert Review.objects.filter(reviewer=people[2], state="assigned").count() == 3
    assert not Review.objects.filter(reviewer=people[0], state="assigned").exists()
    Review.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    page = get(desk, at)
    assert rows[0].code in page
    assert people[0].pk not in desk.get(f"/desk/fund/{at}").context["chosen"]


def test_agreement_severity_and_adjusted_means_are_shown_once_all_is_in() -> None:
    desk = signed_in(factories.officer())
    made = factories.call(slug="radios")
    people = [factories.reviewer() for _n in range(3)]
    by = factories.officer()
    pairs = [(0, 1), (1, 2), (0, 2), (0, 1)]
    last = None
    for n, pair in enumerate(pairs):
        row = factories.application(call=made)
        for k in pair:
            one = reviewing.assign(row, people[k], by=by)
            if (n, k) == (3, 1):
                last = one
                continue
            points = {"need": min(5, n + 1 + k), "safety": n + 1}
            reviewing.submit_review(one, points, "award", "fine", by=people[k])
    page = get(desk, "calls/radios/agreement/")
    assert "1 review is missing" in page
    assert "Krippendorff" not in page
    assert "Adjusted for severity" not in get(desk, "calls/radios/ranking/")
    assert last is not None
    reviewing.submit_review(last, {"need": 5, "safety": 4}, "award", "fine", by=last.reviewer)
    page = get(desk, "calls/radios/agreement/")
    assert "Krippendorff" in page
    assert str(people[0]) in page
    answer = desk.get("/desk/fund/calls/radios/ranking/")
    assert "Adjusted for severity" in answer.content.decode()
    means = [one.mean for one, _asked, _adjusted in answer.context["ranked"]]
    assert means == sorted(means, reverse=True), "the plain mean ranks"


def test_the_panel_sees_points_who_leaves_and_what_is_left() -> None:
    by = factories.officer()
    desk = signed_in(by)
    made = factories.call(slug="radios", places=3)
    name = "Hermanas Canarias"
    even = factories.reviewed(4, 4, of=factories.application(call=made))
    party = factories.party(Level.PARTNER_ONLY, name=name)
    apart = factories.reviewed(1, 5, of=factories.application(call=made, of=party))
    leaving = factories.reviewer(display_name="Ana María Kofi")
    Conflict.objects.create(party=apart.party, user=leaving, said_by=by)
    at = "calls/radios/panel/"
    assert even.code in get(desk, at)
    page = get(desk, at, order="disagreement")
    assert apart.code in page
    assert "A. M. K." in page
    assert name not in page, "the call hides who applies"
    post(desk, at, 302, act="budget", application=apart.uid, budget="12,000")
    assert "12,000" in get(desk, at)
    post(desk, at, 409, act="comments", application=apart.uid)
    page = post(desk, at, act="start", application=apart.uid, why="panel meeting")
    assert "They know the place." in page
    assert "They know the place." in post(desk, at, act="comments", application=even.uid)
    sent = {"act": "propose", "application": even.uid, "reasons": "The best.", "outcome": "award"}
    post(desk, at, 409, **sent)
    post(desk, at, 302, **sent, conditions="on", words="See you soon.")
    made_of_it = Determination.objects.get()
    assert made_of_it.agreed_by is None
    page = get(desk, at)
    assert "7,000" in page
    assert "2 places left" in page
    assert "waits for a second officer" in page


def test_the_panel_names_applicants_only_where_the_call_does() -> None:
    made = factories.call(slug="radios", blind=False)
    party = factories.party(Level.PARTNER_ONLY, name="Hermanas Canarias")
    factories.reviewed(1, 5, of=factories.application(call=made, of=party))
    assert "Hermanas Canarias" in get(signed_in(factories.officer()), "calls/radios/panel/")
    assert panel_meeting.initials("ana.kofi@example.org") == "A."


def test_who_reviews_blindly_finds_no_page_of_the_call_above_reviews() -> None:
    (one,) = a_set(factories.call(slug="radios"), n=1)
    RoleGrant.objects.create(user=one.reviewer, role=Role.FUND_OFFICER)
    client = signed_in(one.reviewer)
    for page in ("reviewers", "agreement", "panel", "answers"):
        assert client.get(f"/desk/fund/calls/radios/{page}/").status_code == 404
    by = User.objects.get(pk=one.reviewer_id)
    with pytest.raises(NotPossible, match="hides who applies"):
        assigning.set_deadline(Call.objects.get(), timezone.localdate(), by=by)
    assert reading.state_reason(Call.objects.get(), "my set", by=one.reviewer)
    assert Application.objects.count() == Party.objects.count() == 1
