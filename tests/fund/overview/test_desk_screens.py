"""The fund's desk: nothing is told of whom one may not know, and nothing that was typed is lost."""

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
from factories import UserFactory
from fund import factories
from vigil.fund.models import (
    Application,
    EmergencyRequest,
    Nomination,
    Party,
    Prompt,
    Report,
    Review,
    SafetyPlan,
)
from vigil.fund.parties.verbs import own_page_links, sealing, who_may_know
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.network.models import Member, Status
from vigil.trust.models import Decision, Letter, Level

pytestmark = pytest.mark.django_db
NAME = "Xiomara Quetzalcanary"
LISTS = ("", "letters/", "parties/", "nominations/", "emergencies/", "applications/")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def desk() -> Client:
    return signed_in(factories.officer())


def get(client: Client, at: str, **query: str) -> str:
    """Return the text of a screen of the fund."""
    answer = client.get(f"/desk/fund/{at}", query)
    assert answer.status_code == 200, at
    return str(answer.content.decode())


def post(client: Client, at: str, status: int = 200, **data: Any) -> str:
    """Send something to a screen of the fund; return the text of the answer."""
    answer = client.post(f"/desk/fund/{at}", data)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def everything(who: Party) -> tuple[Nomination, EmergencyRequest, Application]:
    """Bring a party into every list."""
    nomination = Nomination.objects.create(party=who, way="mapping", by=factories.officer())
    return nomination, factories.emergency(who), factories.application(of=who)


def test_a_screen_shows_no_more_of_a_name_than_the_level_says(desk: Client) -> None:
    for level, shown in ((Level.HIDDEN, False), (Level.PARTNER_ONLY, True)):
        who = factories.party(level, name=NAME, contact="xq@example.org")
        nomination, emergency, application = everything(who)
        pages = [get(desk, at) for at in LISTS]
        pages += [
            get(desk, f"parties/{who.uid}/"),
            get(desk, f"nominations/{nomination.uid}/"),
            get(desk, f"emergencies/{emergency.uid}/"),
            get(desk, f"applications/{application.uid}/"),
        ]
        assert [NAME in page for page in pages[-4:]] == [shown] * 4
        assert not any("xq@example.org" in page for page in pages)
        assert shown or not any(NAME in page for page in pages)


def test_an_interest_takes_everything_of_a_party_out_of_every_screen(desk: Client) -> None:
    who = factories.party(Level.OPEN, name=NAME)
    nomination, emergency, application = everything(who)
    post(desk, f"parties/{who.uid}/", 302, act="conflict", user=_user(desk))
    for at in LISTS:
        page = get(desk, at)
        assert NAME not in page
        assert who.code not in page
        assert application.code not in page
    for at in (
        f"parties/{who.uid}/",
        f"nominations/{nomination.uid}/",
        f"emergencies/{emergency.uid}/",
        f"applications/{application.uid}/",
    ):
        assert desk.get(f"/desk/fund/{at}").status_code == 404


def _user(client: Client) -> str:
    return str(client.session["_auth_user_id"])


def test_a_value_is_opened_once_and_who_looked_is_shown(desk: Client) -> None:
    who = factories.party(Level.HIDDEN, name=NAME)
    at = f"parties/{who.uid}/"
    page = post(desk, at, act="open", field="name", why="to call them back")
    assert NAME in page
    page = get(desk, at)
    assert NAME not in page
    assert "to call them back" in page


def test_a_refused_form_keeps_what_was_typed(desk: Client) -> None:
    who = factories.party(Level.HIDDEN)
    page = post(desk, f"parties/{who.uid}/", 422, act="open", field="bank", why="")
    assert '<option value="bank" selected' in page
    row = factories.nomination()
    page = post(
        desk,
        f"nominations/{row.uid}/",
        409,
        act="check",
        found_safety="stop",
        note_safety=" ",
    )
    assert '<option value="stop" selected' in page
    wrong = {"level": "hidden", "kind": "person", "name": "Ana Larga", "language": "es"}
    page = post(desk, "nominate/", 422, act="nominate", contact_by="none", **wrong)
    assert "Ana Larga" in page
    page = post(
        desk,
        "emergencies/new/",
        422,
        **wrong,
        contact_by="none",
        needs="legal",
        amount="1.500",
        currency="USD",
        what="They took their telephones.",
    )
    assert "They took their telephones." in page
    assert "1.500" in page
    assert "two ways" in page
    assert not EmergencyRequest.objects.exists()


