"""Read what editors wrote: one revision of a work's page, in its original and in translations."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from vigil.witness.works.models import Work


class TextState(StrEnum):
    """How a text in one language relates to the original."""

    ORIGINAL = "original"
    MISSING = "missing"
    WRITTEN = "written"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"

    @property
    def label(self) -> str | Promise:
        """Return its name."""
        return _STATES[self]


_STATES: Final[Mapping[str, str | Promise]] = {
    TextState.ORIGINAL: _("the original"),
    TextState.MISSING: _("missing"),
    TextState.WRITTEN: _("written, not reviewed"),
    TextState.REVIEWED: _("reviewed"),
    TextState.OUTDATED: _("outdated: it or the original changed since it was reviewed"),
}


class WorkDraft(ABC):
    """One revision of a work. `language` is that of the original."""

    language: str

    @abstractmethod
    def languages(self) -> Iterable[str]:
        """Return the languages in which a text was begun."""

    @abstractmethod
    def has_text(self, language: str) -> bool:
        """Return whether there is something to read in a language."""

    @abstractmethod
    def words_in(self, language: str) -> Any:
        """Return all words in a language, in one order, as JSON can hold them."""

    @abstractmethod
    def reviewed_as(self, language: str) -> str:
        """Return the digest under which the text in a language was reviewed, or nothing."""

    def state(self, language: str) -> TextState:
        """Return how the text in a language relates to the original."""
        if not self.has_text(language):
            return TextState.MISSING
        if language == self.language:
            return TextState.ORIGINAL
        reviewed_as = self.reviewed_as(language)
        if not reviewed_as:
            return TextState.WRITTEN
        same = reviewed_as == self.digest_of(language)
        return TextState.REVIEWED if same else TextState.OUTDATED

    def digest_of(self, language: str) -> str:
        """Return a digest of the text in a language together with the original."""
        both = [self.words_in(language), self.words_in(self.language)]
        return hashlib.sha256(json.dumps(both, ensure_ascii=False).encode()).hexdigest()

    def ready_languages(self) -> list[str]:
        """Return the languages that may be shown: the original, then reviewed translations."""
        good = (TextState.ORIGINAL, TextState.REVIEWED)
        found = [code for code in self.languages() if self.state(code) in good]
        return sorted(found, key=lambda code: code != self.language)


_NOTES: Final[Mapping[str, str | Promise]] = {
    TextState.MISSING: _("not written"),
    TextState.WRITTEN: _("not reviewed"),
    TextState.OUTDATED: _("outdated"),
}


def text_notes(draft: WorkDraft, languages: Iterable[str]) -> dict[str, str]:
    """Return why readers do not see the text in a language, in a word, for each such language."""
    states = {code: draft.state(code) for code in languages}
    return {code: str(_NOTES[state]) for code, state in states.items() if state in _NOTES}


def latest_revision(work: Work) -> int | None:
    """Return the number of the latest revision of a work's page."""
    pages = Page.objects.filter(pk=work.page_id)
    return pages.values_list("latest_revision", flat=True).first()


def revision_of(work: Work, number: int | None = None) -> Revision | None:
    """Return a revision of a work's page, by default the latest; None where its page is gone."""
    if work.page_id is None:
        return None
    wanted = number if number is not None else latest_revision(work)
    # By its page too: a number alone could be that of another page.
    return Revision.objects.filter(pk=wanted, object_id=str(work.page_id)).first()
