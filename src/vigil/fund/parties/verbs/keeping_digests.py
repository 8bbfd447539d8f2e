"""Keyed digests of what parties are known by: to find who is the same, or linked with others.

Names, accounts, contacts and areas are compared by slow digests (`trust.digests`) and stand nowhere
in the open. What an officer notes of a party and what applicants write into a form are compared
with each other; all of it goes with the party, and an application's with the application.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vigil.casefile.people.name_matching import fold
from vigil.fund.calls.form_definition import Field
from vigil.fund.models import Application, Party, Trace
from vigil.fund.parties.accounts_and_contacts import (
    MAX_CONTACTS,
    normalize_account_or_keep,
    normalize_contacts,
)
from vigil.trust.vault.digests import identifier_digest

DIGEST_KIND_BY_FIELD_KIND: Final[Mapping[str, str]] = {
    "account": Trace.Kind.BANK,
    "contact": Trace.Kind.CONTACT,
    "email": Trace.Kind.CONTACT,
}
"""What is compared of a call's form, by the kind of the field."""
Kind = Trace.Kind


def compute(texts: Iterable[tuple[str, str]]) -> None:
    """Compute the digests of texts, by their kinds, before a transaction that keeps them.

    Each takes 44 ms, and is remembered: nobody else waits for a row while it is computed. Contacts
    that name more ways than are taken are left: they are refused.
    """
    for kind, text in texts:
        if kind != Kind.CONTACT or len(normalize_contacts(text)) <= MAX_CONTACTS:
            digests(kind, text)


def keep(party: Party, kind: str, text: str) -> None:
    """Keep by what a party is known, in place of what was kept; an empty text keeps nothing."""
    party.traces.filter(kind=kind, application=None).delete()
    Trace.objects.bulk_create(
        Trace(party=party, kind=kind, digest=one) for one in sorted(digests(kind, text))
    )


def keep_answers(
    application: Application, form: Iterable[Field], values: Mapping[str, Any]
) -> None:
    """Keep which accounts and contacts an application names, in place of what was kept of it."""
    found = {
        (kind, one)
        for kind, text in accounts_and_contacts_in(form, values)
        for one in digests(kind, text)
    }
    application.traces.all().delete()
    Trace.objects.bulk_create(
        Trace(party=application.party, application=application, kind=kind, digest=one)
        for kind, one in sorted(found)
    )


def accounts_and_contacts_in(
    form: Iterable[Field], values: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return the accounts and contacts that answers name, by their kinds."""
    return [
        (DIGEST_KIND_BY_FIELD_KIND[field["kind"]], str(values.get(field["key"]) or ""))
        for field in form
        if field["kind"] in DIGEST_KIND_BY_FIELD_KIND
    ]


def digests(kind: str, text: str) -> set[str]:
    """Return the keyed digests of a name, a contact, an account or an area, however it is written.

    Of a contact there may be several, if it names several ways; of nothing there is none.
    """
    if not text.strip():
        return set()
    if kind == Kind.CONTACT:
        return {_digest(kind, one) for one in normalize_contacts(text)}
    return {_digest(kind, normalize_account_or_keep(text) if kind == Kind.BANK else text)}


def _digest(kind: str, text: str) -> str:
    """Names are compared whatever the order of their words; accounts by letters and digits."""
    folded = fold(text)
    if kind == Kind.NAME:
        folded = " ".join(sorted(folded.split()))
    elif kind in (Kind.BANK, Kind.CONTACT):
        folded = "".join(c for c in folded if c.isalnum())
    return identifier_digest(f"fund {kind} {folded}")
