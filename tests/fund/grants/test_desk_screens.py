"""Grants at the desk: nothing typed is lost, nobody sees what is not theirs, two at once."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from days import today
from factories import UserFactory
from files.carriers import jpeg
from fund.factories import (
    a_grant,
    application,
    approved,
    call,
    decided,
    donor,
    nomination,
    officer,
    paid,
    party,
    proven,
    ready,
    reviewed,
    reviewer,
)
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining
from vigil.fund.models import (
    Call,
    Connection,
    Grant,
    Payment,
    Report,
)
from vigil.fund.parties.verbs import registering, removing, sealing, who_may_know
from vigil.fund.payments import ledger
from vigil.fund.payments.verbs import paying
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import drafting, reviewing
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.models import Decision, Level, Role, User

pytestmark = pytest.mark.django_db
LIST = reverse("desk_grants:grants")


def at(grant: Grant, name: str = "grant") -> str:
    return reverse(f"desk_grants:{name}", args=[grant.pk])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_plan(**values: Any) -> dict[str, Any]:
    return {
        "kind": "grant",
        "purpose": "A radio that warns.",
        "starts_on": str(today()),
        "ends_on": str(today() + timedelta(days=300)),
        "currency": "usd",
        "budget_activities": "1500.50",
        "amount_1": "1000.50",
        "due_1": str(today()),
        "amount_2": "500",
        "condition_2": "Once the mast stands.",
    } | values


def filled(page: Any) -> dict[str, Any]:
    """Return what a browser would send of the plan on a page, as it stands."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def test_a_grant_is_opened_agreed_approved_paid_reported_and_closed() -> None:
    donor()
    one, two = officer(), officer()
    first, second = client_of(one), client_of(two)
    made = party(bank="ES91")
    where = reverse("desk_grants:new_grant") + f"?party={made.pk}"
    assert first.get(where).status_code == 200
    answer = first.post(where, a_plan(amount_2="", budget_activities="1000.50"))
    grant = Grant.objects.get()
    assert answer.headers["Location"] == at(grant)

    def act(client: Client, name: str, of: str = "", **sent: Any) -> None:
        answer = client.post(at(grant), {"act": name, "of": of, **sent})
        assert answer.status_code == 302, answer.content.decode()
        assert client.get(at(grant)).status_code == 200

    day = str(today())
    refused = first.post(at(grant), {"act": "offer", "text": "What is agreed."})
    assert refused.status_code == 409
    assert "second officer has to agree" in refused.content.decode()
    assert first.post(at(grant), {"act": "second"}).status_code == 409
    act(second, "second")
    assert first.post(at(grant), {"act": "offer", "text": "It."}).status_code == 409
    ready(made)
    act(first, "offer", text=first.get(at(grant)).context["path"][3].doings[0].form.initial["text"])
    assert first.post(at(grant), {"act": "agree", "on": day}).status_code == 409
    agreements.accept(grant.agreements.get())
    tranche = grant.tranches.get()
    assert first.post(at(grant), {"act": "approve", "of": tranche.uid}).status_code == 409
    shown = opened(first, grant, tranche)
    act(first, "approve", tranche.uid, seen=shown)
    assert first.post(at(grant), {"act": "approve", "of": tranche.uid}).status_code == 409
    act(second, "approve", tranche.uid, seen=opened(second, grant, tranche))
    sent = {"sent": "1000.50", "sent_currency": "USD", "rate": "1", "paid_on": day}
    act(second, "pay", tranche.uid, **sent)
    proven(Payment.objects.get())
    act(first, "report", kind="narrative", due_on=day)
    report = grant.reports.get()
    assert first.post(at(grant), {"act": "close", "of": ""}).status_code == 409
    act(first, "hand_in", report.uid, text="It warns.")
    act(second, "accept", report.uid)
    act(first, "plan", text="Two phones.", review_on=str(today() + timedelta(days=90)))
    act(first, "incident", kind="safety", month=f"{today():%Y-%m}", text="A car.")
    incident = grant.party.incidents.get()
    act(first, "answer", incident.uid, text="Another flat.")
    act(first, "settle", incident.uid)
    act(first, "step", kind="mentor", on=day, text="A talk.")
    act(
        first,
        "result",
        text="300 were warned.",
        evidence="own",
        shown_by="Their report.",
        people="300",
        counted="list",
        month=day,
    )
    other = party()
    act(first, "connect", other=other.code, kind="visit", since=day)
    act(first, "disconnect", str(Connection.objects.get().pk))
    assert first.post(at(grant), {"act": "story", "of": ""}).status_code == 409
    act(first, "extend", ends_on=str(today() + timedelta(days=400)), why="The mast is late.")
    act(first, "close")
    grant.refresh_from_db()
    assert grant.state == Grant.State.CLOSED
    assert ledger.reconciles()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"amount_1": "1.500"}, "amount_1", "two ways"),
        ({"currency": "ABC"}, "currency", "no currency"),
        ({"budget_activities": "1500.51"}, "budget_people", "comes to"),
        ({"ends_on": "2001-01-01"}, "ends_on", "ends before"),
        ({"starts_on": "soon"}, "starts_on", "valid date"),
        ({"public_title": "Radio"}, "public_title", "open"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_what_was_typed_stays(
    wrong: dict[str, str], field: str, said: str
) -> None:
    donor()
    where = reverse("desk_grants:new_grant") + f"?party={party().pk}"
    answer = client_of(officer()).post(where, a_plan(**wrong))
    page = answer.content.decode()
    assert answer.status_code in (422, 409)
    assert said in page
    assert f'href="#plan-{field}"' in page
    for text in ("A radio that warns.", "Once the mast stands."):
        assert text in page
    assert not Grant.objects.exists()


def test_amounts_are_typed_by_the_habits_of_the_language() -> None:
    donor()
    client = client_of(officer())
    where = "/es" + reverse("desk_grants:new_grant") + f"?party={party().pk}"
    sent = a_plan(budget_activities="1.500,50", amount_1="1.000,50", amount_2="500,00")
    refused = client.post(where, sent | {"amount_2": "1,500"})
    assert refused.status_code == 422
    assert re.search(r"«1,500».*1,50 .* 1500", refused.content.decode()) or (
        "Write 1,50 or 1500" in refused.content.decode()
    )
    assert client.post(where, sent).status_code == 302
    assert Grant.objects.get().budget.get().minor == 150_050
    page = client.get(at(Grant.objects.get(), "plan"))  # in the language of the last page
    assert 'value="1500,50"' in page.content.decode()


def test_a_fellowship_begins_with_what_its_call_gives() -> None:
    donor()
    fellowships = call(kind=Call.Kind.FELLOWSHIP, most_minor=1_500_000)
    made = application(call=fellowships)
    determining.release_determination(decided(made), by=officer())
    client = client_of(officer())
    choices = client.get(reverse("desk_grants:new_grant")).content.decode()
    assert f"?application={made.pk}" in choices
    where = reverse("desk_grants:new_grant") + f"?application={made.pk}"
    page = client.get(where).content.decode()
    assert re.search(r'name="amount_1" value="15000"', page)
    assert '<option value="fellowship" selected>' in page


def test_two_look_at_once_and_the_second_is_told_who_was_first() -> None:
    grant = a_grant()
    tranche = approved(grant)
    people = [str(row.by) for row in tranche.approvals.all()]
    late = client_of(officer())
    answer = late.post(at(grant), {"act": "approve", "of": tranche.uid, "condition_met": "on"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(name in page for name in people)
    payer = officer()
    paying.pay(tranche, paid_on=today(), sent_minor=50_000, sent_currency="USD", by=payer)
    sent = {"act": "pay", "of": tranche.uid, "paid_on": str(today()), "sent": "500"}
    answer = late.post(at(grant), sent | {"sent_currency": "USD", "rate": "1"})
    assert answer.status_code == 409
    assert str(payer) in answer.content.decode()
    assert Payment.objects.count() == 1


def test_a_grant_that_was_closed_meanwhile_says_why_nothing_is_done() -> None:
    grant = a_grant()
    Grant.objects.filter(pk=grant.pk).update(state=Grant.State.CLOSED)
    answer = client_of(officer()).post(at(grant), {"act": "close"})
    assert answer.status_code == 409
    assert "This is done with a grant that runs" in answer.context["trouble"]


def test_no_plan_is_asked_for_before_an_award_was_released() -> None:
    made = decided(application())
    client, where = client_of(officer()), reverse("desk_grants:new_grant")
    answer = client.get(f"{where}?application={made.application_id}")
    page = answer.content.decode()
    assert (answer.status_code, 'name="purpose"' in page) == (409, False)
    assert "The decision was not released." in page


def test_a_payment_is_noted_and_what_does_not_fit_is_named() -> None:
    grant = a_grant()
    tranche = approved(grant)
    client = client_of(officer())
    sent = {"act": "pay", "of": tranche.uid, "paid_on": str(today()), "sent_currency": "MXN"}
    sent |= {"sent": "9210", "rate": "18.4207", "rate_on": str(today())}
    answer = client.post(at(grant), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="9210"' in page
    assert f'href="#pay-{tranche.uid}-sent"' in page
    assert client.post(at(grant), sent | {"sent": "9210.35"}).status_code == 302
    assert Payment.objects.get().sent_minor == 921_035
    assert "rate" in client.get(at(grant)).content.decode()


def test_texts_are_opened_one_at_a_time_with_a_reason() -> None:
    grant = a_grant(purpose="Canaryword: a radio")
    by = officer()
    client = client_of(by)
    assert "Canaryword" not in client.get(at(grant)).content.decode()
    sent = {"act": "open", "text": f"grant {grant.uid} purpose"}
    answer = client.post(at(grant), sent)
    assert (answer.status_code, "Canaryword" in answer.content.decode()) == (422, False)
    answer = client.post(at(grant), sent | {"why": "to report"})
    assert "Canaryword: a radio" in answer.content.decode()
    assert Decision.objects.filter(verb="open_sealed", actor=by, target_key=grant.uid).exists()
    other = a_grant()
    answer = client.post(at(grant), sent | {"text": f"grant {other.uid} purpose", "why": "x"})
    assert answer.status_code == 422


def opened(client: Client, grant: Grant, tranche: Any) -> str:
    """Open payee and account of a tranche; return what the form to approve it names them by."""
    page = client.post(at(grant), {"act": "terms", "of": tranche.uid}).content.decode()
    found = re.search(r'name="seen" value="(\w{64})"', page)
    assert found is not None, page
    return found[1]


def test_payee_and_account_are_shown_to_who_approves_and_once() -> None:
    grant = a_grant(of=party(name="Hermanas Canaryname", bank="ES91 2100"))
    client = client_of(officer())
    tranche = grant.tranches.get(number=1)
    unopened = client.get(at(grant)).content.decode()
    assert 'value="approve"' not in unopened
    page = client.post(at(grant), {"act": "terms", "of": tranche.uid}).content.decode()
    for shown in ("ES91 2100", "Hermanas Canaryname", "USD 500.00", 'value="approve"'):
        assert shown in page
    for hidden in ("ES91 2100", "Canaryname"):
        assert hidden not in client.get(at(grant)).content.decode()


def test_a_voided_approval_is_said_on_the_page() -> None:
    grant = a_grant(of=party(bank="ES91 2100"))
    approved(grant)
    by = officer()
    registering.edit(grant.party, bank="FR76 3000", by=by)
    page = client_of(officer()).get(at(grant)).content.decode()
    assert "The account was changed after this tranche was approved." in page
    assert str(by) in page
    approved(grant)
    page = client_of(officer()).get(at(grant)).content.decode()
    assert "The account was changed" not in page


@pytest.mark.parametrize("name", ["grant", "plan", "audit_grant"])
def test_an_interest_closes_every_screen_of_a_grant(name: str) -> None:
    by, grant = officer(), a_grant()
    client = client_of(by)
    assert client.get(at(grant, name)).status_code == 200
    who_may_know.say_conflict(grant.party, by, by=by)
    assert client.get(at(grant, name)).status_code == 404
    assert client.post(at(grant, name), {"act": "close"}).status_code in (404, 405)
    for where in (LIST, reverse("desk_grants:audit")):
        assert grant.code not in client.get(where).content.decode()


def test_what_belongs_to_another_grant_is_not_found() -> None:
    grant, other = a_grant(), a_grant()
    tranche = other.tranches.get(number=1)
    answer = client_of(officer()).post(at(grant), {"act": "approve", "of": tranche.uid})
    assert answer.status_code == 404
    assert not tranche.approvals.exists()


def test_auditors_see_codes_states_and_amounts_and_open_nothing() -> None:
    made = party(Level.OPEN, name="Hermanas Canaryname")
    grant = a_grant(of=made, purpose="Canaryword")
    paid(grant)
    auditor = client_of(UserFactory(roles=[Role.AUDITOR]))
    for where in (at(grant, "audit_grant"), reverse("desk_grants:audit")):
        page = auditor.get(where).content.decode()
        assert grant.code in page
        assert "Canary" not in page
    assert auditor.get(reverse("desk_grants:ledger")).status_code == 200
    for where in (LIST, at(grant), at(grant, "plan")):
        assert auditor.get(where).status_code == 403
    assert auditor.post(reverse("desk_grants:export")).status_code == 403
    assert auditor.post(at(grant), {"act": "open"}).status_code == 403


def test_an_auditor_with_an_interest_sees_nothing_of_it() -> None:
    grant, user = a_grant(), UserFactory(roles=[Role.AUDITOR])
    auditor = client_of(user)
    assert auditor.get(at(grant, "audit_grant")).status_code == 200
    who_may_know.say_conflict(grant.party, user, by=user)
    assert auditor.get(at(grant, "audit_grant")).status_code == 404
    assert grant.code not in auditor.get(reverse("desk_grants:audit")).content.decode()


def test_the_list_is_filtered_and_shows_the_name_the_level_allows() -> None:
    norway, chile = donor(), donor("chile", name="Chile", reference="CL-1")
    shown = a_grant(of=party(Level.OPEN, name="Hermanas"), donors=[norway])
    hidden = a_grant("draft", of=party(name="Canaryname"), donors=[chile])
    client = client_of(officer())
    page = client.get(LIST).content.decode()
    assert "Hermanas" in page
    assert "Canaryname" not in page
    assert hidden.party.code in page
    for query, found in (
        ("state=draft", [hidden]),
        ("state=active", [shown]),
        ("donor=norway", [shown]),
        ("kind=fellowship", []),
        ("state=nonsense", [shown, hidden]),
    ):
        page = client.get(f"{LIST}?{query}").content.decode()
        assert [g for g in (shown, hidden) if g.code in page] == found


def test_the_pages_of_a_whole_and_of_a_removed_party_are_shown(
    django_assert_max_num_queries: Any,
) -> None:
    by = officer()
    grant = a_grant(of=party(bank="ES91"), conditions={1: "words"})
    payment = paid(grant)
    Report.objects.create(grant=grant, kind="narrative", due_on=today())
    plans_and_incidents.write_plan(grant.party, "words", today() + timedelta(days=9), by=by)
    plans_and_incidents.report_incident(grant.party, "safety", today(), "words", by=by, grant=grant)
    client = client_of(by)
    with django_assert_max_num_queries(52):
        page = client.get(at(grant)).content.decode()
    for part in ("reverse", "hand_in", "skip", "answer", "settle", "review", "extend", "end"):
        assert f'value="{part}"' in page
    assert client.get(at(grant, "plan")).status_code == 200
    paying.reverse(payment, on=today(), by=by, why="came back")
    removing.remove(grant.party, by=by, why="asked")
    assert client.get(at(grant)).status_code == 200
    answer = client.post(at(grant), {"act": "end", "sure": "on"})
    assert answer.status_code == 302
    assert client.get(at(grant)).status_code == 200


def unzipped(answer: Any) -> dict[str, str]:
    whole = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_everything_is_handed_out_but_what_the_vault_holds(shape: str) -> None:
    by = officer()
    grant = a_grant(
        of=party(Level.PARTNER_ONLY, name="Canaryname", bank="Canarybank"),
        purpose="Canaryword",
    )
    hindered = a_grant()
    opened = party(Level.OPEN, name="=HYPERLINK(1)")
    who_may_know.say_conflict(hindered.party, by, by=by)
    answer = client_of(by).post(reverse("desk_grants:export"), {"form": shape})
    files = unzipped(answer)
    assert "Canary" not in "".join(files.values()) + "".join(files)
    read = {
        name.partition(".")[0]: json.loads(text)
        if shape == "json"
        else list(csv.DictReader(io.StringIO(text)))
        for name, text in files.items()
        if name != "README.txt"
    }
    assert [row["uid"] for row in read["grants"]] == [grant.uid]
    assert read["grants"][0]["sealed"] == "purpose"
    assert [row["amount"] for row in read["shares"]] == ["500.00", "500.00"]
    assert hindered.party.uid not in {row["uid"] for row in read["parties"]}
    names = {row["uid"]: row["name"] for row in read["parties"]}
    assert names[opened.uid] == ("'=HYPERLINK(1)" if shape == "csv" else "=HYPERLINK(1)")
    assert Decision.objects.filter(verb="export_fund", actor=by).exists()


def test_the_ledger_says_whether_it_comes_out_even() -> None:
    grant = a_grant()
    client = client_of(officer())
    where = reverse("desk_grants:ledger")
    assert "comes out even:" in client.get(where).content.decode()
    grant.budget.update(minor=1)
    assert "does not come out even" in client.get(where).content.decode()


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_points_are_not_handed_out_before_all_reviews_are_in(shape: str) -> None:
    early, whole = reviewed(3), reviewed(3, 4)
    answer = client_of(officer()).post(reverse("desk_grants:export"), {"form": shape})
    text = unzipped(answer)[f"reviews.{shape}"]
    rows = json.loads(text) if shape == "json" else list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        told = str(row["application_number"]) == str(whole.number)
        assert ("need" in str(row["scores"]), bool(row["says"])) == (told, told)
    assert {str(row["application_number"]) for row in rows} == {
        str(early.number),
        str(whole.number),
    }


def test_a_plan_grows_and_keeps_everything_that_was_typed() -> None:
    donor()
    client = client_of(officer())
    where = reverse("desk_grants:new_grant") + f"?party={party().pk}"
    day = str(today() + timedelta(days=9))
    typed = a_plan(amount_3="not yet <clear>", due_3="2027-13-99", report_2=day, rows="6")
    page = client.post(where, typed | {"more": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert not Grant.objects.exists()
    for kept in ("A radio that warns.", "Once the mast stands.", "not yet &lt;clear&gt;"):
        assert kept in text
    assert 'value="2027-13-99"' in text
    assert re.search(rf'name="report_2" value="{day}"', text)
    assert 'name="rows" value="12"' in text
    assert 'name="amount_12"' in text
    assert 'name="amount_13"' not in text
    many = {f"amount_{n}": "100" for n in range(1, 13)}
    many |= {f"due_{n}": day for n in range(2, 13)} | {"due_1": day}
    answer = client.post(where, a_plan(budget_activities="1200", rows="12", **many))
    assert answer.status_code == 302
    grant = Grant.objects.get()
    assert grant.tranches.count() == 12
    changed = client.get(at(grant, "plan")).content.decode()
    assert 'name="amount_14"' in changed, "free ones follow what is planned"
    full = client.post(at(grant, "plan"), {"rows": "119", "more": "1"}).content.decode()
    assert 'name="amount_120"' in full
    assert 'name="more"' not in full


def test_a_condition_is_emptied_and_stays_with_its_own_tranche() -> None:
    grant = a_grant(state="draft", minors=[100_00, 200_00, 300_00], conditions={0: "a", 1: "b"})
    client, where = client_of(officer()), at(grant, "plan")
    first, second, third = grant.tranches.order_by("number")
    page = client.get(where)
    form = page.context["form"]
    sent = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "")
    }
    assert 'name="without_1"' in page.content.decode()
    assert "without_3" not in form.fields
    sent["budget_activities"] = sent.pop("budget_people", sent.get("budget_activities"))
    del sent["amount_1"]
    sent |= {"budget_activities": "500", f"donor_{donor().pk}": "500"}
    assert client.post(where, sent).status_code == 302
    assert set(grant.tranches.values_list("pk", flat=True)) == {second.pk, third.pk}
    assert sealing.is_kept("tranche", second.uid, "condition")
    assert not sealing.is_kept("tranche", first.uid, "condition")
    page = client.get(where)
    form = page.context["form"]
    sent = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "")
    }
    assert client.post(where, sent | {"without_1": "on"}).status_code == 302
    assert not sealing.is_kept("tranche", second.uid, "condition")
    assert 'name="without_1"' not in client.get(where).content.decode()


def test_a_tranche_that_was_paid_meanwhile_is_not_planned_anew() -> None:
    grant = a_grant(minors=[100_00, 200_00])
    client, where = client_of(officer()), at(grant, "plan")
    form = client.get(where).context["form"]
    sent = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "")
    }
    paid(grant)
    answer = client.post(where, sent | {"why": "as agreed", "condition_1": "canary"})
    assert answer.status_code in (409, 422)
    assert "canary" in answer.content.decode()
    assert not grant.amendments.exists()


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_what_was_begun_and_not_sent_is_not_handed_out(shape: str) -> None:
    by = officer()
    alone, sent = application("draft"), application()
    another = application("draft", of=sent.party)
    proposed = application("draft", of=nomination().party)
    review = reviewing.assign(sent, reviewer(), by=by)
    drafting.save_draft(review, {"need": 2}, "award", "hm", by=review.reviewer)
    files = unzipped(client_of(by).post(reverse("desk_grants:export"), {"form": shape}))
    everything = "".join(files.values())
    assert sent.uid in everything
    for row in (alone, another, proposed):
        assert row.uid not in everything
    assert alone.party.uid not in everything
    assert sent.party.uid in everything
    assert proposed.party.uid in everything
    told = (
        json.loads(files[f"reviews.{shape}"])
        if shape == "json"
        else list(csv.DictReader(io.StringIO(files[f"reviews.{shape}"])))
    )
    assert [(row["uid"], row["sealed"]) for row in told] == [(review.uid, "")]


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_files_of_a_report_are_handed_out_once_it_was_handed_in(
    shape: str, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    by, grant = officer(), a_grant()
    row = reporting.schedule_report(grant, "narrative", today(), by=by)
    kept = reporting.keep_report_file(row, jpeg())
    for told in (False, True):
        if told:
            reporting.hand_in_report(row, "canary", by=None)
        files = unzipped(client_of(by).post(reverse("desk_grants:export"), {"form": shape}))
        assert (kept.uid in "".join(files.values())) is told
