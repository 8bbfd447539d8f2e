"""Invitations give no access until they are accepted, and take two where roles decide."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from trust.people.administrators import came, chief
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm, refuse, waiting_for
from vigil.trust.decisions.verbs import COMMAND_LINE
from vigil.trust.invitations.rules import Invitee
from vigil.trust.invitations.verbs import (
    JOINED,
    KEPT,
    accept,
    forget_old,
    invite,
    invite_again,
    show_link,
    take_back,
)
from vigil.trust.models import Confirmation, Decision, Device, Invitation, Letter, Role, User
from vigil.trust.people.duplicate_accounts import note_device
from vigil.trust.people.verbs.roles import revoke_role

pytestmark = pytest.mark.django_db

Posted = Callable[[], list[str]]
MARIA = "maria@example.org"
PASSWORD = "a long pass phrase"


def maria(*roles: Role, **values: object) -> Invitee:
    return Invitee(**{"email": MARIA, "name": "María", "roles": roles, **values})  # type: ignore[arg-type]


def token_in(text: str) -> str:
    (link,) = (word for word in text.split() if "/account/invitation/" in word)
    return link.rstrip("/").rpartition("/")[2]


def test_a_letter_in_their_language_opens_an_account_once(posted: Posted) -> None:
    by = came()
    done = invite([maria(Role.AUDITOR, Role.GRANTEE, language="es", note="¡Bienvenida!")], by=by)
    assert (done.waits, done.tokens) == (False, {})
    assert not User.objects.filter(email=MARIA).exists()
    (text,) = posted()
    assert "/es/account/invitation/" in text
    assert "¡Bienvenida!" in text
    assert not Letter.objects.exclude(body="").exists()
    user = accept(token_in(text), PASSWORD)
    assert user.check_password(PASSWORD)
    assert sorted(user.grants.values_list("role", flat=True)) == ["auditor", "grantee"]
    granted = Decision.objects.filter(verb="grant_role", target_key=str(user.pk))
    assert {(one.actor, one.why) for one in granted} == {(by, JOINED)}
    row = Invitation.objects.get()
    assert (row.state, row.user, row.email, row.name, row.note) == ("accepted", user, "", "", "")
    with pytest.raises(NotPossible, match="no longer valid"):
        accept(token_in(text), PASSWORD)
    assert MARIA not in str(list(Decision.objects.values_list("before", "after", "why")))


def test_roles_that_decide_take_a_second_administrator_where_there_is_one(posted: Posted) -> None:
    by, second = came(), came()
    people = [
        maria(Role.CODER, countries=["COL"]),
        Invitee("ben@example.org", roles=[Role.AUDITOR]),
    ]
    assert invite(people, by=by).waits
    assert posted() == []
    (asked,) = waiting_for(second)
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=by)
    confirm(asked, by=second)
    texts = posted()
    assert len(texts) == 2
    user = accept(token_in(next(text for text in texts if "María" in text)), PASSWORD)
    assert [(g.role, g.countries) for g in user.grants.all()] == [("coder", ["COL"])]
    assert user.grace_used_at is not None  # the page of the second factor comes first
    sent = Decision.objects.filter(verb="send_invitation")
    assert {(one.actor, one.asked_by) for one in sent} == {(second, by)}


def test_what_is_refused_is_not_sent_and_can_be_asked_for_again(posted: Posted) -> None:
    by, second = came(), came()
    (row,) = invite([maria(Role.EDITOR)], by=by).invitations
    refuse(waiting_for(second)[0], by=second, why="who is that?")
    assert posted() == []
    assert invite_again(row, by=by) == {}
    (asked,) = waiting_for(second)
    take_back(row, by=second)
    with pytest.raises(NotPossible, match="None of these"):
        confirm(asked, by=second)
    assert Confirmation.objects.filter(outcome="waiting").count() == 1
    assert posted() == []


def test_the_only_administrator_invites_alone_but_not_by_removing_the_other() -> None:
    by, other = came(), came()
    chief()  # has not signed in: cannot confirm anything yet
    assert invite([maria(Role.ADMINISTRATOR)], by=by).waits
    revoke_role(other, Role.ADMINISTRATOR, by=by, why="left the team")
    with pytest.raises(NotPossible, match="removed another administrator"):
        invite([Invitee("ben@example.org", roles=[Role.CODER])], by=by)
    assert invite([Invitee("eva@example.org", roles=[Role.AUDITOR])], by=by).tokens
    lone = invite([Invitee("ana@example.org", roles=[Role.CODER])], by=COMMAND_LINE)
    assert not lone.waits


def test_who_cannot_be_invited() -> None:
    by = came()
    UserFactory(email="here@example.org")
    UserFactory(email="coder@example.org", roles=[Role.CODER])
    invite([Invitee("open@example.org", roles=[Role.AUDITOR])], by=by)
    refusals = {
        "not an email": Invitee("maria", roles=[Role.AUDITOR]),
        "has an account": Invitee("HERE@example.org", roles=[Role.AUDITOR]),
        "open invitation": Invitee("Open@example.org", roles=[Role.AUDITOR]),
        "invite yourself": Invitee(by.email.replace("@", "+second@"), roles=[Role.AUDITOR]),
        "same mailbox": Invitee("coder+2@example.org", roles=[Role.EDITOR]),
        "at least one role": maria(),
        "Nobody is invited": maria(Role.TIPSTER),
        "can be limited": maria(Role.AUDITOR, countries=["COL"]),
        "No country": maria(Role.CODER, countries=["XXX"]),
        "do not write letters": maria(Role.AUDITOR, language="de"),
        "most 500": maria(Role.AUDITOR, note="x" * 501),
    }

    for sentence, one in refusals.items():
        with pytest.raises(NotPossible, match=sentence):
            invite([one], by=by)
    with pytest.raises(NotAllowed):
        invite([maria(Role.AUDITOR)], by=UserFactory(roles=set(Role) - {Role.ADMINISTRATOR}))
    with pytest.raises(NotPossible, match="at most 200"):
        invite([maria(Role.AUDITOR)] * 201, by=by)
    assert Invitation.objects.count() == 1


def test_links_are_shown_only_where_no_letter_can_be_sent(posted: Posted) -> None:
    (row,) = invite([maria(Role.AUDITOR)], by=came()).invitations
    with pytest.raises(NotPossible, match="by letter"):
        show_link(row, by=came())


def test_a_new_link_voids_the_earlier_one_and_a_withdrawn_one_opens_nothing() -> None:
    by = came()
    done = invite([maria(Role.AUDITOR)], by=by)
    (row,) = done.invitations
    second = show_link(row, by=by)
    third = invite_again(row, by=by)[row.pk]
    for void in (done.tokens[row.pk], second):
        with pytest.raises(NotPossible, match="no longer valid"):
            accept(void, PASSWORD)
    take_back(row, by=by)
    with pytest.raises(NotPossible, match="no longer valid"):
        accept(third, PASSWORD)
    with pytest.raises(NotPossible, match="already"):
        take_back(row, by=by)
    assert not User.objects.filter(email=MARIA).exists()


def test_it_ends_after_a_week_and_its_address_goes_a_month_later() -> None:
    by = came()
    done = invite([maria(Role.AUDITOR)], by=by)
    (row,) = done.invitations
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPossible, match="no longer valid"):
        accept(done.tokens[row.pk], PASSWORD)
    assert invite([maria(Role.AUDITOR)], by=by).tokens  # an expired one stands in nobody's way
    Invitation.objects.filter(pk=row.pk).update(taken_back_at=timezone.now() - KEPT * 2)
    assert forget_old() == 1
    row.refresh_from_db()
    assert (row.email, row.name) == ("", "")


def test_whoever_is_no_administrator_any_more_lets_nobody_in() -> None:
    by, other = came(), came()
    done = invite([maria(Role.AUDITOR)], by=by)
    revoke_role(by, Role.ADMINISTRATOR, by=other, why="bought")
    with pytest.raises(NotPossible, match="no longer valid"):
        accept(*done.tokens.values(), PASSWORD)
    with pytest.raises(NotPossible, match="invite anew"):
        invite_again(done.invitations[0], by=other)


def test_the_browser_of_whoever_invites_opens_no_second_account() -> None:
    by = came()
    done = invite([maria(Role.CODER)], by=by)
    note_device(by, "their browser")
    with pytest.raises(NeedsSecondPerson, match="browser of your own"):
        accept(*done.tokens.values(), PASSWORD, browser="their browser")
    assert Device.objects.count() == 1
    colleague = UserFactory(roles=[Role.CODER])
    accept(*done.tokens.values(), PASSWORD, browser="another")
    assert Letter.objects.filter(kind="reset").get().to_user == colleague
