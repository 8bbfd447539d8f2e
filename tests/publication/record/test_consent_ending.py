"""The day after an agreement to be named has ended: the name is gone, the pages are there."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from days import today
from factories import CaseFactory, VictimFactory
from publication.many import body
from vigil.publication.models import PublicCase
from vigil.publication.record.projection import project

pytestmark = [pytest.mark.django_db, pytest.mark.either]

DAY = datetime.timedelta(days=1)
NAME = b"Amalia Ejemplo"
WHOLE = (
    "/cases/V-7000/",
    "/cases/V-7000/cite.bib",
    "/cases/V-7000/cite.ris",
    "/cases/V-7000/cite.json",
)
ADDRESSES = (*WHOLE, "/", "/cases/", "/cases/cases.csv", "/api/v1/cases", "/api/v1/cases/V-7000")


def survivor_who_agreed(until: datetime.date) -> None:
    case = CaseFactory(public_id="V-7000", event="attempt", n_killed=0)
    victim = VictimFactory(case=case, name=NAME.decode(), outcome="injured")
    victim.agreed_until = until
    victim.save(update_fields=["agreed_until"])
    project([case.pk])


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a day pass."""
    later = today() + DAY
    return lambda: monkeypatch.setattr(timezone, "localdate", lambda *args: later)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_asked_first_names_them_any_more(
    client: Client, tomorrow: Callable[[], None], address: str
) -> None:
    survivor_who_agreed(today())
    if address not in ("/",):  # which lists those who were killed
        assert NAME in body(client, address)
    tomorrow()
    assert NAME not in body(client, address)


def test_pages_go_on_answering_after_the_end(client: Client) -> None:
    survivor_who_agreed(today() - DAY)
    for address in ADDRESSES:
        assert NAME not in body(client, address)
    assert PublicCase.objects.get().valid_until is None
