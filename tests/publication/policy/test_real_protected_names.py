"""The real names that sources of two shipped cases spell are nowhere outside.

The words are kept as digests: the tests name nobody either.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from publication.policy.crawl import Outside, crawl
from vigil.casefile.models import ProtectedSource
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.publication.record.projection import rebuild

pytestmark = pytest.mark.django_db

DIGESTS = frozenset(
    {"193fe4fa35259a6e", "e419149f9fc067be", "37d723aa09a04f36", "e71ebd612af96235"}
)
"""Of the lower-case words of two names, in the addresses of V-0016 and V-0031."""
NUMBERS = (16, 31)


def spelt(text: str) -> set[str]:
    """Return the protected words in a text, as digests."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    return {hashlib.sha256(word.encode()).hexdigest()[:16] for word in words} & DIGESTS


def shipped() -> list[dict[str, Any]]:
    lines = open_case_file.shipped_cases()
    return [line for line in lines if line["public_number"] in NUMBERS]


def load(lines: list[dict[str, Any]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_case_file, "shipped_cases", lambda: lines)
        open_case_file.load()


@pytest.fixture(scope="module")
def outside(shared_world: None) -> Iterator[Outside]:
    """Load the two cases, and read everything once."""
    with transaction.atomic():
        load(shipped())
        yield crawl([f"V-{number:04d}" for number in NUMBERS], every_language=False)
        transaction.set_rollback(True)


def test_the_file_marks_every_address_that_spells_one() -> None:
    """All four words are there to be found, so that the other test can fail."""
    sources = [source for line in open_case_file.shipped_cases() for source in line["sources"]]
    found = {source["url"]: spelt(source["url"]) for source in sources if spelt(source["url"])}
    assert set().union(*found.values()) == DIGESTS
    marked = {s["url"] for s in sources if s.get("protected") in ("address", "both")}
    assert set(found) <= marked


def test_no_other_text_of_the_file_spells_one() -> None:
    for line in open_case_file.shipped_cases():
        sources = [
            {
                **source,
                "url": "",
                "title": "" if source.get("protected") in ("title", "both") else source["title"],
            }
            for source in line["sources"]
        ]
        assert spelt(str({**line, "sources": sources})) == set(), line["id"]


def test_a_real_protected_name_is_nowhere_outside(outside: Outside) -> None:
    assert len(outside.found) > 50
    told = {at: spelt(text.folded) for at, text in outside.found.items()}
    assert {at: words for at, words in told.items() if words} == {}


def test_without_the_marks_the_names_would_be_found(outside: Outside) -> None:
    """The control: pages and the API show an address that nobody marked."""
    ProtectedSource.objects.all().delete()
    rebuild()
    for at in ("/cases/V-0016/", "/api/v1/cases/V-0016", "/cases/V-0031/"):
        assert spelt(Client().get(at).content.decode()), at
