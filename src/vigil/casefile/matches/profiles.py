"""A case as the rows of lists are, so that it can be compared with them and with other cases."""

from dataclasses import replace

from vigil.casefile.models import Case, Victim
from vigil.reading.linkage.lists import ListedKilling as Listed

FINE_PRECISIONS = frozenset({"exact", "neighbourhood", "town"})


def profiles_of(case: Case) -> list[Listed]:
    """Return a case in the form of list rows: one for each person killed, one for the event."""
    event = _event(case)
    killed = [v for v in case.victims.all() if v.outcome in ("killed", "")]
    people = [_person(event, victim) for victim in killed]
    return [*people, replace(event, names=tuple(n for person in people for n in person.names))]


def _event(case: Case) -> Listed:
    fine = case.place_precision in FINE_PRECISIONS
    first, last = case.date_earliest, case.date_latest
    return Listed(
        id="event",
        when=(first.toordinal(), last.toordinal()) if first and last else None,
        place=case.place_name if fine else "",
        admin1=case.admin1,
        country=case.country,
        point=(case.lat, case.lon)
        if fine and case.lat is not None and case.lon is not None
        else None,
        killed=case.n_killed or None,
        event=True,
    )


def _person(event: Listed, victim: Victim) -> Listed:
    names = tuple(dict.fromkeys(entry.name for entry in victim.names.all()))
    age = None
    if victim.age_low is not None and victim.age_high is not None:
        age = (victim.age_low, victim.age_high)
    return replace(
        event,
        id=str(victim.uid),
        names=names or ((victim.name,) if victim.name else ()),
        age=age,
        gender=victim.gender if victim.gender in ("male", "female") else "",
        killed=None,
        event=False,
    )
