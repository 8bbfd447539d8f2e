"""Nobody becomes named because a case was changed: then somebody else publishes it anew.

What a person in a public case may be shown as hangs on everything that the case holds. One report
that leaves it may be the only one that gave an age under 18, or by which a name in the title of
another was known as that of a suspect.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.policy import decoded, is_finer, may_be_named, place_ceiling
from vigil.casefile.disclosure.withheld_of_case import NamesAndPlaces, withheld_of
from vigil.casefile.disclosure.withheld_words import WithheldWords, texts_in
from vigil.casefile.models import Account, Case, Report, Stage, Victim, Visibility
from vigil.casefile.people.name_visibility import agreement_in_force
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

HOLD: Final = "hold_case"
"""The decision on a verified case that would name more people. Its actor does not publish it."""


@contextmanager
def hold_if_more_people_named(case: Case, *, by: User | None) -> Iterator[None]:
    """Take a public case out of sight where what is done within lets it name more people.

    It can be published again, by somebody who neither did this nor decided what the case says.
    `by` is None where a run of the machine changes the case. The case is locked.
    """
    before = _names(case) if case.stage == Stage.VERIFIED else None
    yield
    if before is not None and not _names(case) <= before:
        _hold(case, by)


@contextmanager
def hold_if_texts_say_more(case: Case, *, by: User) -> Iterator[None]:
    """Take a public case out of sight where what leaves it within lets its texts say more.

    A title that was withheld for a name would be shown. Call it around the change of what the case
    holds; otherwise as `hold_if_more_people_named`.
    """
    before = _withheld(case) if case.stage == Stage.VERIFIED else None
    was = case.visibility
    yield
    if before is not None and case.visibility == was and _says_more(case, before):
        _hold(case, by)


def _hold(case: Case, by: User | None) -> None:
    was, case.visibility = case.visibility, _held(case.visibility)
    case.save(update_fields=["visibility", "updated_at"])
    after = {"visibility": case.visibility}
    record(HOLD, "case", str(case.public_id), by=by, before={"visibility": was}, after=after)


def _held(visibility: str) -> str:
    return Visibility.INTERNAL if visibility == Visibility.PUBLISHED else visibility


def _names(case: Case) -> set[str]:
    """Return every spelling under which a case would name somebody today."""
    victims = case.victims.prefetch_related("names")
    return {name for victim in victims if is_named(victim) for name in _spellings(victim)}


def is_named(victim: Victim) -> bool:
    """Say whether a person in a case may be named today."""
    return may_be_named(
        victim.outcome,
        minor=victim.minor,
        agreed=agreement_in_force(victim),
        withdrawn=victim.withdrawn,
    )


def _spellings(victim: Victim) -> list[str]:
    return [name for name in (victim.name, *(one.name for one in victim.names.all())) if name]


# What texts say


def _withheld(case: Case) -> WithheldWords:
    """Return what no text about a case may say, by what it holds now."""
    victims = list(case.victims.prefetch_related("names"))
    values = dict(case.accepted.filter(victim=None).values_list("field", "value"))
    ceiling = place_ceiling((v.outcome for v in victims), str(values.get("place_type") or ""))
    place = "" if is_finer(case.place_precision, ceiling) else case.place_name
    shown = NamesAndPlaces(
        named=[name for v in victims if is_named(v) for name in _spellings(v)],
        unnamed=[name for v in victims if not is_named(v) for name in _spellings(v)],
        places=[part for part in (place, case.admin1) if part],
        ceiling=ceiling,
    )
    heard = Account.objects.filter(report__in=_reports(case)).prefetch_related("claims")
    return withheld_of(case, heard, shown, [values.get("place")])


def _reports(case: Case) -> list[Report]:
    rows = case.memberships.filter(suggested=False, account__superseded=False)
    held = rows.select_related("account__report__outlet")
    return list({one.account.report_id: one.account.report for one in held}.values())


def _says_more(case: Case, before: WithheldWords) -> bool:
    """Say whether a text that readers see passes now, and did not before."""
    after, reports = _withheld(case), _reports(case)
    texts = [*texts_in(list(case.accepted.values_list("value", flat=True)))]
    texts += texts_in([case.compiled, *(report.title for report in reports)])
    if any(after.allows(text) and not before.allows(text) for text in texts):
        return True
    apart = [decoded(report.url) for report in reports]
    apart += [report.outlet.name for report in reports if report.outlet]
    return any(before.spells_name(text) and not after.spells_name(text) for text in apart)


LOG: Final = LogWords(
    verbs={
        "hold_case": pgettext_lazy("decision", "hold until somebody publishes it anew"),
    },
)
