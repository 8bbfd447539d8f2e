"""Recording a decision, and asking whether a person may take one."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from factories import CaseFactory, UserFactory
from vigil.desk.decisions.labels import actor_label
from vigil.trust.access.errors import NotAllowed
from vigil.trust.decisions.verbs import on_the_host, record, record_many, require
from vigil.trust.models import Decision, Role


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of its change"):
        record("open", "case", "V-1000", by=None)
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_decision_goes_with_the_change_that_fails() -> None:
    def change() -> None:
        with transaction.atomic():
            record("open", "case", "V-1000", by=None)
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="failed"):
        change()
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_decision_says_who_what_from_to_and_why() -> None:
    by = UserFactory()
    before, after = {"stage": "open"}, {"stage": "rejected"}
    record("reject", "case", "V-1000", by=by, before=before, after=after, why="an accident")
    decision = Decision.objects.get()
    assert (decision.actor, decision.verb, decision.why) == (by, "reject", "an accident")
    assert (decision.target_kind, decision.target_key) == ("case", "V-1000")
    assert (decision.before, decision.after) == (before, after)
    assert str(decision) == "reject case V-1000"


@pytest.mark.django_db
def test_what_a_command_does_in_a_name_says_that_it_was_a_command() -> None:
    by = UserFactory(display_name="María")
    with on_the_host():
        record("reject", "case", "V-1000", by=by)
        record_many("add_member", "member", {"a": {"kind": "person"}}, by=by)
        record("tidy", "case", "V-1000", by=None)
    record("reject", "case", "V-1001", by=by)
    made = list(Decision.objects.order_by("pk"))
    host = {"through": "command_line"}
    assert [one.after for one in made] == [host, {"kind": "person", **host}, {}, {}]
    assert [actor_label(one) for one in made] == [
        *["María, named on the command line"] * 2,
        "the installation",
        "María",
    ]


@pytest.mark.django_db
def test_who_may_not_is_told_which_permission_is_missing() -> None:
    user = UserFactory(display_name="María", roles=[Role.CODER])
    with pytest.raises(NotAllowed, match=r"María does not hold .* trust.grant_role"):
        require(user, "trust.grant_role")
    require(user, "casefile.code_case", CaseFactory())


def test_nobody_signed_in_is_always_refused() -> None:
    with pytest.raises(NotAllowed, match="A visitor"):
        require(None, "casefile.code_case")
    with pytest.raises(NotAllowed):
        require(AnonymousUser(), "casefile.code_case")  # type: ignore[arg-type]
