"""Public cases as columns of numbers in memory. Every total is counted here.

Lists, maps, figures and files of one selection must agree. They do because all of them use these
columns, which answer any filter over a million cases in a few milliseconds on either database. The
columns hold no name and no text about a case, only what filters and figures need.

`current` returns the present version of the public record after one small query. Only cases that
changed since the last version are read again.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import batched
from typing import Any, Final

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from vigil.publication.models import PublicCase, PublicChange, PublicState
from vigil.publication.record import bands
from vigil.publication.record.people import People
from vigil.publication.record.projection import refresh_expired_consents

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

CODED: Final = (
    *("country", "event", "method", "organised_crime_link", "contract_or_reward"),
    *("motive", "why_targeted", "impunity", "place_type", "place_precision", "basis"),
)
"""Columns with one value for each case."""
BANDS: Final = {"years_to_check": "checked_year", "years_to_judgement": "judged_year"}
"""Columns with the band of the years from the attack to another year."""
COUNTS: Final = (
    *("n_people", "n_named", "n_killed", "n_survived"),
    *("n_targets", "n_targets_killed", "n_targets_survived"),
)
FIELDS: Final = (
    *("pk", "number", *COUNTS, *CODED, "admin1", "checked_year", "judged_year"),
    *("headline", "contested", "lat", "lon", "date_from", "date_to", "person_codes"),
    "changed_at",
)
"""The fields that are read of each row."""
AT_ONCE = 500
"""If more cases than this changed, all are read again."""
READ_AT_ONCE = 20_000

FIRST_SECOND: Final = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
NEVER = 1 << 30
"""The day of an undated case in an order from oldest to newest."""


@dataclass(frozen=True)
class Coded:
    """A column of values as small numbers: `values[codes[i]]` is the value of row i."""

    codes: NDArray[np.int32]
    values: list[str]

    def equal(self, *wanted: str) -> Mask:
        """Return the rows whose value is one of `wanted`."""
        return np.array([value in wanted for value in self.values], dtype=bool)[self.codes]

    def count(self, mask: Mask, weights: Ints | None = None) -> dict[str, int]:
        """Count the chosen rows by value, or add up their weights. Omit values without rows."""
        chosen = None if weights is None else weights[mask]
        sums = np.bincount(self.codes[mask], weights=chosen, minlength=len(self.values))
        rows = np.bincount(self.codes[mask], minlength=len(self.values))
        return {
            value: int(total)
            for value, total, there in zip(self.values, sums, rows, strict=True)
            if there
        }


@dataclass(frozen=True)
class Headcounts:
    """The people of each row by number. `of_row` numbers the rows of `table`: few are different.

    The columns of `table` are people, people killed, targets, and targets who survived.
    """

    of_row: Ints
    table: NDArray[np.int64]

    @classmethod
    def of(cls, people: People, chosen: Mask, rows: Ints) -> "Headcounts":
        """Count the chosen people in these rows."""
        parts = (chosen, people.killed, people.target, people.target_survived)
        counts = np.array([people.number_in_rows(chosen & part)[rows] for part in parts])
        keys = np.zeros(len(rows), dtype=np.int64)
        for numbers in counts:
            keys = keys * (int(numbers.max(initial=0)) + 1) + numbers
        _keys, first, of_row = np.unique(keys, return_index=True, return_inverse=True)
        return cls(of_row, counts[:, first].T)


class Columns:
    """One version of the public record, newest case first, undated cases last.

    `day_from` and `day_to` are ordinals of days (0: undated). `year` and `month` are set if the
    whole range of days is within one (0: it is not). `month` counts months from year 0. `changed`
    is the second in which what is shown last changed, counted from 2020.
    """

    def __init__(
        self,
        plain: Mapping[str, NDArray[Any]],
        coded: Mapping[str, Coded],
        version: int = 0,
        token: str = "",
    ) -> None:
        """Take the columns, in any order of rows."""
        order = np.lexsort((-plain["number"], -plain["day_from"]))
        self.version, self.token = version, token
        self._plain = {name: values[order] for name, values in plain.items()}
        self.coded = {name: Coded(c.codes[order], c.values) for name, c in coded.items()}
        self.pk: Ints = self._plain["pk"]
        self.number: Ints = self._plain["number"]
        self.day_from: Ints = self._plain["day_from"]
        self.day_to: Ints = self._plain["day_to"]
        self.year: Ints = self._plain["year"]
        self.month: Ints = self._plain["month"]
        self.changed: Ints = self._plain["changed"]
        self.lat: NDArray[np.float64] = self._plain["lat"]
        self.lon: NDArray[np.float64] = self._plain["lon"]
        self.headline: Mask = self._plain["headline"]
        self.contested: Mask = self._plain["contested"]
        self.counts: dict[str, Ints] = {name: self._plain[name] for name in COUNTS}
        self.checked_year: Ints = self._plain["checked_year"]
        self.people = People(self._plain["person_codes"].tolist())
        self._by_pk = np.argsort(self.pk)

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], version: int = 0, token: str = "") -> "Columns":
        """Build columns from rows of `FIELDS`, without having all rows in memory at once."""
        parts = [_part(some) for some in batched(rows, READ_AT_ONCE)] or [_part(())]
        plain, coded = zip(*parts, strict=True)
        return cls(
            {name: np.concatenate([part[name] for part in plain]) for name in plain[0]},
            {name: _joined([part[name] for part in coded]) for name in coded[0]},
            version,
            token,
        )

    def with_changes(
        self, pks: Iterable[int], rows: Iterable[Sequence[Any]], version: int, token: str
    ) -> "Columns":
        """Return the columns with these cases replaced by these rows, or gone."""
        keep = ~self.of_cases(pks)
        new = Columns.of(rows)
        plain = {
            name: np.concatenate([values[keep], new._plain[name]])
            for name, values in self._plain.items()
        }
        coded = {
            name: _joined([Coded(column.codes[keep], column.values), new.coded[name]])
            for name, column in self.coded.items()
        }
        return Columns(plain, coded, version, token)

    def __len__(self) -> int:
        return len(self.pk)

    def all(self) -> Mask:
        """Return a mask of every row."""
        return np.ones(len(self), dtype=bool)

    def of_cases(self, pks: Iterable[int]) -> Mask:
        """Return the rows of these cases; a case that is not public has none."""
        mask = np.zeros(len(self), dtype=bool)
        wanted = np.unique(np.fromiter(pks, dtype=np.int64))
        if len(self) and len(wanted):
            places = np.searchsorted(self.pk, wanted, sorter=self._by_pk)
            rows = self._by_pk[np.minimum(places, len(self) - 1)]
            mask[rows[self.pk[rows] == wanted]] = True
        return mask

    @cached_property
    def headcounts(self) -> Headcounts:
        """How many people each case has, of those whom figures count."""
        return Headcounts.of(self.people, self.people.all(), np.arange(len(self)))

    def rows_of(self, pks: Ints) -> Ints:
        """Return the row of each case; -1 for a case that is not public."""
        if not len(self):
            return np.full(len(pks), -1)
        places = np.searchsorted(self.pk, pks, sorter=self._by_pk)
        rows = self._by_pk[np.minimum(places, len(self) - 1)]
        return np.where(self.pk[rows] == pks, rows, -1)

    def newest(self, mask: Mask) -> Ints:
        """Return the chosen rows, newest first."""
        return np.flatnonzero(mask)

    def oldest(self, mask: Mask) -> Ints:
        """Return the chosen rows, oldest first, undated ones last."""
        rows = np.flatnonzero(mask)
        return rows[np.argsort(self.age_key(rows), kind="stable")]

    def age_key(self, rows: Ints) -> Ints:
        """Return numbers that order rows from oldest to newest; undated ones come last."""
        day = np.where(self.day_from[rows] > 0, self.day_from[rows], NEVER)
        return (day << 32) + self.number[rows]

    def newness_key(self, rows: Ints) -> Ints:
        """Return numbers that order rows from newest to oldest."""
        return -((self.day_from[rows] << 32) + self.number[rows])


def _part(
    rows: Sequence[Sequence[Any]],
) -> tuple[dict[str, NDArray[Any]], dict[str, Coded]]:
    column = dict(zip(FIELDS, zip(*rows, strict=True), strict=False))
    fields: dict[str, Sequence[Any]] = {name: column.get(name, ()) for name in FIELDS}
    plain = _plain(fields)
    banded = {name: _banded(name, plain["year"], plain[later]) for name, later in BANDS.items()}
    return plain, {**_all_coded(fields), **banded}


def _plain(fields: Mapping[str, Sequence[Any]]) -> dict[str, NDArray[Any]]:
    first, last = fields["date_from"], fields["date_to"]
    pairs = list(zip(first, last, strict=True))
    return {
        **{name: np.array(fields[name], dtype=np.int64) for name in ("pk", "number", *COUNTS)},
        **{name: np.array(fields[name], dtype=bool) for name in ("headline", "contested")},
        **{name: _floats(fields[name]) for name in ("lat", "lon")},
        "person_codes": _objects(fields["person_codes"]),
        "changed": np.array(
            [max(0, int(at.timestamp()) - FIRST_SECOND) for at in fields["changed_at"]],
            dtype=np.int64,
        ),
        **{
            name: np.array([year or 0 for year in fields[name]], dtype=np.int64)
            for name in BANDS.values()
        },
        "day_from": _days(first),
        "day_to": _days(last),
        "year": np.array([_year_of(*pair) for pair in pairs], dtype=np.int64),
        "month": np.array([_month_of(*pair) for pair in pairs], dtype=np.int64),
    }


def _days(days: Sequence[date | None]) -> Ints:
    return np.array([day.toordinal() if day else 0 for day in days], dtype=np.int64)


def _year_of(first: date | None, last: date | None) -> int:
    return first.year if first and last and first.year == last.year else 0


def _month_of(first: date | None, last: date | None) -> int:
    if first and last and (first.year, first.month) == (last.year, last.month):
        return first.year * 12 + first.month - 1
    return 0


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    held = np.empty(len(values), dtype=object)
    held[:] = [bytes(value) for value in values]
    return held


def _floats(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _all_coded(fields: Mapping[str, Sequence[Any]]) -> dict[str, Coded]:
    divisions = zip(fields["country"], fields["admin1"], strict=True)
    coded = {name: _coded(fields[name]) for name in CODED}
    coded["admin1"] = _coded([f"{country}/{name}" if name else "" for country, name in divisions])
    return coded


def _banded(name: str, years: Ints, later: Ints) -> Coded:
    """Return the band of the years from each year to a later one; none if one is 0 or before."""
    apart = later - years
    known = (years > 0) & (later > 0) & (apart >= 0)
    band = 1 + np.searchsorted(bands.YEAR_STARTS[name], apart, side="right")
    return Coded(np.where(known, band, 0).astype(np.int32), ["", *bands.FIELDS[name][1]])


def _coded(values: Sequence[str]) -> Coded:
    order = sorted(set(values))
    number = {value: n for n, value in enumerate(order)}
    return Coded(np.array([number[value] for value in values], dtype=np.int32), order)


def _joined(parts: Sequence[Coded]) -> Coded:
    """Put columns one below the other. A value that no row has any more may stay listed."""
    order = sorted({value for part in parts for value in part.values})
    number = {value: n for n, value in enumerate(order)}
    codes = [
        np.array([number[value] for value in part.values], dtype=np.int32)[part.codes]
        for part in parts
    ]
    return Coded(np.concatenate(codes), order)


# The present version


_lock = threading.Lock()
_held: Columns | None = None
_good_until: date | None = None
"""The last day on which every consent that the held version needs is in force."""


def current() -> Columns:
    """Return the columns of the present version of the public record."""
    global _held, _good_until
    version, token = _state()
    with _lock:
        if _held is None or not token or _held.token != token:
            _held, _good_until = _read(_held, version, token), _first_end()
        if _good_until is None or timezone.localdate() <= _good_until:
            return _held
    refresh_expired_consents(timezone.localdate())
    return current()


def _first_end() -> date | None:
    ends = PublicCase.objects.exclude(valid_until=None).order_by("valid_until")
    return ends.values_list("valid_until", flat=True).first()


def _state() -> tuple[int, str]:
    return PublicState.objects.filter(pk=1).values_list("version", "token").first() or (0, "")


def _read(held: Columns | None, version: int, token: str) -> Columns:
    """Read what changed since the held version, or everything if that is not known."""
    changed = None if held is None else cases_changed_since(held.version, held.token, version)
    if held is None or changed is None:
        return Columns.of(PublicCase.objects.values_list(*FIELDS).iterator(), version, token)
    new = PublicCase.objects.filter(pk__in=changed).values_list(*FIELDS)
    return held.with_changes(changed, new, version, token)


def cases_changed_since(version: int, token: str, now: int) -> set[int] | None:
    """Return the cases that changed from a version to the version `now`.

    None if the earlier version is not in this history, or if too many changed.
    """
    ours = PublicChange.objects.filter(version=version, token=token)
    if not token or not ours.exists():
        return None
    rows = PublicChange.objects.filter(version__gt=version, version__lte=now)
    changed = set(rows.values_list("case_id", flat=True))
    return changed if len(changed) <= AT_ONCE else None
