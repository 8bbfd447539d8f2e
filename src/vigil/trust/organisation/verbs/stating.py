"""State what the organisation is: names, look, languages, zone, licence, which rooms are open."""

import io
import re
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.charts.colours import accent
from vigil.files import Kind, RefusedError, rebuild
from vigil.trust.access.errors import Unfit
from vigil.trust.decisions.verbs import CommandLine, record, require
from vigil.trust.models import Organisation, User
from vigil.trust.organisation.queries import closings, forget, set_on_the_machine
from vigil.trust.organisation.rules import SET_UP
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import sentence

KIND: Final = "organisation"
KEY: Final = "organisation"
LARGEST_LOGO: Final = 30_000
"""Bytes of a logo, which is a part of the style sheet that every page loads."""
LOGO_SIDES: Final = (192, 128, 96, 64)
"""Pixels of its longer side that are tried, until it is small enough."""
UNNAMED: Final = ("contact", "responsible")
"""Parts that may name a person: the log, which is kept for good, only says that they changed."""
_LICENCE: Final = re.compile(r"[A-Za-z0-9.+-]*")


@transaction.atomic
def state_organisation(said: Mapping[str, Any], *, by: User | CommandLine) -> Organisation:
    """State parts of the organisation; the others stay. What the environment states is left out.

    `said` has the fields of the row by their names: `name`, `responsible`, `contact`,
    `publisher_id`, `accent`, `accent_dark`, `languages`, `default_language`, `time_zone`,
    `data_licence`, `closed_rooms`. Raises NotAllowed, Unfit (with the part that is not valid).
    """
    row = own_row(by)
    machine = set_on_the_machine()
    before, after = dict[str, Any](), dict[str, Any]()
    for part, value in said.items():
        new = _PARTS[part](value)
        old = getattr(row, part)
        if part not in machine and new != old:
            before[part], after[part] = old, new
            setattr(row, part, new)
    _check_together(row)
    if after:
        _save(row, "state_organisation", before, after, by)
    elif row.pk is None:
        row.save()
        forget()
    return row


def set_logo(content: bytes, *, by: User | CommandLine) -> None:
    """Rebuild a logo from its pixels, make it small enough, and show it; none without content.

    Not to be called inside a transaction. Raises NotAllowed, Unfit (the file cannot be used).
    """
    allow(by)
    logo, kind = _small(content) if content else (b"", "")
    with transaction.atomic():
        row = own_row(by)
        row.logo, row.logo_type = logo, kind
        _save(row, "set_logo", {}, {"logo": bool(logo)}, by)


def allow(by: User | CommandLine) -> None:
    """Raise NotAllowed unless somebody may set up the organisation."""
    if isinstance(by, User):
        require(by, SET_UP)


def own_row(by: User | CommandLine) -> Organisation:
    """Return the row for a change, locked; a new one, not saved yet, where there is none.

    Raises NotAllowed.
    """
    allow(by)
    return Organisation.objects.select_for_update().first() or Organisation()


def _save(
    row: Organisation,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: User | CommandLine,
) -> None:
    row.save()
    record(verb, KIND, KEY, by=by, before=_for_the_log(before), after=_for_the_log(after))
    forget()


def _for_the_log(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"organisation_{part}": bool(value) if part in UNNAMED else value
        for part, value in parts.items()
    }


