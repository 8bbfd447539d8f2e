"""A decision stands: the model refuses to change or delete it, and so does the database."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from factories import UserFactory
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db


def decided(by: User | None = None) -> Decision:
    return record("open", "case", "V-1000", by=by, after={"stage": "open"}, why="three outlets")


def refused(statement: str, because: str) -> None:
    with (
        pytest.raises(DatabaseError, match=because),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_model_refuses_a_change() -> None:
    decision = decided()
    decision.why = "another reason"
    with pytest.raises(TypeError, match="never changed"):
        decision.save()
    with pytest.raises(TypeError, match="never changed"):
        Decision.objects.update(why="another reason")
    with pytest.raises(TypeError, match="never changed"), transaction.atomic():
        Decision.objects.bulk_update([decision], ["why"])
    assert Decision.objects.get().why == "three outlets"


def test_the_model_refuses_a_deletion() -> None:
    decision = decided()
    with pytest.raises(TypeError, match="never deleted"):
        decision.delete()
    with pytest.raises(TypeError, match="never deleted"):
        Decision.objects.filter(verb="open").delete()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    ["why = 'another'", "actor_id = NULL", "at = '2001-01-01 00:00:00+00:00'", "target_key = 'x'"],
)
def test_the_database_refuses_a_change(change: str) -> None:
    decision = decided(by=UserFactory())
    refused(f"UPDATE trust_decision SET {change}", "never changed")
    assert Decision.objects.get() == decision
    assert Decision.objects.get().why == "three outlets"


def test_the_database_refuses_a_deletion() -> None:
    decided()
    refused("DELETE FROM trust_decision", "never deleted")
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_empty_the_log() -> None:
    with transaction.atomic():
        decided()
    # SQLite has no TRUNCATE; replacing a row is its other way to make one vanish.
    if connection.vendor == "postgresql":
        refused("TRUNCATE trust_decision CASCADE", "never deleted")
    else:
        refused("UPDATE OR REPLACE trust_decision SET id = id + 1", "never changed")
    assert Decision.objects.count() == 1


def test_a_second_row_of_the_same_number_replaces_nothing() -> None:
    decision = decided()
    again = Decision(pk=decision.pk, verb="reject", target_kind="case", target_key="V-1000")
    with pytest.raises(DatabaseError), transaction.atomic():
        again.save()
    assert Decision.objects.get().verb == "open"


def test_who_decided_cannot_be_deleted() -> None:
    person: User = UserFactory()
    decided(by=person)
    with pytest.raises(ProtectedError):
        person.delete()
    assert Decision.objects.get().actor == person


def test_a_decision_is_undone_once() -> None:
    decision = decided()
    record("undo", "case", "V-1000", by=None, undoes=decision)
    with pytest.raises(DatabaseError), transaction.atomic():
        record("undo", "case", "V-1000", by=None, undoes=decision)
    assert decision.undone_by.verb == "undo"
