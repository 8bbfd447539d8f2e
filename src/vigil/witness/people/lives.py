"""The text on a life that readers see: that of editors, else the one that is shipped.

A text is asked about again each time it is shown: it says nothing that the policy withholds today,
and names nobody who may not be named.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from vigil.casefile.cases.queries import public_cases
from vigil.casefile.disclosure.unknown_names import words_like_names
from vigil.casefile.models import Case, Origin
from vigil.casefile.open_case_file.texts import ORIGINAL, shipped_person
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.texts import NO_TEXT, CaseTexts, ShownText, page_language
from vigil.publication.policy.disclosure import withheld_in
from vigil.publication.policy.names_in_texts import people_named_in
from vigil.witness.models import Life, Name

State = Life.State
LONGEST: Final = 1500
"""Characters of a text on a life."""
LIFE_PAGE: Final = "life_page"
"""What consents and private links call the page of a person. Its key is the handle."""
UNAPPROVED: Final = (State.WAITING, State.SENT_BACK)


def lives_of(name: Name) -> list[Life]:
    """Return the texts that editors wrote on a person, without those that were withdrawn."""
    return [life for life in Life.objects.filter(person=name.uid) if not life.withdrawals]


def drafts_of(name: Name) -> dict[str, str]:
    """Return the texts on a life that nobody approved yet, by language."""
    rows = lives_of(name)
    return {row.language: row.text for row in rows if row.text and row.state in UNAPPROVED}


def shown_life(
    name: Name,
    case: Case,
    names: Sequence[str],
    texts: CaseTexts,
    drafts: Mapping[str, str] | None = None,
) -> ShownText:
    """Return the text on a life that readers see; "" where there is none.

    `names` are those that the policy lets be shown, `texts` those of the public case. `drafts` take
    the place of approved texts, by language, in a preview.
    """
    rows = list(Life.objects.filter(person=name.uid))
    written = {row.language: row.public_text for row in rows if _is_shown(row)} | dict(drafts or {})
    for language in (page_language(), ORIGINAL, *written):
        text = written.get(language, "")
        if text and texts.withheld.allows(text) and names_nobody_hidden(text, names):
            return ShownText(text, language)
    if any(row.hides_shipped for row in rows):
        return NO_TEXT
    return shipped_life(case, names, texts)


def shipped_life(case: Case, names: Sequence[str], texts: CaseTexts) -> ShownText:
    """Return the shipped text on a life, in the language of the page where it is translated."""
    person = shipped_person(str(case.public_id), names)
    if person is None or case.origin != Origin.COMPILED:
        return NO_TEXT
    if person.life_part == "summary":  # as it is today: people may have corrected it
        return texts.of("summary", next(iter(case.compiled.get("summary") or []), ""))
    return texts.of(person.life_part, person.life)


def names_nobody_hidden(text: str, names: Sequence[str]) -> bool:
    """Say whether a text names nobody who may not be named, but for whom it is about."""
    for own in sorted(names, key=len, reverse=True):
        text = text.replace(own, "")
    _leans, withheld = people_named_in({"": [text]})[""]
    return not withheld


def words_like_strangers(case_key: int, text: str) -> list[str]:
    """Return the words of a text that look like names, but are of nobody whom the case names."""
    case = with_everything(public_cases()).get(pk=case_key)
    return list(dict.fromkeys(words_like_names(text, withheld_in(case), 0, len(text))))


def _is_shown(life: Life) -> bool:
    return life.state != State.HIDDEN and bool(life.public_text) and not life.withdrawals
