"""Registrations made by older code become people of events: none is lost, none are joined."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from programme.registration_factories import WHO, session_in
from vigil.programme.models import EventRegistration, HostCode, Registration
from vigil.programme.registrations import links
from vigil.programme.registrations.addresses import digests_of_address
from vigil.programme.registrations.letters import address_in_vault
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import seal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("a migration that is done; tests/upgrades migrate whole installations"),
]
BEFORE = [("programme", "0002_codes_have_slow_digests")]


def migrated_to(wanted: list[tuple[str, str]]) -> Any:
    """Migrate the programme, and return its models as they are there."""
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    executor.migrate(wanted)
    return MigrationExecutor(connection).loader.project_state(wanted).apps


@pytest.fixture
def latest() -> Iterator[list[tuple[str, str]]]:
    """Return the latest migration of the programme; all tables are there again afterwards."""
    graph = MigrationExecutor(connection).loader.graph
    found = [node for node in graph.leaf_nodes() if node[0] == "programme"]
    yield found
    migrated_to(found)


def made_before(old: Any, session_pk: int, session_uid: str, **values: Any) -> Any:
    """Make a registration as the code before did."""
    row = old.get_model("programme", "Registration")(
        session_id=session_pk,
        language="es",
        zone="America/Bogota",
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        **{"state": "confirmed", **values},
    )
    if row.state != "withdrawn":
        row.address_digest = identifier_digest(f"registration {session_uid} {WHO}")
        row.link_digest = links.digest_of(links.token_of(row))
        seal("registration", row.uid, "address", WHO, by=None)
    row.save()
    return row


def test_nobody_is_lost_nobody_joined_and_old_links_work(latest: list[tuple[str, str]]) -> None:
    first = session_in(3000)
    second = session_in(3200, event=first.event)
    old = migrated_to(BEFORE)
    rows = [
        made_before(old, first.pk, first.uid, follow_up=True, came_at=datetime.now(UTC)),
        made_before(old, second.pk, second.uid, state="waiting"),
        made_before(old, first.pk, first.uid, state="withdrawn", closed_at=datetime.now(UTC)),
    ]
    old.get_model("programme", "HostCode").objects.create(
        session_id=first.pk, digest="-", used_by_id=rows[0].pk
    )
    migrated_to(latest)

    assert EventRegistration.objects.count() == Registration.objects.count() == 3
    for row in rows:
        now = Registration.objects.get(pk=row.pk)
        assert (now.uid, now.state, now.session_id) == (row.uid, row.state, row.session_id)
        assert (now.language, now.zone, now.came_at) == (row.language, row.zone, row.came_at)
        person = now.event_registration
        assert (person.event, person.closed_at) == (first.event, row.closed_at)
        assert (person.follow_up, person.made_at) == (row.follow_up, row.made_at)
    assert HostCode.objects.get().used_by == Registration.objects.get(pk=rows[0].pk)
    for row in rows[:2]:
        person = EventRegistration.objects.get(uid=row.uid)
        assert links.registration_by(links.token_of(row)) == person
        assert Client().get(f"/programme/registration/{links.token_of(row)}/").status_code == 200
        assert address_in_vault(person, "a test") == WHO
    # Whoever writes the address again is found under both.
    digests = digests_of_address(first.event, WHO)
    assert [one.uid for one in digests.people()] == [row.uid for row in rows[:2]]
