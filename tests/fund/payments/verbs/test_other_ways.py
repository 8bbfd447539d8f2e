"""Cash and intermediaries: asked by one, approved by two others, seen by two, receipted."""

from datetime import timedelta
from typing import Any

import pytest

from days import today
from fund.factories import a_grant, approve, approved, officer, paid, party
from vigil.fund.models import Payment, Tranche
from vigil.fund.payments import queries
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import choosing_ways, paying, proving, witnessing
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Sealed
from vigil.trust.people.duplicate_accounts import note_device
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db
WHY, CARRIER = "The bank reports to those who follow them.", "Aunt Qyx"


def tranche() -> Tranche:
    row: Tranche = a_grant(of=party(bank="ES91 2100 0418")).tranches.get(number=1)
    return row


def carried(row: Tranche | None = None, **values: Any) -> Payment:
    """Pay a tranche through an intermediary."""
    row = row or tranche()
    choosing_ways.ask_for_way(row, PaymentWay.INTERMEDIARY, WHY, CARRIER, by=officer())
    values = {"by": officer(), **values}
    sent = {"paid_on": today(), "sent_minor": 50_000, "sent_currency": "USD"}
    return paying.pay(approved(row.grant), **sent, **values)


def sent_by_bank() -> Payment:
    """Pay a tranche by bank, without the proof of it."""
    row = approved(tranche().grant)
    values = {"paid_on": today(), "sent_minor": 50_000, "sent_currency": "USD"}
    return paying.pay(row, by=officer(), **values)


def saw(payment: Payment, minor: int | None = None, **values: Any) -> Any:
    told = {"on": today(), "seen": "She counted it.", "by": officer()} | values
    return witnessing.witness(payment, minor or payment.sent_minor, **told)


def test_two_others_approve_the_way_and_who_carries_it() -> None:
    row, asker = tranche(), officer()
    choosing_ways.ask_for_way(row, PaymentWay.INTERMEDIARY, WHY, CARRIER, by=asker)
    with pytest.raises(NeedsSecondPerson, match="way of payment"):
        approve(row, asker)
    other = officer()
    note_device(asker, "one browser")
    note_device(other, "one browser")
    with pytest.raises(NeedsSecondPerson, match="way of payment"):
        approve(row, other)
    assert paying.open_terms(row, by=officer()).intermediary == CARRIER
    row = approved(row.grant)
    choosing_ways.ask_for_way(row, PaymentWay.INTERMEDIARY, WHY, "Somebody else", by=asker)
    row.refresh_from_db()
    assert row.state == Tranche.State.PLANNED
    assert not row.approvals.exists()


def test_what_was_opened_before_the_way_changed_approves_nothing() -> None:
    row, by = tranche(), officer()
    seen = paying.open_terms(row, by=by).seen_by(by)
    choosing_ways.ask_for_way(row, PaymentWay.CASH, WHY, by=officer())
    with pytest.raises(NotPossible, match="changed"):
        paying.approve(row, seen=seen, by=by)


def test_a_way_changed_behind_the_verb_is_not_paid() -> None:
    row = approved(tranche().grant)
    Tranche.objects.filter(pk=row.pk).update(way=PaymentWay.CASH)
    with pytest.raises(NotPossible, match="not what two people approved"):
        paying.pay(row, paid_on=today(), sent_minor=50_000, sent_currency="USD", by=officer())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"way": "pigeon"}, "way"),
        ({"way": "cash", "why": " "}, "why"),
        ({"way": "intermediary", "why": WHY}, "intermediary"),
    ],
)
def test_a_way_has_a_reason_and_an_intermediary_a_name(values: dict[str, str], field: str) -> None:
    with pytest.raises(Unfit) as error:
        choosing_ways.ask_for_way(tranche(), by=officer(), **values)
    assert error.value.field == field


def test_back_to_the_bank_nothing_of_it_is_kept_and_paid_it_stays() -> None:
    row = tranche()
    choosing_ways.ask_for_way(row, PaymentWay.INTERMEDIARY, WHY, CARRIER, by=officer())
    row = choosing_ways.ask_for_way(row, PaymentWay.BANK, by=officer())
    assert row.way_asked_by is None
    assert not Sealed.objects.filter(subject_key=row.uid).exists()
    payment = paid(row.grant)
    assert payment.way == PaymentWay.BANK
    with pytest.raises(NotPossible, match="paid"):
        choosing_ways.ask_for_way(row, PaymentWay.CASH, WHY, by=officer())


def test_two_people_who_are_not_the_payer_see_it() -> None:
    payer = officer()
    payment = carried(by=payer)
    assert any("2 witnesses" in said for said in queries.lacks(payment))
    with pytest.raises(NeedsSecondPerson, match="recorded this payment"):
        saw(payment, by=payer)
    one, same = officer(), officer()
    for user in (one, same):
        note_device(user, "one browser")
    saw(payment, by=one)
    with pytest.raises(NeedsSecondPerson):
        saw(payment, by=same)
    saw(payment, by=one, seen="She counted it twice.")
    assert payment.witnesses.count() == 1
    saw(payment)
    (left,) = queries.lacks(payment)
    assert "receipt is missing" in left
    Payment.objects.filter(pk=payment.pk).update(received_on=today())
    payment = Payment.objects.get(pk=payment.pk)
    assert queries.lacks(payment) == [] == queries.lacking(Payment.objects.filter(reverses=None))


def test_who_saw_another_sum_is_named_until_it_is_corrected() -> None:
    payment, one = carried(), officer()
    saw(payment, payment.sent_minor - 5_000, by=one)
    saw(payment)
    assert any(str(one) in said for said in queries.lacks(payment))
    saw(payment, by=one)
    assert not any(str(one) in said for said in queries.lacks(payment))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minor": -1}, "amount"),
        ({"on": today() + timedelta(days=1)}, "on"),
        ({"on": today() - timedelta(days=9)}, "on"),
        ({"seen": " "}, "seen"),
    ],
)
def test_what_does_not_fit_is_named(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as error:
        saw(carried(), **values)
    assert error.value.field == field


def test_a_transfer_needs_its_proof_and_no_witness() -> None:
    payment = sent_by_bank()
    with pytest.raises(NotPossible, match="no witness"):
        saw(payment)
    (left,) = queries.lacks(payment)
    assert "proof of transfer" in left
    paying.reverse(payment, on=today(), by=officer(), why="Sent twice.")
    assert queries.lacks(Payment.objects.get(pk=payment.pk)) == []
    assert queries.lacking(Payment.objects.filter(reverses=None)) == []


def test_a_proof_is_kept_sealed_opened_and_removed(tmp_path: Any, settings: Any) -> None:
    settings.DATA = tmp_path
    payment, by = sent_by_bank(), officer()
    with pytest.raises(FileRefused):
        proving.attach_proof(payment, b"", by=by)
    with pytest.raises(NotAllowed):
        proving.attach_proof(payment, png(), by=reviewer_of_nothing())
    file = proving.attach_proof(payment, png(), by=by)
    assert queries.has_proof(payment)
    assert queries.lacks(payment) == []
    assert png() not in b"".join(p.read_bytes() for p in tmp_path.rglob("*.age"))
    assert proving.open_proof(file, by=by, why="to check").startswith(b"\x89PNG")
    proving.remove_proof(file, by=by)
    assert not queries.has_proof(Payment.objects.get(pk=payment.pk))
    assert Decision.objects.filter(verb="remove_proof").exists()


def png() -> bytes:
    """Return a small picture."""
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "PNG")
    return stream.getvalue()


def reviewer_of_nothing() -> Any:
    from fund.factories import reviewer

    return reviewer()
