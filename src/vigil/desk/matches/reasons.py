"""Why a row of a list or another case may match a case: levels of agreement as labels."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST_SHARE = 0.3
"""Share of the log-odds below which a level is not worth a word."""

_APART: dict[str, Promise] = {"week_apart": _("days apart"), "far": _("another time")}
LEVELS: dict[str, dict[str, Promise]] = {
    "name": {
        "same": _("same name"),
        "alike": _("a like name"),
        "partly": _("part of the name"),
        "differs": _("another name"),
    },
    "day": {
        "same": _("same day"),
        "next": _("a day apart"),
        "days_apart": _("days apart"),
        **_APART,
    },
    "days": {"fits": _("about the same days"), **_APART},
    "month": {"fits": _("same month"), **_APART},
    "year": {"fits": _("same year"), **_APART},
    "place": {
        "same": _("same place"),
        "near": _("a place nearby"),
        "same_region": _("same region"),
        "other_place": _("another place"),
        "other_region": _("another region"),
        "other_country": _("another country"),
    },
    "age": {
        "same": _("same age"),
        "year_apart": _("a year apart in age"),
        "years_apart": _("some years apart in age"),
        "differs": _("another age"),
    },
    "gender": {"same": _("same gender"), "differs": _("another gender")},
    "killed": {
        "same": _("as many killed"),
        "near": _("nearly as many killed"),
        "differs": _("another number killed"),
    },
}
"""Field -> level -> what it says; see `vigil.reading.linkage.lists.agreement_levels`."""


def reasons_in_words(reasons: Mapping[str, tuple[str, float]]) -> list[str]:
    """Return what speaks for a match and against it, the most important reason first."""
    telling = [(abs(share), field, level) for field, (level, share) in reasons.items()]
    ordered = sorted((one for one in telling if one[0] >= LEAST_SHARE), reverse=True)
    return [str(LEVELS[field][level]) for _share, field, level in ordered]
