"""The fields of a member, and who may see each field: a consent of `trust`.

Without a consent, only the member sees a field. A wider audience includes the narrower ones: what
is public is visible to members and staff too.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.trust.decisions.subjects import Subject

KIND: Final = "member"
"""The kind of subject that a member is: consents, vault and uploads know them as (KIND, uid)."""


class Audience(IntEnum):
    """Who looks, or the widest who may: the narrowest first."""

    NOBODY = 0
    """Only the member."""
    STAFF = 1
    """Colleagues who run the network or the programme, at the desk."""
    MEMBERS = 2
    """Members who are signed in."""
    PUBLIC = 3

    @property
    def label(self) -> Promise:
        """The label on screens."""
        return AUDIENCE_LABELS[self]

    @property
    def slug(self) -> str:
        """The name in forms, sheets and consents."""
        return self.name.lower()


AUDIENCE_LABELS: Final[Mapping[Audience, Promise]] = {
    Audience.NOBODY: _("nobody"),
    Audience.STAFF: _("staff only"),
    Audience.MEMBERS: _("members and staff"),
    Audience.PUBLIC: pgettext_lazy("audience", "everybody"),
}

FIELDS: Final[Mapping[str, Promise]] = {
    "name": _("name"),
    "pseudonym": _("other name"),
    "role": _("role"),
    "organisation": _("organisation"),
    "languages": _("languages"),
    "markets": _("knowledge of markets"),
    "regions": _("knowledge of regions"),
    "responses": _("knowledge of responses"),
    "country": _("country"),
    "region": _("region of the world"),
    "biography": _("biography"),
    "portrait": _("portrait"),
    "links": _("links"),
    "joined_on": _("member since"),
}
"""Every field that says something about a member, in the order of screens."""

type Audiences = Mapping[str, Sequence[Sequence[str | None]]]
"""What was agreed, as `Member.audiences` repeats it: field -> (audience, last day) each."""


def use_of(field: str, audience: Audience) -> str:
    """Return the use of `trust` that means "this audience may see this field"."""
    return f"m.{field}.{audience.slug}"


def read_use(use: str) -> tuple[str, Audience] | None:
    """Return the field and the audience of a use, or None if it is no use of a member's field."""
    parts = use.split(".")
    if len(parts) != 3 or parts[0] != "m" or parts[1] not in FIELDS:
        return None
    return parts[1], Audience[parts[2].upper()]


def subject_of(uid: str) -> Subject:
    """Return the subject of `trust` for a member."""
    return Subject(KIND, uid)


def audience_of(audiences: Audiences, field: str, on: date | None = None) -> Audience:
    """Return the widest audience that may see a field on a day (default: today)."""
    today = (on or timezone.localdate()).isoformat()
    holding = (
        Audience[str(name).upper()]
        for name, until in audiences.get(field, ())
        if until is None or until >= today
    )
    return max(holding, default=Audience.NOBODY)


def _say(field: str, audience: Audience) -> str:
    return gettext("%(field)s, shown to %(audience)s") % {
        "field": FIELDS[field],
        "audience": AUDIENCE_LABELS[audience],
    }


_say_lazily = lazy(_say, str)

USES: Final = {
    use_of(field, audience): _say_lazily(field, audience)
    for field in FIELDS
    for audience in Audience
    if audience is not Audience.NOBODY
}
"""What a member can agree to: that a field is shown to an audience."""
