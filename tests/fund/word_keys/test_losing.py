"""A lost key: two officers, the party hears of it, and no officer sees the key that counts."""

import re

import pytest
from django.test import Client

from desk.conftest import signed_in
from fund import factories
from fund.applicants import old_ticket
from fund.factories import officer
from fund.word_keys.test_opening import keyed, typed
from vigil.fund.models import Conflict, KeyLoss, Party, WordKey
from vigil.fund.parties.verbs import own_page_links, registering, removing, sealing
from vigil.fund.payments.verbs import approval_terms
from vigil.fund.word_keys.verbs import losing
from vigil.fund.word_keys.verbs.opening import WrongKey, open_by_key
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Letter, Sealed
from vigil.trust.vault.verbs.own_keys import open_under_to_act

pytestmark = pytest.mark.django_db
Way, State = KeyLoss.Way, KeyLoss.State


def lost(**values: str) -> tuple[Party, KeyLoss, str]:
    """Make a party that lost its key; return it, the request and the key."""
    who, key = keyed(factories.party(**values))
    return who, losing.ask_for_new_key(who, "I know their voice.", by=officer()), key.text


def test_a_second_officer_grants_it_and_the_old_key_ends() -> None:
    who, loss, key = lost()
    assert open_by_key(key, "en").token  # until it is granted
    with pytest.raises(NeedsSecondPerson):
        losing.grant_new_key(loss, Way.PAPER, by=loss.asked_by)
    assert losing.open_how(loss, by=officer(), why="to decide") == "I know their voice."
    with pytest.raises(NotPossible, match="asked for already"):
        losing.ask_for_new_key(who, "again", by=officer())
    slip = losing.grant_new_key(loss, Way.PAPER, by=officer())
    assert slip is not None
    with pytest.raises(WrongKey):
        open_by_key(key, "en")
    client = Client()
    at = typed(client, slip.text)["Location"]
    assert at.endswith("/key/")
    assert client.get(at.removesuffix("key/")).status_code == 404  # it opens nothing else
    made = client.post(at, {"ticket": old_ticket(), "do": "make", "kind": "digits"})
    parts = re.findall(r"<li>(\d{4})</li>", made.content.decode())
    done = client.post(at, {"ticket": old_ticket(), "do": "try", "key": "".join(parts)})
    assert client.get(done["Location"]).status_code == 200
    assert client.get(done["Location"].removesuffix("key/")).status_code == 200
    assert typed(client, slip.text).status_code == 422  # the slip is worth nothing any more
    loss.refresh_from_db()
    assert (loss.state, WordKey.objects.filter(once=True).count()) == (State.ENDED, 0)


def test_by_letter_the_link_is_sealed_and_waits() -> None:
    email = {"contact_by": Party.Contact.EMAIL, "contact": "ana@example.org"}
    who, loss, key = lost(**email)
    with pytest.raises(NotPossible, match="choose the sealed letter"):
        losing.grant_new_key(loss, Way.PAPER, by=officer())
    assert open_by_key(key, "en").token  # nothing was done
    assert losing.grant_new_key(loss, Way.LETTER, by=officer()) is None
    letter = Letter.objects.latest("pk")
    assert letter.state == Letter.State.WAITING
    rows = Sealed.objects.filter(subject_key=letter.uid)
    rows = rows.filter(field="body")
    said = [open_under_to_act(who.subject, one, why="writing the letter") for one in rows]
    path = re.findall(r"/mine/\S+", " ".join(said))[0]
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert "Make a key" in page.content.decode()
    assert client.get(path.removesuffix("key/")).status_code == 404


def test_the_party_reads_of_it_and_can_stop_it() -> None:
    who, loss, _key = lost()
    client, at = Client(), f"/mine/{own_page_links.new_link(who, by=None)}/"
    assert "a new key to this page was asked for" in client.get(at).content.decode()
    slip = losing.grant_new_key(loss, Way.PAPER, by=officer())
    assert slip is not None
    assert "It was granted on" in client.get(at).content.decode()
    stopped = client.post(at, {"ticket": old_ticket(), "do": "stop-new-key"})
    assert "Stopped" in stopped.content.decode()
    assert typed(client, slip.text).status_code == 422
    loss.refresh_from_db()
    assert (loss.state, loss.answered_by) == (State.REFUSED, None)


def test_who_saw_the_slip_does_not_approve_an_account_from_it() -> None:
    who, loss, _key = lost()
    by = officer()
    losing.grant_new_key(loss, Way.PAPER, by=by)
    registering.say_own(who, bank="ES91 2100 0418 4502 0005 1332")
    assert approval_terms.entered_account(who, by)
    assert not approval_terms.entered_account(who, officer())


def test_who_may_not_and_what_is_missing() -> None:
    who, by = factories.party(), officer()
    with pytest.raises(Unfit):
        losing.ask_for_new_key(who, " ", by=by)
    with pytest.raises(NotAllowed):
        losing.ask_for_new_key(who, "how", by=factories.reviewer())
    loss = losing.ask_for_new_key(who, "how", by=by)
    second = officer()
    with pytest.raises(Unfit):
        losing.grant_new_key(loss, "pigeon", by=second)
    with pytest.raises(NotPossible, match="no email address"):
        losing.grant_new_key(loss, Way.LETTER, by=second)
    Conflict.objects.create(party=who, user=second, said_by=by)
    with pytest.raises(NotAllowed):
        losing.grant_new_key(loss, Way.PAPER, by=second)
    losing.refuse_new_key(loss, by=officer())
    with pytest.raises(NotPossible, match="answered already"):
        losing.grant_new_key(loss, Way.PAPER, by=officer())
    again = losing.ask_for_new_key(who, "how", by=by)
    losing.grant_new_key(again, Way.PAPER, by=officer())
    assert losing.ask_for_new_key(who, "the slip was lost", by=by).state == State.ASKED
    removing.remove(who, by=None, why="asked")
    assert not sealing.is_kept(losing.KIND, loss.uid, losing.HOW)


def test_at_the_desk(client: Client) -> None:
    who, _key = keyed()
    at = f"/desk/fund/parties/{who.uid}/"
    first, second = signed_in(officer()), signed_in(officer())
    assert first.post(at, {"act": "lost_key", "how": ""}).status_code == 422
    assert first.post(at, {"act": "lost_key", "how": "Her voice."}).status_code == 302
    assert "A second officer grants it" in second.get(at).content.decode()
    refused = first.post(at, {"act": "grant_key", "way": "paper"})
    assert refused.status_code == 409
    opened = second.post(at, {"act": "open_key_loss", "why": "to decide"})
    assert "Her voice." in opened.content.decode()
    slip = second.post(at, {"act": "grant_key", "way": "paper"})
    page = slip.content.decode()
    assert page.count("<li>") == 7
    assert who.code not in page.replace(at, "")
    assert "no-store" in slip["Cache-Control"]
    assert "They did not make one yet" in second.get(at).content.decode()
