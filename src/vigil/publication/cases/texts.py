"""Texts of a case in the language of the page, where the project has translated them.

The shipped cases are written in English (`casefile.open_case_file.texts`). A text that has no
translation is shown in English and says so. A translation is shown only where the policy lets both
through, the translation and the English text.
"""

from collections.abc import Sequence
from typing import Self

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language

from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Basis, Case, Origin
from vigil.casefile.open_case_file.texts import ORIGINAL, SCRIPTS, shipped_person, translated
from vigil.casefile.releases.case_lines import CONFIRMED
from vigil.publication.models import PublicCase

RIGHT_TO_LEFT = frozenset({"ar"})


class ShownText(str):
    """A text as a page shows it, and its language: "" where nobody recorded it."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """Make a text in a language (BCP 47)."""
        shown = super().__new__(cls, text)
        shown.language = language
        return shown


NO_TEXT = ShownText("")


def in_its_language(text: str) -> str:
    """Return HTML that marks the language of a text where it is not that of the page."""
    language = getattr(text, "language", "")
    if not text or language == page_language():
        return format_html("{}", text)
    if not language:
        return format_html('<span dir="auto">{}</span>', text)
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return format_html(
        '<span class="original" lang="{}" dir="{}">{}</span>', language, direction, text
    )


def page_language() -> str:
    """Return the language of the page, without its country."""
    return (get_language() or ORIGINAL).partition("-")[0].lower()


def asks_for_original(request: HttpRequest) -> bool:
    """Say whether the address of a page asks for the texts as they were written."""
    return request.GET.get("texts") == "original"


class CaseTexts:
    """The texts of one case in the language of the page.

    With `original`, the reader asked for the texts as they were written.
    """

    def __init__(self, case: Case, withheld: WithheldWords, *, original: bool = False) -> None:
        self._case, self.withheld = str(case.public_id), withheld
        self._written_in = ORIGINAL if case.origin == Origin.COMPILED else ""
        self.original = original
        self.any_translation = False
        """Whether any text that was asked for has a translation."""

    def title_of(self, url: str, title: str) -> str:
        """Return the title of a source that may be shown; our description of it, translated."""
        part = f"sources.{url}"
        said = "" if self.original else translated(self._case, part, title, page_language())
        return said if said and self.withheld.allows(said) else title

    def of(self, part: str, text: str) -> ShownText:
        """Return a text that may be shown, translated where that is possible.

        `part` is where it stands in the file (`open_case_file.texts.translated`). A text that the
        policy withholds is "".
        """
        if not text or not self.withheld.allows(text):
            return ShownText("")
        said = translated(self._case, part, text, page_language()) if self._written_in else ""
        if not said or not self.withheld.allows(said):
            return ShownText(text, self._written_in)
        self.any_translation = True
        return ShownText(text, ORIGINAL) if self.original else ShownText(said, page_language())


def occupation_in(row: PublicCase, number: int) -> ShownText:
    """Return what a person of a public case did, in the language of the page where it is known.

    `number` is the place of the person in `PublicCase.people`.
    """
    text = row.people[number].get("occupation") or ""
    return occupation_text(row.public_id, row.basis, number, text)


def occupation_text(case: str, basis: str, number: int, text: str) -> ShownText:
    """Return what a person of a case did, which may be shown, as `occupation_in` does.

    `basis` is that of the public case.
    """
    if not text or basis not in (Basis.COMPILED, CONFIRMED):
        return ShownText(text)
    said = translated(case, f"victims.{number}.occupation", text, page_language())
    return ShownText(said, page_language()) if said else ShownText(text, ORIGINAL)


def name_beside(case: str, names: Sequence[str]) -> str:
    """Return the name of a person in the script of the page, to show beside the others.

    Give only names that may be shown. "" where it is not known, or among them.
    """
    if page_language() not in SCRIPTS or not names:
        return ""
    person = shipped_person(case, names)
    name = person.in_script.get(page_language(), "") if person else ""
    return "" if name in names else name


def translated_place(case: str, part: str, name: str) -> str:
    """Return the name of a place of a case (`name`, `admin1`) in the language of the page.

    A name that the file does not translate, or that is shown less finely, stays as it is.
    """
    return translated(case, f"place.{part}", name, page_language()) or name