def _text(field: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = " ".join(str(value or "").split())
        longest = int(getattr(Organisation._meta.get_field(field), "max_length", None) or 0)
        if len(text) > longest:
            raise Unfit(_("At most %(n)d characters.") % {"n": longest}, field)
        return text

    return check


def _known(field: str, known: Callable[[], Iterable[str]]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = str(value or "")
        if text and text not in known():
            raise Unfit(_("%(value)s is not known here.") % {"value": text}, field)
        return text

    return check


def _some_of(field: str, known: Callable[[], Iterable[str]]) -> Callable[[Any], list[str]]:
    def check(value: Any) -> list[str]:
        held = list(known())
        if unknown := sorted({*value} - {*held}):
            raise Unfit(_("%(value)s is not known here.") % {"value": ", ".join(unknown)}, field)
        return [one for one in held if one in value]

    return check


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _licence(value: Any) -> str:
    text = _text("data_licence")(value)
    if not _LICENCE.fullmatch(text):
        raise Unfit(
            _("Write the licence as its SPDX identifier, for example CC-BY-4.0."), "data_licence"
        )
    return text


_PARTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{
        part: _text(part)
        for part in (*("name", "responsible", "contact", "publisher_id", "accent", "accent_dark"),)
    },
    "languages": _some_of("languages", _languages),
    "default_language": _known("default_language", _languages),
    "time_zone": _known("time_zone", zoneinfo.available_timezones),
    "data_licence": _licence,
    "closed_rooms": _some_of("closed_rooms", closings),
}


def _check_together(row: Organisation) -> None:
    if row.accent_dark and not row.accent:
        raise Unfit(_("State the accent for light ground too."), "accent")
    if row.accent:
        _check_colour("accent", row.accent)
        _check_colour("accent_dark", row.accent, row.accent_dark)
    if row.default_language and row.languages and row.default_language not in row.languages:
        raise Unfit(
            _("The first language must be one of those that are offered."), "default_language"
        )


def _check_colour(part: str, light: str, dark: str = "") -> None:
    try:
        accent(light, dark)
    except ValueError as error:
        raise Unfit(
            _(
                "This is no colour, or it is hard to read (its contrast is below 4.5 to 1). Write "
                "a darker one for light ground and a lighter one for dark ground, as #8a3324."
            ),
            part,
        ) from error


def _small(content: bytes) -> tuple[bytes, str]:
    """Return a rebuilt logo of at most `LARGEST_LOGO` bytes, and its media type. Raises Unfit."""
    try:
        rebuilt = rebuild(content)
    except RefusedError as error:
        raise Unfit(sentence(error.reason), "logo") from error
    if rebuilt.kind not in (Kind.PNG, Kind.JPEG):
        raise Unfit(_("A logo is a PNG or JPEG file."), "logo")
    media_type = str(rebuilt.kind.media_type)
    if len(rebuilt.content) <= LARGEST_LOGO:
        return rebuilt.content, media_type
    from PIL import Image  # here: what serves pages makes no pictures

    for side in LOGO_SIDES:
        with Image.open(io.BytesIO(rebuilt.content)) as picture:
            picture.thumbnail((side * 4, side))
            out = io.BytesIO()
            picture.save(out, "PNG" if rebuilt.kind is Kind.PNG else "JPEG", optimize=True)
        if len(out.getvalue()) <= LARGEST_LOGO:
            return out.getvalue(), media_type
    raise Unfit(_("The logo cannot be made small enough. Use a simpler picture."), "logo")


LOG: Final = LogWords(
    verbs={
        "set_logo": pgettext_lazy("decision", "change the logo"),
        "state_organisation": pgettext_lazy("decision", "set up the organisation"),
    },
    kinds={"organisation": pgettext_lazy("decision", "organisation")},
    parts={
        "organisation_accent": pgettext_lazy("decision", "accent"),
        "organisation_accent_dark": pgettext_lazy("decision", "accent on dark ground"),
        "organisation_closed_rooms": pgettext_lazy("decision", "closed rooms"),
        "organisation_contact": pgettext_lazy("decision", "contact of the organisation"),
        "organisation_data_licence": pgettext_lazy("decision", "licence of the data"),
        "organisation_default_language": pgettext_lazy("decision", "first language"),
        "organisation_languages": pgettext_lazy("decision", "languages of the site"),
        "organisation_logo": pgettext_lazy("decision", "logo"),
        "organisation_name": pgettext_lazy("decision", "name of the organisation"),
        "organisation_publisher_id": pgettext_lazy("decision", "identifier in a register"),
        "organisation_responsible": pgettext_lazy("decision", "who is responsible"),
        "organisation_time_zone": pgettext_lazy("decision", "time zone"),
    },
)
