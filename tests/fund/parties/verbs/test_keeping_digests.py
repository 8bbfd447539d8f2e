"""Applicants are linked by the accounts and contacts in their forms, and officers alone see it."""

import hashlib
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from factories import behind
from fund import applicants
from fund.applicants import ANSWERS, open_call, sending
from fund.factories import officer, party, reviewer
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.applications.verbs import saving_drafts, starting, submitting, withdrawing
from vigil.fund.emergencies.verbs import requesting
from vigil.fund.models import Application, Call, Trace
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import registering, removing, who_may_know
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Role, User
from vigil.trust.vault import digests

pytestmark = pytest.mark.django_db
IBAN, PHONE, EMAIL = "ES91 2100 0418 4502 0005 1332", "+254 712 345678", "qyx-canary@example.org"
FORM = [
    *applicants.FORM,
    {"key": "pay_to", "kind": "account", "label": {"en": "Where money can go, only if chosen"}},
    {"key": "call_me", "kind": "contact", "label": {"en": "How we reach you"}},
    {"key": "mail", "kind": "email", "label": {"en": "Your e-mail address"}},
]


def sent(call: Call, **answers: str) -> Application:
    """Somebody applied with these answers."""
    row = applicants.begun(call).application
    given = {**ANSWERS, "who": f"Group {row.number}", **answers}
    saving_drafts.save_draft(row, given)
    said = {"confirmed": [True], "opened_at": timezone.now(), "language": "en"}
    return submitting.submit(row, given, **said)


def linked(one: Application, by: User) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.party.code, row.by) for row in party_queries.matching_parties(one.party, by=by)]


def test_applicants_of_one_call_are_linked_by_account_and_contact() -> None:
    by, call = officer(), open_call(form=FORM)
    first = sent(call, pay_to=IBAN, call_me=PHONE)
    same = sent(call, pay_to="es91-2100-0418-4502-0005-1332", mail="other@example.org")
    called = sent(call, call_me="WhatsApp 00254 712 345 678")
    sent(call, pay_to="GB82 WEST 1234 5698 7654 32", call_me="@somebody")
    assert linked(first, by) == [(same.party.code, ("bank",)), (called.party.code, ("contact",))]
    assert linked(same, by) == [(first.party.code, ("bank",))]


def test_what_officers_noted_and_what_applicants_wrote_are_compared() -> None:
    by, call = officer(), open_call(form=FORM)
    known = party(bank="IBAN es91 2100 0418 4502 0005 1332", contact=EMAIL)
    row = sent(call, pay_to=IBAN, mail=EMAIL.upper(), call_me=EMAIL)
    assert linked(row, by) == [(known.code, ("bank", "contact"))]
    assert list(party_queries.parties_known_as([IBAN])) == [known, row.party]
    # What an officer notes anew of the same party leaves what it wrote itself.
    registering.edit(row.party, by=by, bank="0712 345678")
    assert linked(row, by) == [(known.code, ("bank", "contact"))]


def test_nothing_of_it_stands_in_the_open() -> None:
    sent(open_call(form=FORM), pay_to=IBAN, call_me=PHONE, mail=EMAIL)
    held = everything_in_the_database().casefold()
    if connection.vendor == "sqlite":
        held += connection.connection.serialize().decode("latin-1").casefold()
    for secret in (IBAN, PHONE, EMAIL):
        bare = secret.replace(" ", "").lstrip("+").casefold()
        assert secret.casefold() not in held
        assert bare not in held


def test_it_is_compared_once_it_is_sent_and_goes_with_the_application() -> None:
    by, call = officer(), open_call(form=FORM)
    draft = applicants.begun(call).application
    saving_drafts.save_draft(draft, {**ANSWERS, "pay_to": IBAN})
    assert not draft.traces.exists()
    first, second = sent(call, pay_to=IBAN), sent(call, pay_to=IBAN)
    withdrawing.take_back(second)
    assert linked(first, by) == []
    assert first.traces.count() == 1


def test_it_goes_with_the_party() -> None:
    row = sent(open_call(form=FORM), pay_to=IBAN, call_me=PHONE, mail=EMAIL)
    assert Trace.objects.filter(party=row.party).exclude(kind="name").count() == 3
    removing.remove(row.party, by=None, why="asked")
    assert not Trace.objects.exists()


