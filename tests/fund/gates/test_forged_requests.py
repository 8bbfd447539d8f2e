"""Attempts by request: forged forms, addresses of others, files that lie. Each gets nothing.

Every attempt sends what no page of ours offers to who sends it, and then finds nothing changed.
"""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from days import today
from desk.conftest import signed_in
from each import each
from factories import UserFactory
from fund import factories as fund
from fund.applicants import begun, old_ticket, open_call
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import determining
from vigil.fund.calls import verbs as calls
from vigil.fund.calls import versions
from vigil.fund.calls.exchange.verbs import take_form
from vigil.fund.holds import verbs as holds
from vigil.fund.messages import verbs as messages
from vigil.fund.models import (
    Agreement,
    Application,
    ApplicationFile,
    Approval,
    Determination,
    Grant,
    Hold,
    Party,
    Payment,
    Report,
    SwitchedGate,
    WordKey,
)
from vigil.fund.parties.verbs import own_page_links, who_may_know
from vigil.fund.payments.verbs import paying
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.word_keys.verbs import making
from vigil.fund.word_keys.verbs.opening import open_by_key
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


@dataclass
class Stage:
    """Two grants of two parties, with the links of their pages, and people who want too much."""

    officer: User
    stranger: User
    """An officer with a conflict of interest in the first party."""
    auditor: User
    reviewer: User
    """Reviews an application of the first party, in a blind call."""
    mine: Grant
    other: Grant
    applied: Application
    payment: Payment
    offered: Agreement
    token: str
    other_token: str


@pytest.fixture(scope="module")
def made(shared_world: None) -> Stage:
    one, other = fund.party(name="Qyxann"), fund.party(name="Vorpal")
    mine, theirs = fund.a_grant(of=one), fund.a_grant(of=other)
    by = fund.officer()
    stranger = fund.officer()
    who_may_know.say_conflict(one, stranger, by=by)
    payment = fund.paid(mine)
    applied = fund.application(of=one, call=fund.call(blind=True))
    reads = fund.reviewer()
    reviewing.assign(applied, reads, by=by)
    offered = agreements.offer(mine, "Qyxann gets two parts.", by=by)
    messages.write(one, "Qyxann, call us.", by=by)
    return Stage(
        by,
        stranger,
        UserFactory(roles=[Role.AUDITOR]),
        reads,
        mine,
        theirs,
        applied,
        payment,
        offered,
        own_page_links.new_link(one, by=None),
        own_page_links.new_link(other, by=None),
    )


@pytest.fixture
def stage(made: Stage, tmp_path: Path, settings: Settings) -> Stage:
    settings.DATA = tmp_path / "data"
    return deepcopy(made)


def state() -> list[object]:
    """Return what no attempt may change."""
    return [
        *(list(model.objects.order_by("pk").values()) for model in (Payment, Approval, Agreement)),
        list(Report.objects.order_by("pk").values("pk", "state")),
        list(SwitchedGate.objects.values("gate", "confirmed_by")),
        list(Hold.objects.values("pk", "lifted_at")),
        list(Party.objects.order_by("pk").values("pk", "link_digest", "contact_by")),
        list(Application.objects.order_by("pk").values("pk", "state", "conditions_read_by")),
        ApplicationFile.objects.count(),
        Decision.objects.filter(verb="seal").count(),
    ]


type Attempt = Callable[[Stage], Any]
ATTEMPTS: dict[str, Attempt] = {}


def attempt(act: Attempt) -> Attempt:
    """Register an attempt; it returns the answer, which must refuse."""
    ATTEMPTS[act.__name__] = act
    return act


def own(token: str, page: str, **data: Any) -> Any:
    """Send a form of somebody's own page."""
    return Client().post(f"/mine/{token}/{page}", {"ticket": old_ticket(), **data})


def at_desk(who: User, name: str, *args: object, **data: Any) -> Any:
    return signed_in(who).post(reverse(name, args=args), data)


# Somebody else's things, by one's own link


