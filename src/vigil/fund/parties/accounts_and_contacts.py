"""Normalise account numbers and contacts for comparison. Pure: nothing is stored here.

What somebody typed is kept as it was typed; only the comparison uses these forms.
"""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vigil.fund.payments.money import ARABIC_DIGITS
from vigil.trust.access.errors import NotPossible

SEPARATORS: Final = re.compile(r"[\s.\-/·]+")
"""What people put between groups of an account's signs."""
IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
"""ISO 13616: country, two check digits, at least 11 and at most 30 signs."""
NUMBER: Final = re.compile(r"[A-Z0-9]{4,34}")
EMAIL: Final = re.compile(
    r"(?<![^\s@<>()\[\],;:])[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\s@<>()\[\],;:.]+"
)
"""Looked for where a word begins: from each of its signs, a long word would take hours."""
TELEPHONE: Final = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d){5,}")
TELEPHONE_ALONE: Final = re.compile(r"[+\d][\d\s().\-/]*")
TELEPHONE_DIGITS: Final = range(7, 16)
"""How many digits a number has with its country (ITU-T E.164: at most 15)."""
TRUNK_PREFIX: Final = re.compile(r"\(0\)")
"""A nought that is dialled within the country alone: +44 (0)20."""
INTERNATIONAL_PREFIX: Final = "00"
"""What is dialled in place of the plus sign."""
MAX_CONTACTS: Final = 10
"""Addresses and numbers of one contact: each is digested slowly, and a stranger writes them."""


def normalize_account(text: str) -> str:
    """Return an IBAN or another account number in the form used for comparison.

    The check digits of an IBAN (ISO 7064, mod 97-10) are verified. Raises NotPossible with what to
    do.
    """
    bare = _without_separators(text)
    if IBAN.fullmatch(bare):
        if not _checks(bare):
            raise NotPossible(
                _("This IBAN has a slip: compare it, sign by sign, with your card or statement.")
            )
        return bare
    if _plain(text).startswith("+"):
        return _telephone(text)
    digits = sum(sign.isdigit() for sign in bare)
    if not NUMBER.fullmatch(bare) or digits < 4 or re.search(r"[A-Z]{5}", bare):
        raise NotPossible(
            _(
                "Write the number alone, without a name: an IBAN, the number of the account, or "
                "of mobile money with its country, as +254 712 345678."
            )
        )
    return _from_abroad(bare)


def normalize_account_or_keep(text: str) -> str:
    """Return a normalised account, or the typed text if it is no account.

    Officers write accounts down as they hear them.
    """
    try:
        return normalize_account(text)
    except NotPossible:
        return _without_separators(text)


def normalize_contacts(text: str) -> tuple[str, ...]:
    """Return the addresses, numbers or names in a contact, normalised.

    If it holds an email address or a telephone number, only these are compared.
    """
    plain = _plain(text)
    found = {one.group().casefold() for one in EMAIL.finditer(plain)}
    rest = EMAIL.sub(" ", plain)
    for one in TELEPHONE.finditer(TRUNK_PREFIX.sub("", rest)):
        digits = _from_abroad(re.sub(r"\D", "", one.group()))
        if len(digits) in TELEPHONE_DIGITS:
            found.add(digits)
    return tuple(sorted(found)) or ((_handle(plain),) if plain else ())


def check_number_of_contacts(text: str) -> None:
    """Raise NotPossible if a contact holds more addresses than are compared."""
    if len(normalize_contacts(text)) > MAX_CONTACTS:
        raise NotPossible(_("Write at most %(n)d addresses and numbers.") % {"n": MAX_CONTACTS})


def check_contact(text: str) -> None:
    """Check an email address, telephone number or messenger name.

    Raises NotPossible with what to do.
    """
    check_number_of_contacts(text)
    plain = _plain(text)
    if re.fullmatch(r"[^\s@]+@\S*", plain):
        try:
            validate_email(plain)
        except ValidationError:
            raise NotPossible(
                _("This is no e-mail address. Look at it again: name@example.org.")
            ) from None
    elif TELEPHONE_ALONE.fullmatch(plain):
        _telephone(plain)
    elif sum(sign.isalnum() for sign in plain) < 2:
        raise NotPossible(
            _("Write how we reach you: an e-mail address, a telephone number or a name.")
        )


def _telephone(text: str) -> str:
    digits = _from_abroad(re.sub(r"\D", "", TRUNK_PREFIX.sub("", _plain(text))))
    if len(digits) not in TELEPHONE_DIGITS:
        raise NotPossible(
            _("A telephone number has 7 to 15 digits with its country: +52 55 1234 5678.")
        )
    return digits


def _from_abroad(digits: str) -> str:
    return digits.removeprefix(INTERNATIONAL_PREFIX) if digits.isdigit() else digits


def _handle(plain: str) -> str:
    """Return a messenger name without its @ and without the messenger's address."""
    name = re.sub(r"^(?:https?://)?(?:www\.)?(?:t\.me|wa\.me|signal\.me)/(?:#p/)?", "", plain)
    return name.lstrip("@").casefold()


def _checks(iban: str) -> bool:
    """Say whether the check digits of an IBAN are right."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _without_separators(text: str) -> str:
    return SEPARATORS.sub("", _plain(text)).upper().removeprefix("IBAN").lstrip(":")


def _plain(text: str) -> str:
    """Return a text with normal-width characters, digits 0 to 9 and nothing invisible."""
    signs = unicodedata.normalize("NFKC", text).translate(ARABIC_DIGITS)
    return "".join(sign for sign in signs if unicodedata.category(sign) != "Cf").strip()