def test_a_member_proposes_and_reads_no_more_than_that_it_was_received() -> None:
    member = UserFactory(roles=[])
    Member.objects.create(user=member, status=Status.ACTIVE, name="Ana")
    client = signed_in(member)
    assert "way" not in client.get("/desk/fund/nominate/").context["form"].fields
    page = post(
        client,
        "nominate/",
        act="nominate",
        level="hidden",
        kind="organisation",
        name=NAME,
        language="es",
        contact_by="none",
        why="They stay.",
    )
    assert NAME not in page
    row = Nomination.objects.get()
    for at in ("", "nominations/", f"nominations/{row.uid}/", f"parties/{row.party.uid}/"):
        assert client.get(f"/desk/fund/{at}").status_code == 403


def test_the_link_is_shown_once_and_opens_their_page(desk: Client) -> None:
    row = factories.nomination("cleared")
    page = post(desk, f"nominations/{row.uid}/", act="contact")
    token = page.split("/mine/")[1].split("/")[0]
    assert own_page_links.party_of_token(token) == row.party
    assert token not in get(desk, f"nominations/{row.uid}/")


def test_a_first_letter_waits_without_showing_its_link_and_is_let_go(desk: Client) -> None:
    row = factories.nomination(
        "contacted", contact_by=Party.Contact.EMAIL, contact="canary@example.org"
    )
    letter = Letter.objects.get()
    page = get(desk, "letters/")
    assert row.party.code in page
    assert letter.sealed
    assert "Sealed: the link to their own page" in page
    assert "/mine/" not in page
    assert "canary@" not in page
    post(desk, "letters/", 302, act="release", letter=letter.uid)
    letter.refresh_from_db()
    assert letter.released_by is not None
    assert row.party.code not in get(desk, "letters/")


def test_a_letter_is_not_released_by_who_has_an_interest(desk: Client) -> None:
    row = factories.nomination(
        "contacted", contact_by=Party.Contact.EMAIL, contact="canary@example.org"
    )
    letter = Letter.objects.get()
    post(desk, f"parties/{row.party.uid}/", 302, act="conflict", user=_user(desk))
    assert row.party.code not in get(desk, "letters/")
    post(desk, "letters/", 422, act="release", letter=letter.uid)
    letter.refresh_from_db()
    assert letter.state == Letter.State.WAITING


def applied(**values: Any) -> Application:
    """Make an application with answers that hold a name."""
    row = factories.application(**values)
    for field, said in {"identity": {"who": NAME}, "answers": {"what": "A radio"}}.items():
        sealing.write(row.party, "application", row.uid, field, json.dumps(said), by=None)
    return row


def test_a_blind_reviewer_reads_the_answers_and_never_who_it_is() -> None:
    who = factories.party(Level.OPEN, name=NAME)
    row = applied(of=who)
    review = reviewing.assign(row, factories.reviewer(), by=factories.officer())
    client = signed_in(review.reviewer)
    at = f"reviews/{review.uid}/"
    pages = [get(client, "reviews/"), get(client, at), post(client, at, act="open", why="mine")]
    assert "A radio" in pages[-1]
    for page in pages:
        assert NAME not in page
        assert who.code not in page
        assert row.code in page
    for closed in ("", "parties/", f"applications/{row.uid}/", f"parties/{who.uid}/"):
        assert client.get(f"/desk/fund/{closed}").status_code == 403