def test_a_form_that_names_the_same_twice_keeps_one() -> None:
    row = sent(open_call(form=FORM), call_me=f"{EMAIL}, {EMAIL}", mail=EMAIL)
    assert row.traces.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("pay_to", "ES91 2100 0418 4502 0005 1333", "sign by sign"),
        ("pay_to", "the bank at the corner", "number alone"),
        ("call_me", "+52 55", "7 to 15 digits"),
        ("mail", "ana@example", "no e-mail address"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(field: str, typed: str, said: str) -> None:
    begun = applicants.begun(open_call(form=FORM))
    at, client = f"/mine/{begun.token}/{begun.application.uid}/", Client()
    answer = client.post(at, sending(**{field: typed}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert typed in page
    assert saving_drafts.draft_of(begun.application)[field] == typed
    assert not begun.application.traces.exists()
    begun.application.refresh_from_db()
    again = client.post(at, sending(**{field: "", "version": begun.application.version}))
    assert again.status_code == 302
    begun.application.refresh_from_db()
    assert begun.application.state == Application.State.SUBMITTED


def test_a_blind_reviewer_reads_neither_account_nor_contact() -> None:
    by, call = officer(), open_call(form=FORM, blind=True, reviewers=1)
    row = sent(call, pay_to=IBAN, call_me=PHONE, mail=EMAIL)
    one = reviewing.assign(row, reviewer(), by=by)
    opened: Any = reviewing.open_application(row, by=one.reviewer, why="to review")
    for secret in (IBAN, PHONE, EMAIL):
        assert secret not in repr(opened)


def test_officers_see_who_is_linked_and_others_do_not() -> None:
    call = open_call(form=FORM)
    row, other = sent(call, pay_to=IBAN), sent(call, pay_to=IBAN)
    client = Client()
    client.force_login(officer())
    page = client.get(f"/desk/fund/applications/{row.uid}/").content.decode()
    assert other.party.code in page
    assert "the same account" in page
    hindered = officer()
    who_may_know.say_conflict(other.party, hindered, by=hindered)
    client.force_login(hindered)
    page = client.get(f"/desk/fund/applications/{row.uid}/").content.decode()
    assert other.party.code not in page
    assert "the same account" not in page


def test_nobody_waits_for_a_lock_while_slow_digests_are_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On SQLite whoever writes keeps all others from writing, and strangers choose how much."""
    locked: list[bool] = []
    scrypt = hashlib.scrypt

    def noted(*args: Any, **values: Any) -> bytes:
        locked.append(len(connection.savepoint_ids) > depth)
        return scrypt(*args, **values)

    digests._slow.cache_clear()  # other tests name the same accounts
    monkeypatch.setattr("vigil.trust.vault.digests.hashlib.scrypt", noted)
    call = open_call(form=FORM)
    depth = len(connection.savepoint_ids)
    who = {**applicants.WHO, "contact_by": "phone", "contact": "one@a.example, +52 55 1234 5678"}
    row = starting.begin(call, who, ticket=applicants.ticket(), language="en").application
    registering.say_own(row.party, contact="two@a.example, +52 55 1234 5679")
    registering.edit(row.party, by=officer(), contact="three@a.example", bank="0712 345670")
    given = {**ANSWERS, "call_me": "four@a.example, five@a.example", "pay_to": "0712 345671"}
    said = {"confirmed": [True], "opened_at": timezone.now(), "language": "en"}
    submitting.submit(row, given, **said)
    behind(Role.FUND_OFFICER, Role.FUND_OFFICER)
    requesting.ask_for_help(
        {**who, "contact": "six@a.example"}, ["legal"], "", "USD", "A threat.",
        ticket=applicants.ticket(), language="en",
    )  # fmt: skip
    assert len(locked) >= 10
    assert not any(locked)


def test_a_contact_names_few_ways() -> None:
    many = ", ".join(f"{n}@a.example" for n in range(11))
    with pytest.raises(NotPossible, match="at most 10"):
        applicants.begun(contact_by="phone", contact=many)
    row = applicants.begun(open_call(form=FORM), contact_by="phone", contact=PHONE).application
    with pytest.raises(submitting.IncompleteApplication) as error:
        sent(row.call, call_me=many)
    assert "at most 10" in error.value.errors["call_me"]
    for change in (registering.say_own, partial(registering.edit, by=officer())):
        with pytest.raises(NotPossible, match="at most 10"):
            change(row.party, contact=many)
