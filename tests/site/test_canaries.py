"""Marks in what is not everybody's: no address holds one for others, and no file of the database.

The fund, cases and stories have larger ones of their own: `fund.test_canaries`,
`publication.test_disclosure`, `witness.test_cms`.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from factories import UserFactory, adjudicator
from fund import factories as fund
from fund.access.test_canaries import ELSEWHERE, client_of, said
from marks import Thing, planted, reader
from network.factories import full, not_yet_in
from races import conftest as races
from races.arena import Arena
from routes.table import address, routes
from vigil.fund.parties.verbs import own_page_links
from vigil.trust.models import Letter, Level, Role
from vigil.trust.outbox.verbs.letters import discard_letter, write_letter
from vigil.trust.people.verbs.sign_in_links import make_one_time_link
from vigil.trust.vault.keys import make_missing
from witness.testimony_factories import told

arena = races.arena


@pytest.fixture(scope="module")
def things(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Thing]]:
    """Plant everything once, under the keys that each test has too."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            for name, folder in (("VIGIL_KEYS", "keys"), ("DATA", "data")):
                patch.setattr(settings, name, tmp_path_factory.getbasetemp() / folder)
            if not settings.VIGIL_KEYS.exists():
                make_missing()
            made = planted()
        yield made
        transaction.set_rollback(True)


def addresses(things: dict[str, Thing], below: tuple[str, ...] = ("",)) -> list[str]:
    """Return the address of every route that begins so, of every thing that it may name."""
    found = set()
    for route in routes():
        if not route.startswith(below):
            continue
        named = [thing for thing in things.values() if route.startswith(thing.below)]
        for names in ({}, *(thing.names for thing in named)):
            found.add(address(route, ELSEWHERE | names))
    return sorted(found)


def read_as(role: Role | None, things: dict[str, Thing], at: list[str]) -> dict[str, set[str]]:
    """Return the addresses at which somebody reads a mark, for each thing that they read."""
    client = client_of(None if role is None else reader(role))
    found: dict[str, set[str]] = {}
    for one in at:
        text = said(client.get(one)).casefold()
        for what, thing in things.items():
            if thing.mark.casefold() in text:
                found.setdefault(what, set()).add(one)
    return found


OURS = ("network/", "outlook/", "stories/", "campaigns/", "api/v1/", "sitemap")
"""What anybody may read of the rooms in which marks are planted."""


@pytest.mark.django_db
def test_a_reader_finds_no_mark(things: dict[str, Thing], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert read_as(None, things, addresses(things, OURS)) == {}
    assert not [thing.mark for thing in things.values() if thing.mark in caplog.text]


@pytest.mark.tail("test_a_reader_finds_no_mark; each room's own tests of who reads what")
@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_nobody_reads_a_mark_but_who_may(things: dict[str, Thing], role: Role | None) -> None:
    found = read_as(role, things, addresses(things))
    assert set(found) == {what for what, thing in things.items() if role in thing.may}, found


# Files of the database

SEALED = {
    "words of a testimony": "Qyx201jz",
    "contact of a party": "Qyx202jz",
    "bank of a party": "Qyx203jz",
    "name of a hidden party": "Qyx204jz",
    "address of a member": "qyx205jz",
    "link in a sealed letter": "Qyx206jz",
}
OPEN = "Qyx299jz"
"""Stands in the open, so that what is searched is known to hold what was written."""


def write_everything() -> dict[str, str]:
    """Write each secret by the verb of its room; return them all."""
    party = fund.party(
        Level.HIDDEN,
        name=SEALED["name of a hidden party"],
        bank=f"ES91 {SEALED['bank of a party']}",
        contact=f"{SEALED['contact of a party']}@example.org",
        contact_by="email",
    )
    not_yet_in(f"{SEALED['address of a member']}@example.org")
    token = own_page_links.new_link(party, by=None)
    for kept in (True, False):
        letter = write_letter(
            "somebody@example.org",
            Letter.Subject.MESSAGE,
            f"https://vigil.example/mine/{SEALED['link in a sealed letter']}/",
            kind="fund",
            by=None,
            decides=True,
            about=("party", party.uid),
            sealed=True,
        )
        if not kept:
            discard_letter(letter, by=fund.officer(), why="written twice")
    given = told(f"The white car of {SEALED['words of a testimony']}.")
    full(OPEN)
    return SEALED | {
        "link of a party": token,
        "way in of a colleague": make_one_time_link(UserFactory()),
        "code of a testimony": given.code,
    }


def test_no_file_of_the_database_holds_a_secret_its_log_of_writes_least_of_all(
    arena: Arena,
) -> None:
    arena.begin()
    if arena.postgresql:
        return  # its files are the server's
    adjudicator()
    secrets = write_everything()
    name = str(connection.settings_dict["NAME"])
    files = {path: path.read_bytes() for path in Path(name).parent.glob("**/*") if path.is_file()}
    assert OPEN.encode() in files[Path(f"{name}-wal")]
    found = {
        (str(path), what)
        for path, content in files.items()
        for what, secret in secrets.items()
        if "keys" not in path.parts and secret.encode() in content
    }
    assert found == set()