def test_a_review_is_written_and_others_are_seen_when_all_are_in() -> None:
    row = applied()
    mine, other = (
        reviewing.assign(row, factories.reviewer(display_name=name), by=factories.officer())
        for name in ("Reviewer One", "Reviewer Two")
    )
    client, at = signed_in(mine.reviewer), f"reviews/{mine.uid}/"
    review = {"points-need": "4", "points-safety": "2", "says": "award", "comment": "Canary."}
    page = post(client, at, 422, act="submit", **{**review, "points-need": ""})
    assert "Canary." in page
    post(client, at, 302, act="submit", **review)
    mine.refresh_from_db()
    assert (mine.scores, mine.state) == ({"need": 4, "safety": 2}, Review.State.SUBMITTED)
    assert "Reviewer Two" not in get(client, at)
    page = post(client, at, 409, act="open_reviews", why="curious")
    assert "all reviews are in" in page
    scores = {"need": 0, "safety": 2}
    reviewing.submit_review(other, scores, "decline", "Too far.", by=other.reviewer)
    assert "Reviewer Two" in get(client, at)
    assert "Too far." in post(client, at, act="open_reviews", why="to discuss")
    post(client, at, 302, act="remark", text="Let us ask them.")
    page = post(client, at, 422, act="submit", **{**review, "says": ""})
    assert Review.objects.get(pk=mine.pk).says == "award"


def test_an_application_is_decided_and_told_by_two_acts(desk: Client) -> None:
    row = applied(of=factories.party(contact_by=Party.Contact.PHONE))
    factories.reviewed(4, 5, of=row)
    at = f"applications/{row.uid}/"
    page = post(desk, at, act="open", why="to decide")
    assert NAME in page
    said = {"outcome": "award", "reasons": "Best.", "message": "We support you."}
    post(desk, at, 422, act="determine", **{**said, "message": ""})
    post(desk, at, 409, act="determine", **said)
    post(desk, at, 302, act="determine", conditions="on", **said)
    page = get(desk, at)
    assert "not told yet" in page
    post(desk, at, 409, act="release")
    post(desk, at, 409, act="agree")
    second = signed_in(factories.officer())
    assert row.code in get(second, "decisions/")
    uid = row.determinations.get().uid
    post(desk, "decisions/", 409, act="agree", decisions=[uid])
    post(second, "decisions/", 422, act="agree")
    post(second, "decisions/", 302, act="agree", decisions=[uid])
    post(second, "decisions/", 422, act="agree", decisions=[uid])
    assert row.code not in get(second, "decisions/")
    assert "We support you." not in page
    assert row.code in get(desk, "")
    post(desk, at, 302, act="release")
    assert "not told yet" not in get(desk, at)
    assert f"{row.code} (F-0001): plan the grant." in get(desk, "")


def test_many_are_decided_from_the_ranking(desk: Client) -> None:
    call = factories.call(places=1, reviewers=1)
    rows = [factories.reviewed(n, of=factories.application(call=call)) for n in (5, 2, 4)]
    at = f"calls/{call.slug}/ranking/"
    order = [one[0] for one in desk.get(f"/desk/fund/{at}").context["ranked"]]
    assert order == [rows[0], rows[2], rows[1]]
    said = {"reasons": "By points.", "award": "Welcome.", "decline": "Not this year."}
    said |= {"conditions": "on"}
    chosen = {f"outcome-{row.number}": "award" for row in rows[:2]}
    page = post(desk, at, 409, **said, **chosen)
    assert "Not this year." in page
    assert page.count('<option value="award" selected>') == 2
    assert not Decision.objects.filter(verb="determine").exists()
    chosen[f"outcome-{rows[1].number}"] = "decline"
    post(desk, at, 302, **said, **chosen)
    assert Application.objects.get(pk=rows[0].pk).outcome == "award"
    assert Application.objects.get(pk=rows[1].pk).outcome == "decline"
    assert Application.objects.get(pk=rows[2].pk).outcome == ""


