"""Record which outlets are monitored for which countries, and since when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.coverage.models import UNBROKEN
from vigil.casefile.disclosure.holds import is_named
from vigil.casefile.disclosure.withheld_words import words
from vigil.casefile.models import Monitoring, Outlet, Victim
from vigil.casefile.reports.verbs.admitting import outlet_of
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

PERMISSION = "casefile.keep_coverage"


@verb
def start_monitoring(
    outlet: str,
    countries: Sequence[str],
    *,
    by: User,
    since: date | None = None,
    until: date | None = None,
    language: str = "",
    note: str = "",
    why: str = "",
) -> Monitoring:
    """Record that an outlet (by name; created if new) is monitored for countries (ISO alpha-3).

    Without `since`, the first day is the one in the entry of the outlet. Raises NotAllowed,
    NotPossible (no such country; impossible days; monitored for one of them already; the outlet has
    the name of a person whom the record does not name: monitored outlets are public).
    """
    asked = Monitoring(countries=_checked(countries), language=language)
    require(by, PERMISSION, asked)
    _require_nobody(outlet)
    found = outlet_of(outlet.strip(), "", language=language)
    if found is None:
        raise NotPossible(_("Name the outlet."))
    since = since or found.monitored_since
    if since is None:
        raise NotPossible(_("Say since when the outlet is monitored."))
    asked.outlet, asked.note, asked.added_by = found, note, by
    asked.since, asked.until, asked.settled = since, until, True
    _save(asked)
    _record("start_monitoring", asked, by=by, after=_values_of(asked), why=why)
    return asked


@verb
def end_monitoring(monitoring: Monitoring, until: date, *, by: User, why: str) -> Monitoring:
    """Record the last day on which an outlet was monitored. Raises NotAllowed, NotPossible."""
    current = _locked(monitoring)
    require(by, PERMISSION, current)
    if current.until is not None:
        raise NotPossible(_("This monitoring has ended already: correct it instead."))
    _need_reason(why)
    before = _values_of(current)
    current.until, current.settled = until, True
    _save(current)
    _record("end_monitoring", current, by=by, before=before, after=_values_of(current), why=why)
    return current


@verb
def correct_monitoring(
    monitoring: Monitoring,
    *,
    countries: Sequence[str],
    since: date,
    until: date | None,
    language: str,
    note: str,
    by: User,
    why: str,
) -> Monitoring:
    """Correct a monitoring. The user's role must reach it before and after.

    Raises NotAllowed, NotPossible.
    """
    current = _locked(monitoring)
    require(by, PERMISSION, current)
    _need_reason(why)
    before = _values_of(current)
    current.countries, current.language = _checked(countries), language
    require(by, PERMISSION, current)
    current.since, current.until, current.note, current.settled = since, until, note, True
    if before == _values_of(current):
        raise NotPossible(_("Nothing is different."))
    _save(current)
    _record("correct_monitoring", current, by=by, before=before, after=_values_of(current), why=why)
    return current


@verb
def take_back_monitoring(monitoring: Monitoring, *, by: User, why: str) -> Monitoring:
    """Remove a monitoring that never took place. Raises NotAllowed, NotPossible."""
    current = _locked(monitoring)
    require(by, PERMISSION, current)
    _need_reason(why)
    current.taken_back, current.settled = True, True
    current.save()
    _keep_first_day(current.outlet)
    _record("take_back_monitoring", current, by=by, before=_values_of(current), why=why)
    return current


@verb
def note_collection(outlet: str, country: str, language: str, on: date) -> Monitoring | None:
    """Note that a run collected the feed of an outlet for a country on a day.

    The first time, its monitoring starts. After a break of more than a month it starts again. If a
    person has ended or removed the monitoring, nothing starts. Return the monitoring that goes on.
    """
    if country not in COUNTRIES:  # an international outlet is monitored for no single country
        return None
    found = outlet_of(outlet, "", country, language)
    if found is None:
        return None
    rows = list(Monitoring.objects.select_for_update().filter(outlet=found))
    going_on = [r for r in rows if not r.taken_back and r.until is None and country in r.countries]
    if going_on:
        return _collected_again(going_on[-1], country, language, on)
    if any(row.settled for row in rows):
        return None
    return _started_by_run(found, country, language, on)


def _collected_again(current: Monitoring, country: str, language: str, on: date) -> Monitoring:
    last = current.collected_until
    if last is None:  # a person recorded it, and a person must end it
        return current
    if on - last <= UNBROKEN:
        current.collected_until = max(on, last)
        current.save(update_fields=["collected_until"])
        return current
    before = _values_of(current)
    current.until = last
    current.save()
    _record("end_monitoring", current, by=None, before=before, after=_values_of(current))
    return _started_by_run(current.outlet, country, language, on)


def _started_by_run(outlet: Outlet, country: str, language: str, on: date) -> Monitoring:
    started = Monitoring(
        outlet=outlet, countries=[country], language=language, since=on, collected_until=on
    )
    _save(started)
    _record("start_monitoring", started, by=None, after=_values_of(started))
    return started


def _locked(monitoring: Monitoring) -> Monitoring:
    current = Monitoring.objects.select_for_update().filter(pk=monitoring.pk).first()
    if current is None or current.taken_back:
        raise NotPossible(_("This monitoring was taken back."))
    return current


def _checked(countries: Sequence[str]) -> list[str]:
    chosen = sorted(set(countries))
    if not chosen:
        raise NotPossible(_("Choose at least one country."))
    unknown = [code for code in chosen if code not in COUNTRIES]
    if unknown:
        raise NotPossible(_("There is no country with the code “%(code)s”.") % {"code": unknown[0]})
    return chosen


def _require_nobody(outlet: str) -> None:
    """Raise NotPossible if an outlet has the name of a person whom the record does not name."""
    said = words(outlet)
    runs = {" ".join(said[i:j]) for i in range(len(said)) for j in range(i + 2, len(said) + 1)}
    bearers = Victim.objects.filter(names__folded__in=runs).prefetch_related("names").distinct()
    if any(not is_named(victim) for victim in bearers):
        raise NotPossible(_("This is a name that the record does not show."))


def _need_reason(why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Say why."))


def _save(row: Monitoring) -> None:
    """Save a monitoring. Raises NotPossible for impossible days or days recorded already."""
    today = date.today()
    if row.since > today or (row.until is not None and row.until > today):
        raise NotPossible(_("What is still to come cannot have been monitored."))
    if row.until is not None and row.until < row.since:
        raise NotPossible(_("It cannot end before it begins."))
    Outlet.objects.select_for_update().get(pk=row.outlet.pk)  # two people at once: one waits
    others = Monitoring.objects.filter(outlet=row.outlet, taken_back=False).exclude(pk=row.pk)
    if row.until is not None:
        others = others.filter(since__lte=row.until)
    for other in others.filter(Q(until=None) | Q(until__gte=row.since)):
        if set(other.countries) & set(row.countries):
            raise NotPossible(
                _("%(outlet)s is recorded as monitored in this time already.")
                % {"outlet": row.outlet}
            )
    row.save()
    _keep_first_day(row.outlet)


def _keep_first_day(outlet: Outlet) -> None:
    """Set the first monitored day in the entry of the outlet."""
    first = outlet.monitorings.filter(taken_back=False).order_by("since").first()
    Outlet.objects.filter(pk=outlet.pk).update(monitored_since=first.since if first else None)


def _values_of(row: Monitoring) -> dict[str, Any]:
    return {
        "outlet": row.outlet.name,
        "countries": list(row.countries),
        "language": row.language,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "note": row.note,
    }


def _record(
    verb: str,
    row: Monitoring,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    record(verb, "monitoring", row.key, by=by, before=before, after=after, why=why)


LOG: Final = LogWords(
    verbs={
        "correct_monitoring": pgettext_lazy("decision", "correct what is monitored"),
        "end_monitoring": pgettext_lazy("decision", "end the monitoring"),
        "start_monitoring": pgettext_lazy("decision", "start the monitoring"),
        "take_back_monitoring": pgettext_lazy("decision", "take the monitoring back"),
    },
    kinds={
        "monitoring": pgettext_lazy("decision", "monitoring of an outlet"),
    },
    parts={
        "outlet": pgettext_lazy("decision", "outlet"),
    },
)
