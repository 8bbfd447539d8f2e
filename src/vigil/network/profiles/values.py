"""Check and clean the values of a member's fields, from forms or sheets."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from babel import Locale
from babel.core import UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.network.profiles.fields import FIELDS
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.scheme import LANGUAGES
from vigil.reading.codebook.terms import markets, regions, responses
from vigil.trust.access.errors import Unfit

LINE = 200
"""Characters of a field of one line."""
BIOGRAPHY = 4000
LINKS = 12
LINK_LABEL = 80
ADDRESS = 500
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
CODES: Final[Mapping[str, Callable[[], Iterable[str]]]] = {
    "markets": lambda: markets().terms,
    "responses": lambda: responses().terms,
    "regions": lambda: regions().terms,
}
"""Fields that hold codes of a list of terms."""
_web = URLValidator(schemes=["https", "http"])


class InvalidField(Unfit):
    """A value that a field does not take; `field` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence, field)


def clean(field: str, value: Any) -> Any:
    """Return a value in the form in which `Member` stores it. Raises InvalidField.

    Texts lose surplus spaces and NUL characters; lists lose duplicates. A biography maps languages
    to texts. Links are pairs of label and address.
    """
    if field not in FIELDS:
        raise InvalidField(field, _("There is no such field."))
    return _CLEAN.get(field, _line)(field, value)


def clean_address(address: str) -> str:
    """Return an e-mail address. Raises InvalidField."""
    address = _storable(address).strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidField(
            "email", _("This is not an email address. Check it for typing errors.")
        ) from error
    return address


def _storable(text: Any) -> str:
    return str(text or "").replace("\0", "")


def _line(field: str, value: Any) -> str:
    text = " ".join(_storable(value).split())
    if len(text) > LINE:
        raise InvalidField(field, _("Use at most %(n)d characters.") % {"n": LINE})
    return text


def _codes(field: str, value: Any) -> list[str]:
    known = set(CODES[field]())
    given = list(dict.fromkeys(_storable(code).strip() for code in value or ()))
    if odd := [code for code in given if code not in known]:
        raise InvalidField(
            field, _("These values are not in the list: %(values)s.") % {"values": ", ".join(odd)}
        )
    return given


def _languages(field: str, value: Any) -> list[str]:
    return list(dict.fromkeys(_tag(field, tag) for tag in value or ()))


def _tag(field: str, value: Any) -> str:
    """Return a language tag of BCP 47 (RFC 5646), if it names a language that CLDR knows."""
    tag = _storable(value).strip().replace("_", "-")
    primary = tag.partition("-")[0].lower()
    if not TAG.fullmatch(tag) or primary not in known_languages():
        raise InvalidField(
            field,
            _("“%(value)s” is not a language. Enter a tag such as es or pt-BR.") % {"value": tag},
        )
    return primary + tag[len(primary) :]


def known_languages() -> Mapping[str, str]:
    """Return the languages that can be named, by primary tag, with their English names."""
    return Locale("en").languages


@cache
def tags_by_name() -> Mapping[str, str]:
    """Return tags by the folded names of languages, in every language of the interface."""
    locales = (Locale(language).languages.items() for language in LANGUAGES)
    tags = {fold(name): tag.replace("_", "-") for names in locales for tag, name in names}
    # A tag is itself, whatever is called so in some language.
    return tags | {fold(tag): tag for tag in known_languages()}


def language_label(tag: str, language: str) -> str:
    """Return the name of a language (BCP 47) in another one; the tag if it has none."""
    names: Mapping[str, str]
    try:
        names = Locale.parse(language, sep="-").languages
    except (UnknownLocaleError, ValueError):
        names = known_languages()
    primary = tag.partition("-")[0].lower()
    return names.get(tag.replace("-", "_")) or names.get(primary) or tag


def _country(field: str, value: Any) -> str:
    said = _storable(value).strip()
    code = said.upper()
    if code and code not in COUNTRIES:
        raise InvalidField(
            field, _("“%(country)s” is not a country in the list.") % {"country": said}
        )
    return code


def _region(field: str, value: Any) -> str:
    code = _storable(value).strip()
    if code and code not in regions().terms:
        raise InvalidField(
            field, _("These values are not in the list: %(values)s.") % {"values": code}
        )
    return code


def _day(field: str, value: Any) -> date | None:
    if not value:
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(_storable(value).strip())
    except ValueError as error:
        raise InvalidField(
            field, _("This is not a date. Enter a date such as 2021-03-11.")
        ) from error
    if day > timezone.localdate():
        raise InvalidField(field, _("This date is in the future. Enter an earlier date."))
    return day


def _biography(field: str, value: Any) -> dict[str, str]:
    texts = {_tag(field, tag): _storable(text).strip() for tag, text in dict(value or {}).items()}
    if any(len(text) > BIOGRAPHY for text in texts.values()):
        raise InvalidField(field, _("Use at most %(n)d characters.") % {"n": BIOGRAPHY})
    return texts


def _links(field: str, value: Any) -> list[tuple[str, str]]:
    links = [(_storable(label).strip(), _storable(url).strip()) for label, url in value or ()]
    links = list(dict.fromkeys(link for link in links if any(link)))
    if len(links) > LINKS:
        raise InvalidField(field, _("Enter at most %(n)d links.") % {"n": LINKS})
    for label, url in links:
        try:
            _web(url)
        except ValidationError as error:
            raise InvalidField(
                field,
                _("“%(url)s” is not a web address. It must begin with https:// or http://.")
                % {"url": url},
            ) from error
        if len(label) > LINK_LABEL or len(url) > ADDRESS:
            raise InvalidField(
                field, _("This link is too long. Shorten the description or the address.")
            )
    return [(label or url.split("//", 1)[-1][:LINK_LABEL], url) for label, url in links]


_CLEAN: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    **dict.fromkeys(CODES, _codes),
    "languages": _languages,
    "country": _country,
    "region": _region,
    "joined_on": _day,
    "biography": _biography,
    "links": _links,
}
