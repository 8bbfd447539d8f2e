"""Register a party with its protection level, edit it, set its level, open a sealed field.

Nothing is kept of anybody before a level is chosen; without a choice they are hidden. The
neighbours make links, record who may know, and remove a party.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.models import NAMED, Party, Trace
from vigil.fund.parties import accounts_and_contacts
from vigil.fund.parties.locking import locked
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.name_check import require_unnamed
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.fund.parties.verbs import keeping_digests, sealing
from vigil.fund.payments.verbs import approval_terms
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Level, User
from vigil.trust.outbox.verbs.letters import forget_letters
from vigil.trust.protection.verbs import protect_first, set_protection
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import alone, take_part

SEALED_FIELDS: Final = ("name", "contact", "never_send", "bank", "place", "area")
"""What the vault holds of a party: its name, how to reach it, what must never be sent, its account,
the place (as they say it), and the first-order division in which that lies."""
DIGEST_KINDS: Final[Mapping[str, str]] = {
    "name": Trace.Kind.NAME,
    "contact": Trace.Kind.CONTACT,
    "bank": Trace.Kind.BANK,
    "area": Trace.Kind.AREA,
}
LONGEST_NAME: Final = 200
PUBLISHED_LEVELS: Final = (Level.OPEN, Level.PSEUDONYM)
"""Levels at which a name, or another name, is published: never by one officer's word."""


@transaction.atomic
def take_in(
    kind: str,
    level: str,
    *,
    by: User | None,
    name: str = "",
    country: str = "",
    calling: str = "",
    language: str = "en",
    contact_by: str = Party.Contact.NONE,
    known_to: Iterable[User] = (),
    **texts: str,
) -> Party:
    """Register a party; `by` is None if it came by itself.

    `texts` are values of `SEALED_FIELDS`. The level is set first. Raises NotPossible if a value is
    unknown, or if an officer chose a level that publishes something: only the party can.
    """
    take_part()
    _check(kind, country, contact_by, name, texts)
    if by is not None and level in PUBLISHED_LEVELS:
        raise NotPossible(
            _("Take them in as hidden. That more is seen of them, two officers decide.")
        )
    party = Party(
        kind=kind,
        number=next_number(Party),
        level=level,
        country=country,
        calling=calling,
        language=language,
        contact_by=contact_by,
    )
    protect_first(party.subject, level, by=by)
    party.name = name.strip() if level in NAMED else ""
    party.save()
    party.known_to.set(known_to)
    for field, text in {"name": name, **texts}.items():
        _keep(party, field, text, by)
    record("take_in_party", PARTY, party.uid, by=by, after={"kind": kind, "level": level})
    return party


def compute_digests(values: Mapping[str, Any]) -> None:
    """Compute the digests of these values before the transaction that stores them.

    Raises NotPossible if a contact holds more addresses than are compared.
    """
    accounts_and_contacts.check_number_of_contacts(str(values.get("contact") or ""))
    keeping_digests.compute(
        (DIGEST_KINDS[name], str(values[name])) for name in DIGEST_KINDS if values.get(name)
    )


@transaction.atomic
def set_level(party: Party, level: str, *, by: User, why: str = "") -> Party:
    """Set the protection level of a party; its name enters or leaves the table with it.

    Raises NotAllowed; NotPossible if the level is unknown or set already; NeedsSecondPerson for a
    level that shows more: see `changing_levels.ask_to_show_more`.
    """
    alone()  # first: whoever takes part already may be refused it
    require(by, WORK, party)
    party = locked(party)
    set_protection(party.subject, level, by=by, why=why)
    put_level(party, level)
    return party


def put_level(party: Party, level: str) -> None:
    """Write the new level to the table, with or without the name.

    The verbs that set the level call it in their transaction, on a locked row.
    """
    party.level = level
    party.name = ""
    if level in NAMED:
        party.name = sealing.read_to_act(party, PARTY, party.uid, "name", why="the level was set")
    party.save(update_fields=["level", "name"])
    _level_changed(party)


def edit(party: Party, *, by: User, **values: str) -> Party:
    """Change the details of a party: columns, and texts of `SEALED_FIELDS`.

    Columns are `country`, `calling`, `language`, `contact_by` and `pseudonym`. Values that are not
    given stay. A changed account or name voids approvals of unpaid money. Raises NotAllowed;
    NotPossible if a field is unknown, or a pseudonym or public title would name somebody.
    """
    require(by, WORK, party)
    compute_digests(values)
    return _edit(party, values, by)


@transaction.atomic
def _edit(party: Party, values: Mapping[str, str], by: User) -> Party:
    take_part()
    require(by, WORK, party)
    party = locked(party)
    texts = {field: text for field, text in values.items() if field in SEALED_FIELDS}
    columns = {name: value for name, value in values.items() if name not in SEALED_FIELDS}
    _check(
        party.kind,
        columns.get("country", party.country),
        columns.get("contact_by", party.contact_by),
        texts.get("name", ""),
        texts,
    )
    _stop_letters(party, columns.get("contact_by", party.contact_by), texts)
    for name in columns:
        if name not in ("country", "calling", "language", "contact_by", "pseudonym"):
            raise NotPossible(_("There is no such field."))
        setattr(party, name, columns[name].strip())
    if "name" in texts and party.level in NAMED:
        party.name = texts["name"].strip()
    party.save()
    for field, text in texts.items():
        _keep(party, field, text, by)
    if {"name", "pseudonym"} & values.keys():
        _require_unnamed(party)
    _void_approvals(party, texts, by)
    record("edit_party", PARTY, party.uid, by=by, after={"fields": sorted(values)})
    return party


