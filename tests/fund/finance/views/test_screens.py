"""Screens of finance, payments and quiet stops: what officers and auditors see."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from days import today
from factories import UserFactory
from fund.factories import a_grant, approved, donor, officer, paid, party
from fund.finance.files import camt, details, entry
from vigil.fund.finance.verbs import budgeting, importing
from vigil.fund.holds import verbs as holds
from vigil.fund.models import BankStatement, Hold, StatementLine
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db
PAGES = ("home", "budgets", "forecast", "statements", "differences")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def full(n: int = 3) -> BankStatement:
    """Make payments, a budget, a stop and a statement with a line for each payment."""
    by = officer()
    budgeting.enter_budget(
        donor(), "NOR-26/0012", 900_000, "USD", today() - timedelta(days=60),
        today() + timedelta(days=20), today() + timedelta(days=25), by=by,
    )  # fmt: skip
    for _n in range(n):
        grant = a_grant(of=party(name="Qyxann"))
        paid(grant)
        approved(grant, 2)
    holds.hold(grant.party, Hold.Sign.COERCION, "They whisper.", by=by)
    entries = [
        entry(on=str(today()), details=details("Qyxann"), reference=f"R{k}") for k in range(n)
    ]
    (row,) = importing.import_statement(camt(*entries, entry(on="never")), by=by)
    return row


@pytest.mark.parametrize("role", [Role.FUND_OFFICER, Role.AUDITOR])
def test_pages_show_codes_and_amounts_and_no_name(
    role: Role, django_assert_max_num_queries: Any
) -> None:
    row = full()
    client = signed_in(UserFactory(roles=[role]))
    for name in PAGES:
        with django_assert_max_num_queries(60):
            answer = client.get(reverse(f"desk_finance:{name}"))
        assert answer.status_code == 200
        assert "Qyx" not in answer.content.decode()
    page = client.get(reverse("desk_finance:statement", args=[row.uid])).content.decode()
    assert ("Match payment" in page) is (role == Role.FUND_OFFICER)
    assert "the day cannot be read" in page
    home = client.get(reverse("desk_finance:home")).content.decode()
    assert ("somebody may be forcing them" in home) is (role == Role.FUND_OFFICER)
    assert "will be unspent in 20 days" in home


def test_the_queries_of_a_statement_do_not_grow_with_its_lines(
    django_assert_max_num_queries: Any,
) -> None:
    row = full(8)
    client = signed_in(officer())
    with django_assert_max_num_queries(40):
        client.get(reverse("desk_finance:statement", args=[row.uid]))


def test_a_csv_is_uploaded_opened_mapped_and_matched() -> None:
    payment = paid(a_grant(minors=[50_000]))
    client = signed_in(officer())
    content = f"Date;Payee;Amount\n{today()};Qyxann;-500,00\n".encode()
    file = SimpleUploadedFile("statement.csv", content)
    answer = client.post(reverse("desk_finance:statements"), {"file": file})
    page = answer["Location"]
    assert "Qyxann" not in client.get(page).content.decode()
    shown = client.post(page, {"act": "look"}).content.decode()
    assert "Qyxann" in shown
    sent = {"day": "0", "day_format": "%Y-%m-%d", "amount": "2", "decimal": ","}
    wrong = client.post(page, {"act": "columns", **sent})
    assert wrong.status_code == 422
    assert "Qyxann" in wrong.content.decode()
    done = client.post(page, {"act": "columns", "currency": "usd", "texts": ["1"], **sent})
    assert done.status_code == 302
    line = StatementLine.objects.get()
    opened = client.post(page, {"act": "open", "why": "to match it", "page": "1"})
    assert "Qyxann" in opened.content.decode()
    client.post(page, {"act": "match", "of": line.uid, "payment": payment.uid})
    line.refresh_from_db()
    assert line.payment == payment


def test_the_own_page_of_a_party_is_the_same_under_a_stop() -> None:
    from vigil.fund.parties.verbs import own_page_links

    grant = a_grant()
    token = own_page_links.new_link(grant.party, by=officer())
    client = Client()
    before = client.get(f"/mine/{token}/").content
    holds.hold(grant.party, Hold.Sign.COERCION, "They whisper.", by=officer())
    after = client.get(f"/mine/{token}/").content
    assert len(before) == len(after)
    assert b"stop" not in after.lower().replace(b"stop reading", b"")
