"""Documents of a case: the reach that is asked for is that of the case they are of."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import CaseFactory, adjudicator
from files.carriers import jpeg
from vigil.casefile.cases.verbs.documents import (
    attach_document,
    read_document,
    read_original,
    remove_document,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault.keys import make_missing

pytestmark = pytest.mark.django_db


def test_a_document_is_not_reached_through_another_case(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    make_missing()
    by, case, other = adjudicator(), CaseFactory(), CaseFactory()
    upload = attach_document(case, jpeg(), by=by, what="a photograph", keep_original=True)
    for act in (
        lambda: read_document(other, upload, by=by),
        lambda: read_original(other, upload, by=by, why="evidence"),
        lambda: remove_document(other, upload, by=by, why="evidence"),
    ):
        with pytest.raises(NotPossible, match="another case"):
            act()
    assert read_original(case, upload, by=by, why="evidence") == jpeg()
