"""Groups of ages, and of years from a killing to what courts did. Pure functions.

They are no fields of the codebook: each is computed from values that may be shown.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = Mapping[str, Promise]

AGE_GROUPS: Final[Labels] = {
    "under_18": _("under 18"),
    "18_to_29": _("18 to 29"),
    "30_to_44": _("30 to 44"),
    "45_to_59": _("45 to 59"),
    "60_or_more": _("60 or more"),
}
YEARS_TO_CHECK: Final[Labels] = {
    "under_5": _("less than 5 years"),
    "5_to_9": _("5 to 9 years"),
    "10_to_19": _("10 to 19 years"),
    "20_or_more": _("20 years or more"),
}
YEARS_TO_JUDGEMENT: Final[Labels] = {
    "under_2": _("less than 2 years"),
    "2_to_4": _("2 to 4 years"),
    "5_to_9": _("5 to 9 years"),
    "10_or_more": _("10 years or more"),
}
FIELDS: Final[Mapping[str, tuple[Promise, Labels]]] = {
    "age_group": (_("Age group"), AGE_GROUPS),
    "years_to_check": (_("Years from the killing to the last check"), YEARS_TO_CHECK),
    "years_to_judgement": (
        _("Years from the killing to the latest judgement"),
        YEARS_TO_JUDGEMENT,
    ),
}
"""Field -> its label, and its values with their labels, lowest first."""
AGE_STARTS: Final = (18, 30, 45, 60)
YEAR_STARTS: Final[Mapping[str, Sequence[int]]] = {
    "years_to_check": (5, 10, 20),
    "years_to_judgement": (2, 5, 10),
}
"""Field -> where its second band and those after it begin, in years."""


def age_group(low: int | None, high: int | None, *, minor: bool) -> str:
    """Return the group of an age; empty if it is not known, or lies in two groups."""
    if minor:
        return "under_18"
    groups = {_group_of_age(age) for age in (low, high) if age is not None}
    return groups.pop() if len(groups) == 1 else ""


def _group_of_age(age: int) -> str:
    return [*AGE_GROUPS][sum(age >= start for start in AGE_STARTS)]