def test_a_search_finds_exactly_a_name_and_enters_no_address(desk: Client) -> None:
    who = factories.party(Level.HIDDEN, name=NAME)
    factories.party(Level.HIDDEN, name="Somebody else")
    for asked in (NAME.upper(), who.code):
        page = desk.post("/desk/fund/parties/", {"q": asked})
        assert [one.pk for one in page.context["page"]] == [who.pk]
    assert list(desk.post("/desk/fund/parties/", {"q": "Xiomara"}).context["page"]) == []


def test_the_list_of_applications_asks_the_database_little(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    call = factories.call()
    for _n in range(30):
        factories.application(call=call)
    with django_assert_max_num_queries(14):
        page = desk.get("/desk/fund/applications/", {"state": "submitted", "call": call.slug})
    assert len(page.context["rows"]) == 30
    assert not desk.get("/desk/fund/applications/", {"outcome": "award"}).context["rows"]
    factories.application("draft", call=call)
    assert len(desk.get("/desk/fund/applications/").context["rows"]) == 30


def test_a_prompt_is_met_once_and_by_who_may_know(desk: Client) -> None:
    who = factories.party(Level.HIDDEN)
    prompt = Prompt.objects.create(party=who, case="V-7001", nearer=True)
    assert "V-7001" in get(desk, "")
    post(desk, "", 302, act="answer", prompt=prompt.pk)
    prompt.refresh_from_db()
    assert prompt.answered_by is not None
    assert "V-7001" not in get(desk, "")
    post(desk, "", 422, act="answer", prompt=prompt.pk)
    other = Prompt.objects.create(party=factories.party(), case="V-7002")
    who_may_know.let_know(other.party, [other_officer := factories.officer()], by=other_officer)
    assert "V-7002" not in get(desk, "")
    post(desk, "", 422, act="answer", prompt=other.pk)


def test_a_reminder_that_waits_is_let_go_at_the_desk(desk: Client) -> None:
    who = factories.party(
        contact_by=Party.Contact.EMAIL, contact="canary@example.org", never_send="no amounts"
    )
    day = timezone.localdate()
    reporting.schedule_report(factories.a_grant(of=who), "narrative", day, by=factories.officer())
    reporting.remind_of_reports()
    letter = Letter.objects.get()
    assert who.code in get(desk, "letters/")
    post(desk, "letters/", 302, act="release", letter=letter.uid)
    letter.refresh_from_db()
    assert letter.released_by is not None


def test_the_ranking_shows_no_points_to_who_has_still_to_review() -> None:
    both = UserFactory(roles=["fund_officer", "reviewer"])
    row = factories.reviewed(5, 5, of=factories.application(call=factories.call(blind=False)))
    assert ">100" in get(signed_in(both), f"calls/{row.call.slug}/ranking/")
    reviewing.assign(row, both, by=factories.officer())
    assert ">100" not in get(signed_in(both), f"calls/{row.call.slug}/ranking/")


def test_the_ranking_is_paged_asks_little_and_loads_only_what_is_decided(
    desk: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("vigil.fund.reviews.views.ranking.RANKED", 3)
    call = factories.call(reviewers=1)
    rows = [factories.reviewed(n, of=factories.application(call=call)) for n in (1, 5, 2, 4)]
    waits = factories.application(call=call)
    at = f"calls/{call.slug}/ranking/"
    with django_assert_max_num_queries(14):
        first = desk.get(f"/desk/fund/{at}")
    second = desk.get(f"/desk/fund/{at}", {"page": "2"})
    order = [one for page in (first, second) for one, _asked, _adjusted in page.context["ranked"]]
    assert order == [rows[1], rows[3], rows[2], rows[0], waits]
    assert [one.handed_in for one in order] == [1, 1, 1, 1, 0]
    assert order[-1].mean is None
    assert "page by page" in first.content.decode()
    said = {"reasons": "By points.", "award": "Welcome.", "conditions": "on"}
    refused = desk.post(f"/desk/fund/{at}?page=2", {f"outcome-{rows[0].number}": "award"})
    assert [one for one, asked, _adjusted in refused.context["ranked"] if asked] == [rows[0]]
    post(desk, f"{at}?page=2", 302, **said, **{f"outcome-{rows[0].number}": "award"})
    assert Application.objects.get(pk=rows[0].pk).outcome == "award"
    post(desk, at, 409, **said, **{"outcome-9999": "award", "outcome-x": "award"})


def test_a_review_is_begun_closed_and_gone_on_with() -> None:
    review = reviewing.assign(applied(), factories.reviewer(), by=factories.officer())
    client, at = signed_in(review.reviewer), f"reviews/{review.uid}/"
    begun = {"points-need": "4", "comment": "They know <the> place."}
    page = post(client, at, act="draft", **begun)
    assert "They know &lt;the&gt; place." in page
    assert "They know" not in get(client, at)
    assert 'value="submit"' not in get(client, at), "nothing is written over unseen"
    for act in ({"act": "resume"}, {"act": "open", "why": "to review"}):
        page = post(client, at, **act)
        assert "They know &lt;the&gt; place." in page
        assert 'name="points-need" value="4"' in page
    page = post(client, at, 422, act="submit", says="award", **begun)
    assert "They know" in page
    post(client, at, 422, act="draft", **{**begun, "points-need": "9"})
    done = begun | {"points-safety": "2", "says": "award"}
    page = post(client, at, 409, act="submit", **done)
    assert "In another window this was saved" in page, "nothing is handed in over it unseen"
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    post(client, at, 302, act="submit", seen=seen[1], **done)
    assert "data-review-draft" not in get(client, at)
    post(client, at, 409, act="draft", **done)


def test_an_officer_takes_an_application_back_from_a_reviewer(desk: Client) -> None:
    review = reviewing.assign(applied(), factories.reviewer(), by=factories.officer())
    at = f"applications/{review.application.uid}/"
    assert "Take it back from a reviewer" in get(desk, at)
    page = post(desk, at, 422, act="take_back", review=review.uid, why="")
    assert "open><summary>Take it back" in page
    post(desk, at, 302, act="take_back", review=review.uid, why="They are ill.")
    page = get(desk, at)
    assert "taken back by an officer" in page
    assert "Take it back from a reviewer" not in page
    assert signed_in(review.reviewer).get(f"/desk/fund/reviews/{review.uid}/").status_code == 404
    post(desk, at, 422, act="take_back", review=review.uid, why="Again.")


def test_officers_are_not_told_that_a_review_is_begun(desk: Client) -> None:
    review = reviewing.assign(applied(), factories.reviewer(), by=factories.officer())
    client = signed_in(review.reviewer)
    post(client, f"reviews/{review.uid}/", act="draft", comment="canary")
    post(client, f"reviews/{review.uid}/", act="resume")
    review.application.refresh_from_db()
    pages = (f"applications/{review.application.uid}/", f"parties/{review.application.party.uid}/")
    for at in pages:
        page = get(desk, at)
        assert "draft of a review" not in page
        assert "their own draft" not in page
    # That they read the application is told, as before.
    post(client, f"reviews/{review.uid}/", act="open", why="to review it")
    assert "to review it" in get(desk, pages[1])


def test_plans_and_reports_that_are_due_stand_on_the_overview(desk: Client) -> None:
    by, today = factories.officer(), timezone.localdate()
    grant = factories.a_grant(by=by)
    plan = plans_and_incidents.write_plan(
        grant.party, "Two phones.", today + timedelta(days=10), by=by
    )
    text = get(desk, "")
    assert "review their safety plan" in text
    assert f'/desk/fund/grants/{grant.pk}/#safety"' in text
    assert "late" not in text
    SafetyPlan.objects.filter(pk=plan.pk).update(review_on=today - timedelta(days=1))
    Report.objects.create(grant=grant, kind="narrative", due_on=today)
    text = get(desk, "")
    assert "1 day late" in text
    assert "has not sent a report in their words yet" in text
    SafetyPlan.objects.filter(pk=plan.pk).update(review_on=today + timedelta(days=40))
    Party.objects.filter(pk=grant.party.pk).update(removed_at=timezone.now())
    text = get(desk, "")
    assert "review their safety plan" not in text
    assert "has not sent a report" not in text
