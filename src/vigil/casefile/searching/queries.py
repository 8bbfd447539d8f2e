"""Find reports, notes and cases by words, the newest first."""

from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from vigil.casefile.models import Case, CaseAccount, CaseNote, Report
from vigil.casefile.people.name_matching import fold
from vigil.casefile.searching.words import Phrase, phrases_of, words_of

_IN_SQLITE: Final = {
    "report": "SELECT rowid FROM casefile_report_words WHERE casefile_report_words MATCH %s",
    "note": "SELECT rowid FROM casefile_casenote_words WHERE casefile_casenote_words MATCH %s",
    "case": "SELECT rowid FROM casefile_case_words WHERE casefile_case_words MATCH %s",
}
_IN_POSTGRESQL: Final = {
    "report": "SELECT id FROM casefile_report WHERE words @@ %s::tsquery",
    "note": "SELECT id FROM casefile_casenote WHERE words @@ %s::tsquery",
    "case": "SELECT id FROM casefile_case WHERE to_tsvector('simple', search_text) @@ %s::tsquery",
}


def reports_with(search: str) -> QuerySet[Report]:
    """Return the reports that contain all words of a search: in title, text, outlet or address."""
    phrases = phrases_of(search)
    found = Report.objects.order_by("-pk")
    return found.filter(pk__in=_keys("report", phrases)) if phrases else found.none()


def notes_with(search: str) -> QuerySet[CaseNote]:
    """Return the notes that contain all words of a search."""
    phrases = phrases_of(search)
    found = CaseNote.objects.order_by("-pk")
    return found.filter(pk__in=_keys("note", phrases)) if phrases else found.none()


def cases_named(search: str) -> QuerySet[Case]:
    """Return the cases in force whose names, places, headline or number have all words."""
    return Case.objects.filter(is_named(search), superseded_by=None).order_by("-pk")


def is_named(search: str) -> Q:
    """Return the condition that names, places, headline or number of a case have all words."""
    return Q(pk__in=_numbered(search).union(*_named(search)))


def is_found(search: str) -> Q:
    """Return the condition that a case, or one of its reports, has all words of a search.

    By keys, all in one list: the few cases and reports with these words are found, and not each
    case asked for them.
    """
    return Q(pk__in=_numbered(search).union(_told(search), *_named(search)))


def _named(search: str) -> list[QuerySet[Case, int]]:
    """Return the keys of cases whose names, places or headline have all words; [] without words."""
    phrases = [
        Phrase(words, phrase.begins)
        for phrase in phrases_of(fold(search))
        if (words := tuple(word.folded for word in words_of(" ".join(phrase.words))))
    ]
    if not phrases:
        return []
    found = Case.objects.filter(pk__in=_keys("case", phrases))
    return [found.order_by().values_list("pk", flat=True)]


def _numbered(search: str) -> QuerySet[Case, int]:
    found = Case.objects.filter(public_id=search.strip().upper())
    return found.order_by().values_list("pk", flat=True)


def _told(search: str) -> QuerySet[CaseAccount, int]:
    reports = reports_with(search).order_by().values("pk")
    held = CaseAccount.objects.filter(account__report__in=reports)
    return held.order_by().values_list("case_id", flat=True)


def _keys(kind: str, phrases: list[Phrase]) -> RawSQL:
    """Return the keys of the rows with these phrases, as the values of a condition."""
    if connection.vendor == "sqlite":
        return RawSQL(_IN_SQLITE[kind], [_match(phrases)])  # noqa: S611 - words are a parameter
    return RawSQL(_IN_POSTGRESQL[kind], [_tsquery(phrases)])  # noqa: S611 - words are a parameter


def _match(phrases: list[Phrase]) -> str:
    """Return a search as FTS5 reads it. Words are letters and digits alone."""
    return " AND ".join(
        f'"{" ".join(phrase.words)}"{" *" if phrase.begins else ""}' for phrase in phrases
    )


def _tsquery(phrases: list[Phrase]) -> str:
    """Return a search as PostgreSQL reads it. Words are letters and digits alone."""
    return " & ".join(map(_followed, phrases))


def _followed(phrase: Phrase) -> str:
    quoted = [f"'{word}'" for word in phrase.words]
    if phrase.begins:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"