@attempt
def accept_the_agreement_of_another(stage: Stage) -> Any:
    uid = stage.offered.uid
    return own(stage.other_token, "agreed/", do="accept", of=uid, sure="on")


@attempt
def read_the_agreement_of_another(stage: Stage) -> Any:
    return own(stage.other_token, "agreed/", do="read", of=stage.offered.uid)


@attempt
def decline_the_agreement_of_another(stage: Stage) -> Any:
    return own(stage.other_token, "agreed/", do="decline", of=stage.offered.uid)


@attempt
def confirm_the_receipt_of_another(stage: Stage) -> Any:
    data = {"do": "arrived", "of": stage.payment.uid, "on": str(today())}
    return own(stage.other_token, "dates/", **data)


@attempt
def say_that_the_money_of_another_is_missing(stage: Stage) -> Any:
    return own(stage.other_token, "dates/", do="missing", of=stage.payment.uid, text="x")


@attempt
def read_the_message_of_another(stage: Stage) -> Any:
    uid = stage.mine.party.messages.exclude(by=None).get().uid
    return own(stage.other_token, "messages/", do="read", of=uid)


@attempt
def take_back_the_application_of_another(stage: Stage) -> Any:
    return own(stage.other_token, "", do="take-back", application=stage.applied.uid, sure="on")


@attempt
def read_the_answer_of_another(stage: Stage) -> Any:
    return own(stage.other_token, "", do="read", application=stage.applied.uid)


@attempt
def open_the_draft_of_another(stage: Stage) -> Any:
    return Client().get(f"/mine/{stage.other_token}/{stage.applied.uid}/")


@attempt
def report_in_the_name_of_another(stage: Stage) -> Any:
    report = Report.objects.create(grant=stage.mine, kind="narrative", due_on=today())
    before = state()
    answer = own(stage.other_token, f"report/{report.uid}/", do="send", text="All is well.")
    assert state() == before
    report.delete()
    return answer


@attempt
def confirm_an_account_without_having_seen_its_end(stage: Stage) -> Any:
    return own(stage.other_token, "account/", do="confirm", of="0000")


@attempt
def send_a_form_without_a_ticket(stage: Stage) -> Any:
    data = {"do": "accept", "of": stage.offered.uid, "sure": "on"}
    return Client().post(f"/mine/{stage.token}/agreed/", data)


@attempt
def accept_by_asking_for_the_page(stage: Stage) -> Any:
    at = f"/mine/{stage.other_token}/agreed/"
    answer = Client().get(at, {"do": "accept", "of": stage.offered.uid, "sure": "on"})
    assert "Qyxann" not in answer.content.decode()
    return Client().put(at)


@attempt
def open_a_page_by_half_a_link(stage: Stage) -> Any:
    return Client().get(f"/mine/{stage.token[:-1]}/")


# The desk


@attempt
def approve_by_a_link_that_was_kept(stage: Stage) -> Any:
    tranche = stage.other.tranches.get(number=1)
    return at_desk(
        stage.officer, "desk_grants:grant", stage.other.pk, act="approve", of=tranche.uid, seen="0"
    )


@attempt
def approve_the_tranche_of_another_grant(stage: Stage) -> Any:
    tranche = stage.mine.tranches.get(number=2)
    seen = paying.open_terms(tranche, by=stage.officer).seen_by(stage.officer)
    data = {"act": "approve", "of": tranche.uid, "seen": seen, "condition_met": "on"}
    return at_desk(stage.officer, "desk_grants:grant", stage.other.pk, **data)


@attempt
def pay_what_nobody_approved(stage: Stage) -> Any:
    tranche = stage.other.tranches.get(number=1)
    data = {"paid_on": str(today()), "sent": "500", "sent_currency": "USD", "rate": "1"}
    return at_desk(
        stage.officer, "desk_grants:grant", stage.other.pk, act="pay", of=tranche.uid, **data
    )


