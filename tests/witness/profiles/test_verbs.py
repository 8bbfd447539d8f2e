"""The shipped profiles come in once, public, in both languages; afterwards they are left alone."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from vigil.casefile.models import Case
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.trust.models import Decision
from vigil.witness.models import PublicStory, Story
from vigil.witness.profiles import verbs as profiles
from vigil.witness.profiles.file_format import shipped_profiles
from vigil.witness.stories.verbs import withdrawing
from witness.story_factories import editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_opened")]


@pytest.fixture(scope="module")
def _opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Bring in the cases of the open case file once."""
    with django_db_blocker.unblock(), transaction.atomic():
        open_case_file.load()
        yield
        transaction.set_rollback(True)


@pytest.mark.turns
def test_they_come_in_once_and_are_read(client: Client) -> None:
    assert profiles.load() == len(shipped_profiles()) == 10
    assert PublicStory.objects.count() == 10
    for profile in shipped_profiles():
        for prefix, language in (("", "en"), ("/es", "es")):
            page = client.get(f"{prefix}/stories/{profile.handle}/").content.decode()
            assert profile.texts[language].title in page
            assert f'<html lang="{language}"' in page
    assert "2018" in client.get("/stories/S-0003/").content.decode()
    assert Decision.objects.filter(verb=profiles.VERB, actor=None).count() == 10
    withdrawing.withdraw_story(Story.objects.get(public_id="S-0001"), by=editor(), why="asked")
    assert profiles.load() == 0
    assert client.get("/stories/S-0001/").status_code == 410


def test_one_whose_case_is_not_there_waits() -> None:
    case = Case.objects.get(public_id=profiles._cases()["diane-lavigne-1997"])
    case.victims.update(name="")
    assert profiles.load() == 9
    assert not Story.objects.filter(public_id="S-0003").exists()
    case.victims.update(name="Diane Lavigne")
    assert profiles.load() == 1
