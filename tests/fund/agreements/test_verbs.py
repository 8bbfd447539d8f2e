"""Agreements: proposed from the plan, accepted by the grantee, bound to amounts and days."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from days import today
from files.carriers import jpeg
from fund.factories import a_grant, officer, party, ready
from vigil.fund.agreements import queries
from vigil.fund.agreements import verbs as agreements
from vigil.fund.agreements.proposing import proposed_text
from vigil.fund.grants.verbs import granting
from vigil.fund.models import Agreement, Entry, Grant
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Decision
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db


def offered(**values: object) -> Agreement:
    """Offer the agreement of a draft to which a second officer agreed."""
    grant = a_grant("draft", **values)
    ready(grant.party)
    granting.second(grant, by=officer())
    return agreements.offer(grant, "Canary: what is agreed.", by=officer())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["USD 1,000.00", "1. USD 500.00: after you accepted", "2. USD 500.00: after we"]),
        ("es", ["USD"]),
        ("ar", ["USD"]),
    ],
)
def test_a_text_is_proposed_from_the_plan_in_the_language_of_the_party(
    language: str, said: list[str]
) -> None:
    day = today() + timedelta(days=40)
    grant = a_grant("draft", of=party(language=language), reports_on={1: day})
    with translation.override("fr"):  # of whoever writes it
        text = proposed_text(grant)
    for part in said:
        assert part in text
    assert len(text.splitlines()) > 8


def test_acceptance_starts_the_grant_in_the_name_of_who_offered_it() -> None:
    row = offered()
    assert row.grant.state == Grant.State.DRAFT
    accepted = agreements.accept(row)
    grant = Grant.objects.get(pk=row.grant.pk)
    assert (accepted.how, accepted.answered_by) == ("own_page", None)
    assert (grant.state, grant.agreed_on) == (Grant.State.ACTIVE, today())
    assert {entry.by for entry in Entry.objects.all()} == {row.offered_by}
    assert Decision.objects.get(verb="accept_agreement").actor is None
    assert queries.missing(grant) == []
    assert "Canary" not in repr(list(Decision.objects.values()) + list(Agreement.objects.values()))
    assert queries.text_for_party(row) == "Canary: what is agreed."


def test_an_officer_records_it_with_the_document(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    row, by = offered(), officer()
    with pytest.raises(FileRefused):
        agreements.record_acceptance(row, "paper", b"\x7fELF no document", by=by)
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(Unfit):
        agreements.record_acceptance(row, "paper", jpeg(), by=by, on=tomorrow)
    assert not row.files.filter(removed=False).exists()
    day = today() - timedelta(days=2)
    accepted = agreements.record_acceptance(row, "paper", jpeg(), by=by, on=day)
    assert (accepted.how, accepted.answered_by) == ("paper", by)
    assert Grant.objects.get().agreed_on == day
    assert row.files.filter(whole=True, removed=False).count() == 1


def test_a_grantee_declines_and_gets_another_version() -> None:
    row = offered()
    agreements.decline(row)
    assert "declined" in queries.missing(row.grant)[0]
    second = agreements.offer(row.grant, "Another.", by=officer())
    assert (second.version, second.state) == (2, Agreement.State.OFFERED)
    agreements.accept(second)
    with pytest.raises(NotPossible, match="answered already"):
        agreements.decline(second)