@attempt
def accept_a_report_through_another_grant(stage: Stage) -> Any:
    report = Report.objects.create(
        grant=stage.mine, kind="narrative", due_on=today(), state="received"
    )
    answer = at_desk(
        stage.officer, "desk_grants:grant", stage.other.pk, act="accept", of=report.uid
    )
    assert Report.objects.get(pk=report.pk).state == "received"
    report.delete()
    return answer


@attempt
def open_the_grant_of_whom_one_has_an_interest_in(stage: Stage) -> Any:
    return signed_in(stage.stranger).get(reverse("desk_grants:grant", args=[stage.mine.pk]))


@attempt
def open_the_payment_of_whom_one_has_an_interest_in(stage: Stage) -> Any:
    at = reverse("desk_grants:payment", args=[stage.payment.uid])
    return signed_in(stage.stranger).get(at)


@attempt
def open_a_proof_through_another_payment(stage: Stage) -> Any:
    other = fund.paid(stage.other)
    before = state()
    uid = stage.payment.files.get().uid
    answer = at_desk(
        stage.officer, "desk_grants:payment", other.uid, act="open_file", what=uid, why="To see."
    )
    assert state() == before
    return answer


@attempt
def stop_quietly_somebody_one_may_not_know(stage: Stage) -> Any:
    return at_desk(
        stage.stranger, "desk_fund:hold", stage.mine.party.uid, act="hold", sign="other", why="x"
    )


@attempt
def read_the_page_of_a_party_as_an_auditor(stage: Stage) -> Any:
    return signed_in(stage.auditor).get(reverse("desk_fund:party", args=[stage.mine.party.uid]))


@attempt
def read_messages_as_an_auditor(stage: Stage) -> Any:
    return signed_in(stage.auditor).get(reverse("desk_fund:thread", args=[stage.mine.party.uid]))


@attempt
def switch_a_gate_off_as_an_auditor(stage: Stage) -> Any:
    return at_desk(stage.auditor, "desk_grants:gates", act="off", gate="proof", why="We hurry.")


@attempt
def switch_off_what_has_no_switch(stage: Stage) -> Any:
    return at_desk(stage.officer, "desk_grants:gates", act="off", gate="sanctions", why="x")


@attempt
def switch_approval_off(stage: Stage) -> Any:
    return at_desk(stage.officer, "desk_grants:gates", act="off", gate="approval", why="x")


@attempt
def confirm_a_switch_that_nobody_asked_for(stage: Stage) -> Any:
    return at_desk(stage.officer, "desk_grants:gates", act="confirm", of="1")


@attempt
def open_bank_texts_as_an_auditor(stage: Stage) -> Any:
    return signed_in(stage.auditor).post(reverse("desk_finance:statements"), {"act": "import"})


@attempt
def agree_with_a_decision_that_one_may_not_know(stage: Stage) -> Any:
    return at_desk(stage.stranger, "desk_fund:decisions", act="agree", decisions=["0" * 32])


@attempt
def open_an_application_as_its_blind_reviewer(stage: Stage) -> Any:
    return signed_in(stage.reviewer).get(reverse("desk_fund:application", args=[stage.applied.uid]))


@attempt
def open_its_party_as_a_blind_reviewer(stage: Stage) -> Any:
    return signed_in(stage.reviewer).get(reverse("desk_fund:party", args=[stage.applied.party.uid]))


@attempt
def export_as_a_blind_reviewer(stage: Stage) -> Any:
    return signed_in(stage.reviewer).get(reverse("desk_grants:export"))


@attempt
def read_the_panel_as_a_blind_reviewer(stage: Stage) -> Any:
    return signed_in(stage.reviewer).get(reverse("desk_fund:panel", args=[stage.applied.call.slug]))


@attempt
def read_the_audit_as_a_blind_reviewer(stage: Stage) -> Any:
    return signed_in(stage.reviewer).get(reverse("desk_grants:audit"))


MAKE_MORE = (open_a_proof_through_another_payment,)
"""Attempts that begin with more than there is; they look themselves."""
REFUSALS = (302, 400, 403, 404, 405, 409, 422)


