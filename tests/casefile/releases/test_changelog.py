"""What changed from one release to the next."""

import json
import shutil
from pathlib import Path

import pytest

from casefile.releases.frozen_releases import (
    EVENT,
    REPORTER,
    frozen,
    published,
    settle,
)
from factories import (
    adjudicator,
)
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case

pytestmark = pytest.mark.django_db


def test_the_changelog_says_what_came_went_and_changed(tmp_path: Path) -> None:
    by = adjudicator()
    kept, gone = published(public_id="V-2000"), published(public_id="V-2001")
    absorbed = published(public_id="V-2002")
    published(public_id="V-2003")
    first = (frozen(tmp_path) / "CHANGELOG.md").read_text()
    assert "The first release" in first
    assert "## Added (4)\n\nV-2000, V-2001, V-2002, V-2003\n" in first
    withdraw_case(gone, by=by, why="asked by the family")
    merge_cases(kept, absorbed, by=by, why="the same attack")
    settle(kept, {**EVENT, "method": "blade"}, [REPORTER])
    published(public_id="V-2004")
    shutil.rmtree(tmp_path / "release-1")  # not needed for comparing
    second = frozen(tmp_path)
    text = (second / "CHANGELOG.md").read_text()
    assert "Against release 1." in text
    assert "## Added (1)\n\nV-2004\n" in text
    assert "## Removed (2)\n\nV-2001, V-2002 (now part of V-2000)\n" in text
    assert "## Changed (1)\n\n- V-2000: formerly, values.method\n" in text
    assert "family" not in text
    manifest = json.loads((second / "manifest.json").read_text())
    assert manifest["previous"]["number"] == 1
