"""How an installation begins, and what becomes of the quick digests of an older one."""

import hashlib
import hmac
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as current
from pytest_django.fixtures import Settings

from fund.factories import officer, party
from vigil.fund.models import Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs import registering
from vigil.site.installation.first_start import (
    DIGEST_COLUMNS,
    prepare_keys_and_digests,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import KeyMark, Letter, Sealed
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.vault.verbs import sealing

pytestmark = pytest.mark.django_db
NUMBER = "+52 55 1234 5678"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VIGIL_KEYS = tmp_path / "keys"
    monkeypatch.setattr(sealing, "_KNOWN", set())
    return tmp_path / "keys"


def test_after_an_empty_folder_the_old_keys_come_back_and_nothing_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is restored, the keys are not; a party comes; then the keys are restored."""
    prepare_keys_and_digests()
    first = party(name="Casilda", contact=NUMBER)
    kept = folder.rename(folder.with_name("backup"))
    folder.mkdir()
    monkeypatch.setattr(sealing, "_KNOWN", set())
    before = Sealed.objects.count(), Party.objects.count()
    with pytest.raises(NotPossible):
        party(name="Second", contact="+52 55 8765 4321")
    with pytest.raises(NotPossible, match=r"Copy identity\.txt"):
        prepare_keys_and_digests()
    assert (Sealed.objects.count(), Party.objects.count()) == before
    assert list(folder.rglob("*.*")) == []
    shutil.rmtree(folder)
    kept.rename(folder)
    prepare_keys_and_digests()
    by = officer()
    second = party(name="Second", contact=NUMBER)
    assert [one.party for one in party_queries.matching_parties(second, by=by)] == [first]
    assert registering.open_field(first, "name", by=by, why="test") == "Casilda"


def test_database_and_data_folder_tell_no_telephone_number(settings: Settings) -> None:
    """Try every number of a small country, with all that lies in them: the digests stay closed."""
    prepare_keys_and_digests()
    party(contact=NUMBER)
    held = {trace for one in Party.objects.all() for trace in one.traces.values_list("digest")}
    stolen = [current.SECRET_KEY.encode(), b""]  # the first lay in the data folder once
    for number in range(525512345600, 525512345700):
        said = f"fund contact {number}".encode()
        for key in stolen:
            quick = hmac.new(key, said, hashlib.sha256).hexdigest()
            assert (quick,) not in held


def test_every_column_of_digests_is_there() -> None:
    for label, column in DIGEST_COLUMNS:
        assert apps.get_model(label)._meta.get_field(column).max_length >= 64


def test_an_older_database_is_made_slow_once_and_still_finds() -> None:
    def quick(said: str) -> str:
        return hmac.new(current.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()

    prepare_keys_and_digests()
    letter = write_letter(
        "ana@example.org",
        Letter.Subject.MESSAGE,
        "x",
        kind="x",
        by=None,
        decides=False,
        addressee="Ana",
    )
    slow = letter.to_digest
    Letter.objects.update(to_digest=quick("letter ana@example.org"))
    KeyMark.objects.all().delete()
    prepare_keys_and_digests()
    prepare_keys_and_digests()
    letter.refresh_from_db()
    assert letter.to_digest == slow
    assert KeyMark.objects.get(kind=KeyMark.Kind.DIGESTS).mark
