"""What linkage knows of an account before it compares it with any other."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from vigil.reading.linkage import days
from vigil.reading.linkage.crowded_texts import MANY_ACCOUNTS, lists_attacks
from vigil.reading.linkage.folding import TOKEN, fold_text
from vigil.reading.linkage.names import Name, fold_name, is_full, sound_pairs
from vigil.reading.linkage.shared_words import concepts, name_sounds
from vigil.reading.linkage.streets import streets
from vigil.reading.records import Account, Report

TEXT_LIMIT = 6000
"""Characters of a report that are compared: what an attack is stands at the beginning."""
_BEFORE, _AFTER = 200, 600
"""Characters around an account's evidence that are its text when its report has several."""
_FRESH_DAYS = 14
_OF_COURTS = frozenset(("trial", "conviction", "acquittal", "sentence", "appeal", "release"))
_MOSTLY_CAPITAL = 0.5
_OWN = ("entities", "sounds", "name_sounds", "concepts", "streets")
"""Fields whose words are made when a profile is."""
_SPAN_PRECISIONS = frozenset(("exact", "neighbourhood", "town"))

_AGE = re.compile(
    r"\b(\d{1,2})(?:[ -]years?[ -]old|-year-old|yo\b| a[ñn]os| anos| ans\b| лет| года?\b| سنة| عام)"
    r"|(?<=\w, )(\d{1,2})(?=,)",
    re.IGNORECASE,
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё\u0600-\u06ff][\w'’-]+"
_CAPITAL_RUN = re.compile(rf"{_CAPITAL}(?: {_CAPITAL})*")
_NAME_RUN = re.compile(
    rf"{_CAPITAL}(?: (?:(?:de|del|de la|de los|da|dos|das|do|di|van|von|bin|al|el|la|y|e) )?"
    rf"{_CAPITAL}){{1,6}}"
)
_UNCASED_RUN = re.compile(r"[\u0600-\u06ff]+(?: [\u0600-\u06ff]+)+")


@dataclass(frozen=True, slots=True)
class Profile:
    """One account, made ready for comparison. Days are ordinals, coordinates degrees."""

    key: str
    report_id: str
    main: bool
    """It is the first account of its report: what the report is mainly about."""
    crowded: bool
    """Its report lists many attacks: an overview, an anniversary, a year's count."""
    text: str
    title: str
    language: str
    names: tuple[Name, ...]
    """All forms of all victims' names, folded, sorted."""
    all_named: bool
    """Every victim has a name of at least two words."""
    victims: int
    killed: int
    """Entries of victims who were killed."""
    dead: int
    """Persons killed: an entry without a name may stand for several. 0 where that is unknown."""
    ages: frozenset[int]
    """Ages read as those of victims."""
    text_ages: frozenset[int]
    """Ages anywhere in the text: of victims, accused, witnesses."""
    judged: bool
    """The report tells of a trial, or of what comes after one."""
    when: days.Span | None
    published: int | None
    place: str
    admin1: str
    country: str
    point: tuple[float, float] | None
    """Latitude and longitude, only of a town or finer."""
    method: str
    entities: list[str] = field(repr=False)
    """Capitalised words, and neighbouring pairs of them, each as often as it stands there."""
    sounds: list[str] = field(repr=False)
    """Neighbouring words of names by their sound, in any script: people, places, streets."""
    name_sounds: list[str] = field(repr=False)
    """Single words of names by a coarse sound, for another language."""
    concepts: list[str] = field(repr=False)
    """Concepts and numbers, which any language has: see `vigil.reading.linkage.shared_words`."""
    streets: list[str] = field(repr=False)
    """Streets, quarters, house numbers: see `vigil.reading.linkage.streets`."""
    suspects: frozenset[Name] = field(repr=False)
    """Full names of those who are said to have done it."""

    @property
    def fresh(self) -> bool:
        """The report came out within two weeks after a precisely dated attack.

        Not when a court has spoken: the day that such a report gives is often that of the court.
        """
        if self.judged or self.when is None or self.published is None or not days.is_day(self.when):
            return False
        return -1 <= self.published - self.when[0] <= _FRESH_DAYS

    @property
    def known_method(self) -> str:
        """The method where it tells two attacks apart; else nothing."""
        return "" if self.method in ("unknown", "other") else self.method

    def words(self, field: str) -> list[str]:
        """Return the words of one of `words.FIELDS`, each as often as it stands."""
        if field in _OWN:
            own: list[str] = getattr(self, field)
            return own
        return TOKEN.findall(self.title if field == "title" else self.text)

    def full_name_sounds(self) -> set[str]:
        """Return the sounds of neighbouring words of the victims' full names."""
        return {pair for name in self.names if is_full(name) for pair in sound_pairs(name)}

    def suspect_sounds(self) -> set[str]:
        """Return the sounds of neighbouring words of the suspects' full names."""
        return {pair for name in self.suspects for pair in sound_pairs(name)}


def profile(account: Account, report: Report | None, siblings: int) -> Profile:
    """Make the profile of one of a report's accounts, of which there are `siblings`.

    An account whose report is not given is compared by what was read from it alone.
    """
    title, text = _words_of(account, report, alone=siblings == 1 or account.account == 1)
    forms = [[n for n in {v.name, *v.names} if n] for v in account.victims]
    folded = [[fold_name(form) for form in person] for person in forms]
    place = account.place
    located = place.lat is not None and place.lon is not None
    ages = frozenset(v.age for v in account.victims if v.age is not None)
    whole = f"{title}\n{text}"
    folded_text = fold_text(whole)
    language = (report.language if report else "").split("-")[0].lower()
    entities = _entities(whole)
    return Profile(
        key=account.key,
        report_id=account.report_id,
        main=account.account == 1,
        crowded=siblings >= MANY_ACCOUNTS or (report is not None and lists_attacks(report.text)),
        text=folded_text,
        title=fold_text(title),
        language=language,
        names=tuple(sorted({name for person in folded for name in person if name})),
        all_named=bool(folded) and all(any(len(n) > 1 for n in person) for person in folded),
        victims=len(account.victims),
        killed=sum(v.outcome == "killed" for v in account.victims),
        dead=_dead(account),
        ages=ages,
        text_ages=ages | _ages_in(whole),
        judged=any(development.kind in _OF_COURTS for development in account.judicial),
        when=days.span_of(account.date),
        published=days.published_day(report.published) if report else None,
        # "Las Palmas, Fresnillo" meets "Fresnillo": the town stands last.
        place=" ".join(fold_name((place.name or "").rpartition(", ")[2])),
        admin1=" ".join(fold_name(place.admin1 or "")),
        country=place.country or "",
        point=(place.lat, place.lon)  # type: ignore[arg-type]
        if located and place.precision in _SPAN_PRECISIONS
        else None,
        method=account.method,
        entities=entities,
        sounds=_sounds(whole),
        name_sounds=name_sounds(entities or _uncased(folded_text)),
        concepts=concepts(TOKEN.findall(folded_text), language),
        streets=streets(whole, language),
        suspects=_suspects(account),
    )


def _suspects(account: Account) -> frozenset[Name]:
    folded = (fold_name(one.name) for one in account.perpetrators if one.kind == "person")
    return frozenset(name for name in folded if is_full(name))


def _dead(account: Account) -> int:
    """Return how many were killed: as the account says, else as its victims are counted."""
    if account.killed is not None and account.killed.best:
        return account.killed.best
    return sum(max(1, v.count or 1) for v in account.victims if v.outcome == "killed")


def _words_of(account: Account, report: Report | None, *, alone: bool) -> tuple[str, str]:
    """Return the title and text that speak of this account, not of its report's others."""
    if report is None:
        return "", " ".join(evidence.text for evidence in account.evidence)
    if alone:
        return report.title, report.text[:TEXT_LIMIT]
    own = [e for e in account.evidence if e.in_ == "text"]
    if not own:
        return report.title, ""
    start = max(0, min(e.start for e in own) - _BEFORE)
    return "", report.text[start : max(e.end for e in own) + _AFTER][:TEXT_LIMIT]


def _ages_in(text: str) -> frozenset[int]:
    return frozenset(int(a or b) for a, b in _AGE.findall(text)) - {0}


def _sounds(text: str) -> list[str]:
    """Return the neighbouring words of names, by their sound.

    Names are what is written with capitals, particles between; in a script without capitals any
    two words may be one.
    """
    runs = _NAME_RUN.findall(text) or _UNCASED_RUN.findall(text)
    return [pair for run in runs for pair in sound_pairs(fold_name(run))]


def _uncased(text: str) -> list[str]:
    """Return the words in a script without capitals, where any may be a name."""
    return [word for run in _UNCASED_RUN.findall(text) for word in run.split()]


def _entities(text: str) -> list[str]:
    """Return the capitalised words and neighbouring pairs of them.

    A text all in capitals, or in a script without them, has none.
    """
    start = text[:1000]
    capitals = sum(map(str.isupper, start))
    if not capitals or capitals > _MOSTLY_CAPITAL * sum(map(str.isalpha, start)):
        return []
    found: list[str] = []
    for run in _CAPITAL_RUN.findall(text):
        words = fold_text(run).replace("’", "'").removesuffix("'s").split()
        found += words
        found += [f"{a} {b}" for a, b in pairwise(words)]
    return found