@pytest.mark.tail("the pages' own tests try a forged act each; verbs refuse what is forged")
@each("name", ATTEMPTS, ids=str)
def test_nothing_is_got_by_a_forged_request(name: str, stage: Stage) -> None:
    with transaction.atomic():
        before = state()
        answer = ATTEMPTS[name](stage)
        assert answer.status_code in REFUSALS, answer.status_code
        said = answer.content.decode()
        assert "Qyxann" not in said
        if ATTEMPTS[name] not in MAKE_MORE:
            assert state() == before
        transaction.set_rollback(True)


# Keys


@pytest.mark.tail("test_opening asks of keys that are unknown and untried")
def test_a_key_page_says_the_same_of_keys_that_are_and_are_not(stage: Stage) -> None:
    """An unknown key, one of a party that was removed, an untried one: one page, one status."""
    party = stage.mine.party
    untried = making.make_key(party, WordKey.Form.DIGITS, "")
    unknown = making.new_key(WordKey.Form.DIGITS)
    answers = [
        Client().post("/key/", {"ticket": old_ticket(), "key": key.text})
        for key in (untried, unknown)
    ]
    shown = [
        a.content.decode().replace(key.text, "")
        for a, key in zip(answers, (untried, unknown), strict=True)
    ]
    assert {a.status_code for a in answers} == {422}
    assert len({len(text) for text in shown}) == 1


@pytest.mark.tail("test_opening leaves a page")
def test_nothing_is_left_after_leaving(stage: Stage) -> None:
    party = stage.mine.party
    key = making.make_key(party, WordKey.Form.DIGITS, "")
    making.try_key(party, key.text, "en")
    token = open_by_key(key.text, "en").token
    client = Client()
    page = client.get(f"/mine/{token}/")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    made_anew = client.post(
        f"/mine/{token}/key/", {"ticket": old_ticket(), "do": "make", "kind": "digits"}
    )
    assert "no-store" in made_anew["Cache-Control"]
    assert client.post(f"/mine/{token}/", {"ticket": old_ticket(), "do": "leave"})
    for path in ("", "agreed/", "account/", "messages/", "key/"):
        assert client.get(f"/mine/{token}/{path}").status_code == 404, path


# What is not seen of a quiet stop


@pytest.mark.tail("test_screens compares the first page under a stop")
def test_a_stop_is_seen_by_nobody_who_may_not_know(stage: Stage) -> None:
    """Neither the grantee, nor an auditor, nor the log, nor who has an interest learns of it."""
    pages = [
        f"/mine/{stage.token}/{path}" for path in ("", "agreed/", "dates/", "due/", "account/")
    ]
    before = [Client().get(path).content for path in pages]
    holds.hold(stage.mine.party, Hold.Sign.COERCION, "They whisper.", by=stage.officer)
    after = [Client().get(path).content for path in pages]
    assert [len(one) for one in before] == [len(one) for one in after]
    desk = [
        reverse("desk_grants:audit"),
        reverse("desk_grants:audit_grant", args=[stage.mine.pk]),
        reverse("desk_finance:home"),
        reverse("desk_finance:forecast"),
    ]
    for path in desk:
        said = signed_in(stage.auditor).get(path).content.decode().lower()
        assert "quiet stop" not in said, path
    told = signed_in(stage.stranger).get(reverse("desk_finance:home")).content.decode()
    assert stage.mine.party.code not in told


def test_the_log_has_neutral_words_for_a_stop() -> None:
    from vigil.fund.holds.verbs import LOG

    words = " ".join(map(str, [*LOG.verbs.values(), *LOG.kinds.values(), *LOG.reasons.values()]))
    assert "stop" not in words
    assert "coerc" not in words


# Changed between looking and pressing


