"""One person with two accounts: shown, and no two halves of an act that takes two people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations.verbs import confirm, waiting_for
from vigil.trust.models import Device, Role, User
from vigil.trust.people.duplicate_accounts import (
    mailbox,
    note_device,
    require_two_people,
    seem_one_person,
)
from vigil.trust.people.verbs.accounts import close_account, create_person
from vigil.trust.people.verbs.resetting_access import begin_reset
from vigil.trust.people.verbs.roles import grant_role

pytestmark = pytest.mark.django_db


def administrator(**values: str) -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR], **values)


def test_a_browser_that_two_accounts_share_shows_it_for_half_a_year() -> None:
    one, other = administrator(), administrator()
    note_device(one, "token")
    note_device(other, "another token")
    require_two_people(one, other)
    note_device(other, "token")
    assert list(seem_one_person(one)) == [other]
    with pytest.raises(NeedsSecondPerson, match="one browser"):
        require_two_people(one, other)
    Device.objects.update(last_at=timezone.now() - timedelta(days=181))
    require_two_people(one, other)


def test_who_did_the_first_part_is_told_so_and_not_of_a_shared_browser() -> None:
    one = administrator()
    with pytest.raises(NeedsSecondPerson, match="You did the first part of this yourself"):
        require_two_people(one, User.objects.get(pk=one.pk))


def test_a_browser_is_known_again_after_the_account_was_closed() -> None:
    one, other, chief = administrator(), administrator(), administrator()
    for user in (one, other):
        note_device(user, "token")
    close_account(one, by=chief, why="she has another")
    with pytest.raises(NeedsSecondPerson, match="one browser"):
        require_two_people(one, other)


def test_nobody_confirms_with_a_second_account_what_they_asked_for() -> None:
    asker, alias = administrator(email="ana@example.org"), administrator(email="Ana+2@example.org")
    begin_reset(UserFactory(roles=[Role.CODER]), by=asker, why="lost his phone")
    (asked,) = waiting_for(alias)
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=alias)


def test_a_role_that_decides_goes_to_one_account_of_a_mailbox() -> None:
    chief = administrator()
    create_person("ana@example.org", by=chief, roles=[Role.CODER])
    with pytest.raises(NotPossible, match="same mailbox"):
        create_person("ANA+desk@example.org", by=chief, roles=[Role.ADJUDICATOR])
    reader = create_person("ana+read@example.org", by=chief, roles=[Role.AUDITOR])
    with pytest.raises(NotPossible, match="same mailbox"):
        grant_role(reader, Role.FUND_OFFICER, by=chief)


@pytest.mark.parametrize(
    ("address", "same"),
    [("Ana@Example.org", True), ("ana+x@example.org", True), ("ana@example.com", False)],
)
def test_mailbox(address: str, same: bool) -> None:
    assert (mailbox(address) == mailbox("ana@example.org")) is same
