"""Two people, and a case that they coded."""

import pytest

from casefile.sheets.verbs.own_sheet import settled_here, sheet, take
from factories import adjudicator
from vigil.casefile.models import (
    Case,
)
from vigil.trust.models import User


@pytest.fixture
def ana() -> User:
    return adjudicator(display_name="Ana Importer")


@pytest.fixture
def ben() -> User:
    return adjudicator(display_name="Ben Second")


@pytest.fixture
def settled(ana: User, ben: User) -> Case:
    """A case from the sheet whose method people changed since, and verified."""
    take(sheet({}), ana)
    case = Case.objects.get()
    settled_here(case, ana, ben, method="explosive")
    case.refresh_from_db()
    return case