def test_one_agrees_with_the_decision_that_was_shown() -> None:
    """The first officer puts another decision in its place while the second one reads."""
    applied, first, second = fund.stated(fund.application()), fund.officer(), fund.officer()
    why = {"exception": "It is urgent."}
    determining.determine(applied, "decline", "So.", "No.", by=first, **why)
    page = reverse("desk_fund:application", args=[applied.uid])
    client = signed_in(second)
    shown = re.findall(r'name="decision" value="(\w+)"', client.get(page).content.decode())
    assert len(set(shown)) == 1
    determining.determine(applied, "award", "So.", "Yes.", by=first, **why)
    answer = client.post(page, {"act": "agree", "decision": shown[0]})
    assert answer.status_code == 409
    assert not Determination.objects.exclude(agreed_by=None).exists()


# Forms


def form_file(*fields: dict[str, Any]) -> bytes:
    """Return a file with a form of these fields."""
    return json.dumps({"vigil_form": 1, "form": fields}).encode()


HOSTILE_JSON: dict[str, bytes] = {
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "another format": b'{"vigil_form": 99, "form": []}',
    "a NUL": form_file({"key": "a", "kind": "text", "label": {"en": "\0"}}),
    "half a character": b'{"vigil_form": 1, "form": [{"key": "\\ud800"}]}',
    "infinite": b'{"vigil_form": 1, "form": [{"key": "a", "kind": "long", "most": Infinity}]}',
    "no list": b'{"vigil_form": 1, "form": {"key": "a"}}',
    "another kind": form_file({"key": "a", "kind": "script", "label": {"en": "x"}}),
    "two of one key": form_file(*[{"key": "a", "kind": "text", "label": {"en": "x"}}] * 2),
    "a reserved key": form_file({"key": "ticket", "kind": "text", "label": {"en": "x"}}),
    "a key with a path": form_file({"key": "../a", "kind": "text", "label": {"en": "x"}}),
    "too large": b'{"vigil_form": 1, "form": "' + b"x" * 2_100_000 + b'"}',
    "a workbook that is none": b"PK\x03\x04" + b"\0" * 400,
}


@pytest.mark.tail("tests/fund/calls/exchange tries a hostile form of each kind")
@each("name", HOSTILE_JSON, ids=str)
def test_a_hostile_form_is_refused(name: str, stage: Stage) -> None:
    call = fund.call(state="draft")
    form = list(call.form)
    with pytest.raises(NotPossible) as refused:
        take_form(call, HOSTILE_JSON[name], by=stage.officer)
    assert str(refused.value)
    call.refresh_from_db()
    assert call.form == form


CONDITIONAL: list[dict[str, Any]] = [
    {"key": "who", "kind": "text", "label": {"en": "Name"}, "required": True, "identity": True},
    {
        "key": "group",
        "kind": "choice",
        "label": {"en": "Are you a group?"},
        "required": True,
        "options": [{"key": "yes", "label": {"en": "Yes"}}, {"key": "no", "label": {"en": "No"}}],
    },
    {
        "key": "members",
        "kind": "long",
        "label": {"en": "Who are your members?"},
        "when": [{"field": "group", "is": ["yes"]}],
    },
]


@pytest.mark.tail("tests/fund/applications drops answers of hidden parts")
def test_what_was_sent_keeps_its_form_and_no_hidden_answer(stage: Stage) -> None:
    """An officer edits the form afterwards; an answer of a part that was not shown is dropped."""
    call = open_call(form=CONDITIONAL)
    started = begun(call)
    page = f"/mine/{started.token}/{started.application.uid}/"
    smuggled = {"who": "Ana", "group": "no", "members": "Canarymember"}
    data = {"do": "send", "confirm": "0", "ticket": old_ticket(), "version": "0", **smuggled}
    assert Client().post(page, data).status_code in (200, 302, 303)
    sent = Application.objects.get(pk=started.application.pk)
    assert sent.state == Application.State.SUBMITTED
    opened = reviewing.open_application(sent, by=stage.officer, why="To read.")
    assert "Canarymember" not in str(opened)
    calls.edit_call(call, by=stage.officer, form=fund.FORM)
    assert versions.form_of(Application.objects.get(pk=sent.pk)) == CONDITIONAL
