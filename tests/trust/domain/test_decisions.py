"""Recording a decision, and asking whether a person may take one."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from factories import CaseFactory, UserFactory
from vigil.trust.domain.decisions import record, require
from vigil.trust.errors import NotAllowed
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