def say_own(party: Party, *, contact_by: str = "", **texts: str) -> Party:
    """Save what a party changes on its own page: texts of `SEALED_FIELDS`, and its contact.

    An empty text is deleted. A changed account or name voids approvals of unpaid money. Raises
    NotPossible if the party was removed, or a value is unknown.
    """
    compute_digests(texts)
    return _say_own(party, contact_by, texts)


@transaction.atomic
def _say_own(party: Party, contact_by: str, texts: Mapping[str, str]) -> Party:
    take_part()
    party = locked(party)
    contact_by = contact_by or party.contact_by
    _check(party.kind, party.country, contact_by, texts.get("name", ""), texts)
    _stop_letters(party, contact_by, texts)
    party.contact_by = contact_by
    if "name" in texts and party.level in NAMED:
        party.name = texts["name"].strip()
    party.save(update_fields=["contact_by", "name"])
    for field, text in texts.items():
        if not text.strip():
            sealing.drop(PARTY, party.uid, field, why="the party emptied it")
        _keep(party, field, text, None)
    _void_approvals(party, texts, None)
    record("say_of_oneself", PARTY, party.uid, by=None, after={"fields": sorted(texts)})
    return party


@transaction.atomic
def open_field(party: Party, field: str, *, by: User, why: str) -> str:
    """Open one sealed field of a party; who did, when and why is recorded and shown.

    Raises NotAllowed; NotPossible if the field is unknown, or the reason is missing.
    """
    require(by, WORK, party)
    if field not in SEALED_FIELDS:
        raise NotPossible(_("There is no such field."))
    return sealing.read(party, PARTY, party.uid, field, by=by, why=why)


# The link to their own page


def _keep(party: Party, field: str, text: str, by: User | None) -> None:
    if field == approval_terms.ACCOUNT and _is_kept(party, text):
        return  # who entered it is not who typed it again
    sealing.write(party, PARTY, party.uid, field, text, by=by)
    if field not in DIGEST_KINDS:
        return
    keeping_digests.keep(party, DIGEST_KINDS[field], text)


def _require_unnamed(party: Party) -> None:
    """Check that nothing published beside a party contains its present name."""
    titles = party.grants.values_list("public_title", flat=True)
    require_unnamed(party, party.pseudonym, *titles)
    if party.level == Level.OPEN and party.kind == Party.Kind.ORGANISATION:
        require_no_hidden_names(party.name)


def _is_kept(party: Party, account: str) -> bool:
    """Say whether this account is the one that is kept already."""
    kept = sealing.read_to_act(
        party, PARTY, party.uid, approval_terms.ACCOUNT, why="to compare accounts"
    )
    return bool(kept) and kept == account.strip()


def _void_approvals(party: Party, texts: Mapping[str, str], by: User | None) -> None:
    if changed := [field for field in approval_terms.BOUND_PARTY_FIELDS if field in texts]:
        approval_terms.void_changed(party, changed, by=by)


def _stop_letters(party: Party, contact_by: str, texts: Mapping[str, str]) -> None:
    """Discard waiting letters if the address changed, or the party uses email no more."""
    if contact_by != party.contact_by or "contact" in texts:
        forget_letters(PARTY, party.uid, why="how they are reached was changed")


def _level_changed(party: Party) -> None:
    """Remove public titles of a party that is not open any more."""
    if party.level != Level.OPEN:
        party.grants.update(public_title="")
    house.tell(PARTY_CHANGED, party)


def _check(kind: str, country: str, contact_by: str, name: str, texts: Mapping[str, str]) -> None:
    if kind not in Party.Kind.values:
        raise NotPossible(_("Say whether this is a person or an organisation."))
    if country and country not in COUNTRIES:
        raise NotPossible(_("This is no country."))
    if contact_by not in Party.Contact.values:
        raise NotPossible(_("Say how they may be reached."))
    if len(name) > LONGEST_NAME:
        raise NotPossible(_("The name is longer than %(n)d characters.") % {"n": LONGEST_NAME})
    accounts_and_contacts.check_number_of_contacts(texts.get("contact", ""))
    if unknown := set(texts) - set(SEALED_FIELDS):
        raise NotPossible(_("There is no such field.") + " " + ", ".join(sorted(unknown)))


LOG: Final = LogWords(
    verbs={
        "edit_party": pgettext_lazy("decision", "change what is kept of somebody in the fund"),
        "say_of_oneself": pgettext_lazy("decision", "say something of oneself to the fund"),
        "take_in_party": pgettext_lazy("decision", "take somebody into the fund"),
    },
    kinds={
        "party": pgettext_lazy("decision", "party in the fund"),
    },
    parts={
        "area": gettext_lazy("State, province or department"),
        "bank": gettext_lazy("Bank account"),
        "never_send": gettext_lazy("What must never be sent to them"),
    },
    reasons={
        "how they are reached was changed": pgettext_lazy(
            "decision", "how they are reached was changed"
        ),
        "the level was set": pgettext_lazy("decision", "the level was set"),
        "the party emptied it": pgettext_lazy("decision", "the party emptied it"),
        "to compare accounts": pgettext_lazy("decision", "to compare accounts"),
    },
)
