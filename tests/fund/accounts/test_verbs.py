"""Accounts: entered by one, confirmed by another, and unconfirmed by any change."""

import pytest

from fund.factories import officer, party
from vigil.fund.accounts import queries
from vigil.fund.accounts import verbs as accounts
from vigil.fund.parties.verbs import own_page_links, registering
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible, Unfit
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
BANK = "ES91 2100 0418 4502 0005 1332"


def test_an_account_entered_by_the_payee_is_confirmed_by_an_officer() -> None:
    made, by = party(), officer()
    assert "No account" in queries.missing(made)[0]
    with pytest.raises(Unfit):
        accounts.enter_own(made, " ")
    with pytest.raises(NotPossible, match="Enter it first"):
        accounts.open_account(made, by=by)
    accounts.enter_own(made, BANK)
    assert "not confirmed" in queries.missing(made)[0]
    payee, account = accounts.open_account(made, by=by)
    assert account == BANK
    row = accounts.confirm(made, "call", "She read it back.", by=by)
    assert queries.is_confirmed(made)
    assert queries.missing(made) == []
    assert queries.covers(made, payee, BANK)
    assert not queries.covers(made, payee, BANK + "0")
    assert BANK not in row.terms
    with pytest.raises(NotPossible, match="confirmed already"):
        accounts.confirm(made, "call", "Again.", by=officer())
    said = repr(list(Decision.objects.values()))
    assert BANK not in said
    assert "She read" not in said


@pytest.mark.parametrize("change", [{"bank": "DE89"}, {"name": "Somebody else"}])
def test_any_change_leaves_it_unconfirmed(change: dict[str, str]) -> None:
    made = party(bank=BANK)
    accounts.confirm(made, "person", "They read it.", by=officer())
    registering.edit(made, by=officer(), **change)
    assert not queries.is_confirmed(made)
    assert "changed after" in queries.missing(made)[0]


def test_typing_the_same_account_again_changes_nothing() -> None:
    made = party(bank=BANK)
    accounts.confirm(made, "person", "They read it.", by=officer())
    registering.edit(made, by=officer(), bank=f" {BANK} ")
    assert queries.is_confirmed(made)


def test_the_payee_confirms_what_an_officer_entered() -> None:
    entered, made = officer(), party()
    own_page_links.new_link(made, by=officer())
    registering.edit(made, by=entered, bank=BANK)
    with pytest.raises(NeedsSecondPerson):
        accounts.confirm(made, "call", "They read it.", by=entered)
    row = accounts.confirm_own(made)
    assert (row.by, row.channel) == (None, "own_page")
    assert queries.is_confirmed(made)
