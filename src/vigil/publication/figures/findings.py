"""What a figure shows, in a sentence made from its numbers, and no stronger than they are.

A sentence counts and says out of how many. It never ranks countries, and never says why. Where what
is not reported could change the order of values, it says so.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.language.punctuation import beside, composed, one_by_one
from vigil.publication.figures.tables import FEW, percent

MOST_NAMED: Final = 3
"""At most so many values are named as equally frequent."""

Shares = Sequence[tuple[str, int]]
"""The labels of values with their numbers."""


def nothing_counted() -> str:
    """Say that a selection has nothing to count."""
    return _(
        "Nothing in this selection can be counted here. That says nothing about what happened."
    )


def most_often(values: Shares, total: int, missing: int, *, of_people: bool = False) -> str:
    """Say which value is the most frequent, and what is not reported."""
    ordered = sorted((n for _label, n in values), reverse=True)
    if not ordered or not total:
        return nothing_counted()
    first = [label for label, n in values if n == ordered[0]]
    share = _share(ordered[0], total, of_people=of_people)
    if len(values) == 1:
        said = _("The only value reported: %(value)s, %(share)s.") % {
            "value": first[0],
            "share": share,
        }
    elif len(first) == 1:
        said = _("Most often: %(value)s, %(share)s.") % {"value": first[0], "share": share}
    elif len(first) <= MOST_NAMED:
        said = _("Equally often: %(values)s, each %(share)s.") % {
            "values": one_by_one(first),
            "share": share,
        }
    else:
        text = ngettext(
            "No value is the most frequent: %(n)d has the same number, %(share)s.",
            "No value is the most frequent: %(n)d have the same number, each %(share)s.",
            len(first),
        )
        said = text % {"n": len(first), "share": share}
    told = [said, *_missing(missing, total, of_people=of_people)]
    runner_up = ordered[1] if len(ordered) > 1 else 0
    if missing and runner_up + missing >= ordered[0]:
        told.append(_("What is not reported could change which is the most frequent."))
    return " ".join(told)


def parts(values: Shares, total: int, missing: int) -> str:
    """Name every value of cases with its share, in the order of the table."""
    if not values or not total:
        return nothing_counted()
    told = one_by_one(beside(label, _share(n, total)) for label, n in values if n)
    return " ".join([capfirst(_("%(parts)s.") % {"parts": told}), *_missing(missing, total)])


def through_time(labels: Sequence[str], cases: int, monitored: Sequence[bool]) -> str:
    """Say from when to when the cases are, and how much of that time was monitored.

    `labels` are those of the years or months with cases, `monitored` says for every one shown
    whether it was monitored throughout.
    """
    if not labels:
        return nothing_counted()
    if labels[0] == labels[-1]:
        text = ngettext("%(n)d case, in %(first)s.", "%(n)d cases, in %(first)s.", cases)
    else:
        text = ngettext(
            "%(n)d case, from %(first)s to %(last)s.",
            "%(n)d cases, from %(first)s to %(last)s.",
            cases,
        )
    said = text % {"n": cases, "first": labels[0], "last": labels[-1]}
    return f"{said} {_through(sum(monitored), len(monitored))}"


def _through(monitored: int, shown: int) -> str:
    """Say how much of the time was monitored, and what follows where not all of it was."""
    if monitored == shown:
        return _("All of this time was monitored.")
    if not monitored:
        return _(
            "None of this time was fully monitored: a rise or a fall may only show what was read."
        )
    return _(
        "Years or months fully monitored: %(n)d of %(all)d. In the others a rise or a fall may "
        "only show what was read."
    ) % {"n": monitored, "all": shown}


def in_countries(cases: int, countries: int, monitored: int) -> str:
    """Say in how many countries the cases are, and how many of these were monitored."""
    if not countries:
        return nothing_counted()
    text = ngettext("%(cases)s in %(n)d country.", "%(cases)s in %(n)d countries.", countries)
    said = text % {"cases": _cases(cases), "n": countries}
    return f"{said} {_countries_monitored(monitored, countries)}"


def _countries_monitored(monitored: int, countries: int) -> str:
    """Say how many of the countries were monitored throughout."""
    if not monitored:
        return ngettext(
            "This country was not monitored throughout.",
            "None of these countries was monitored throughout.",
            countries,
        )
    if monitored == countries:
        return ngettext(
            "This country was monitored throughout.",
            "All of these countries were monitored throughout.",
            countries,
        )
    text = ngettext(
        "%(n)d of these countries was monitored throughout.",
        "%(n)d of these countries were monitored throughout.",
        monitored,
    )
    return text % {"n": monitored}


def in_divisions(cases: int, divisions: int) -> str:
    """Say in how many states, provinces or regions the cases are."""
    if not divisions:
        return nothing_counted()
    text = ngettext(
        "%(cases)s in %(n)d state, province or region.",
        "%(cases)s in %(n)d states, provinces or regions.",
        divisions,
    )
    return text % {"cases": _cases(cases), "n": divisions}


def survived(targets: int, of: int) -> str:
    """Say how many of the targets survived."""
    if not of:
        return nothing_counted()
    if targets == of:
        text = ngettext(
            "The one target survived the attack.",
            "Each of the %(all)d targets survived the attack.",
            of,
        )
        return text % {"all": of}
    text = ngettext(
        "%(n)d of %(all)d target survived the attack (%(share)s).",
        "%(n)d of %(all)d targets survived the attack (%(share)s).",
        of,
    )
    said = text % {"n": targets, "all": of, "share": percent(targets / of)}
    if of >= FEW:
        return said
    return f"{said} {_('With so few people, a share says little.')}"


def state_by_time(state: str, bands: Sequence[tuple[str, int, int]]) -> str:
    """Say for each band of years how many of its cases have a state of justice."""
    if not bands:
        return nothing_counted()
    if not any(n for _label, n, _of in bands):
        cases = sum(of for _label, _n, of in bands)
        text = ngettext(
            "%(state)s: not in the one case checked.",
            "%(state)s: in none of the %(n)d cases checked.",
            cases,
        )
        return text % {"state": capfirst(state), "n": cases}
    told = one_by_one(beside(label, _count(n, of)) for label, n, of in bands)
    return _("%(state)s, by years since the killing: %(parts)s.") % {
        "state": capfirst(state),
        "parts": told,
    }


def open_cases(n: int, convicted: int) -> str:
    """Say that open cases are not counted by convictions, and in how many there is one."""
    rule = _("While proceedings are open, a case counts as open only.")
    if not convicted:
        return rule
    if convicted == n:
        text = ngettext(
            "In the one open case, somebody has already been convicted.",
            "In each of the %(n)d open cases, somebody has already been convicted.",
            n,
        )
    else:
        text = _("In %(convicted)d of these %(n)d, somebody has already been convicted.")
    return f"{rule} {text % {'convicted': convicted, 'n': n}}"


def few_countries(enough: int, countries: int) -> str:
    """Say how many countries have enough cases for a share to say something."""
    if not countries:
        return nothing_counted()
    if not enough:
        text = _("No country has at least %(few)d cases. Fewer say little about a country.")
    elif enough == countries:
        text = ngettext(
            "The one country has at least %(few)d cases.",
            "Each of the %(n)d countries has at least %(few)d cases.",
            countries,
        )
    else:
        text = ngettext(
            "%(enough)d of %(n)d countries has at least %(few)d cases. Fewer say little about a "
            "country.",
            "%(enough)d of %(n)d countries have at least %(few)d cases. Fewer say little about a "
            "country.",
            enough,
        )
    return text % {"enough": enough, "n": countries, "few": FEW}


def _missing(missing: int, total: int, *, of_people: bool = False) -> list[str]:
    if not missing:
        return []
    share = _share(missing, total, of_people=of_people)
    return [_("Not reported: %(share)s.") % {"share": share}]


def _share(n: int, total: int, *, of_people: bool = False) -> str:
    count = _count(n, total, of_people=of_people)
    return composed(_("%(count)s (%(share)s)") % {"count": count, "share": percent(n / total)})


def _count(n: int, total: int, *, of_people: bool = False) -> str:
    if not n and not of_people:
        text = ngettext("none of %(all)d case", "none of %(all)d cases", total)
    elif of_people:
        text = ngettext("%(n)d of %(all)d person", "%(n)d of %(all)d people", total)
    else:
        text = ngettext("%(n)d of %(all)d case", "%(n)d of %(all)d cases", total)
    return text % {"n": n, "all": total}


def _cases(n: int) -> str:
    return ngettext("%(n)d case", "%(n)d cases", n) % {"n": n}
