"""Keep keyed digests of names, accounts, contacts and areas, to find same or linked parties.

The digests are slow to compute (`trust.vault.digests`). Digests of an application are deleted with
it, all others with the party.
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
from vigil.trust.vault.digests import identifier_digest, identifier_digests

DIGEST_KIND_BY_FIELD_KIND: Final[Mapping[str, str]] = {
    "account": Trace.Kind.BANK,
    "contact": Trace.Kind.CONTACT,
    "email": Trace.Kind.CONTACT,
}
"""What is compared of a call's form, by the kind of the field."""
Kind = Trace.Kind


def compute(texts: Iterable[tuple[str, str]]) -> None:
    """Compute digests on all cores, before the transaction that stores them.

    One takes 44 ms and is cached, so that no lock is held meanwhile. Contacts with too many
    addresses are skipped: they will be refused.
    """
    said = {
        one
        for kind, text in texts
        if kind != Kind.CONTACT or len(normalize_contacts(text)) <= MAX_CONTACTS
        for one in _said(kind, text)
    }
    if said:
        identifier_digests(said)


def keep(party: Party, kind: str, text: str) -> None:
    """Replace the digests of one kind of a party; an empty text leaves none."""
    party.traces.filter(kind=kind, application=None).delete()
    Trace.objects.bulk_create(
        Trace(party=party, kind=kind, digest=one) for one in sorted(digests(kind, text))
    )


def keep_answers(
    application: Application, form: Iterable[Field], values: Mapping[str, Any]
) -> None:
    """Replace the digests of accounts and contacts in an application."""
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
    """Return the accounts and contacts in answers, with their kinds."""
    return [
        (DIGEST_KIND_BY_FIELD_KIND[field["kind"]], str(values.get(field["key"]) or ""))
        for field in form
        if field["kind"] in DIGEST_KIND_BY_FIELD_KIND
    ]


def digests(kind: str, text: str) -> set[str]:
    """Return the keyed digests of a text, whatever its spelling: one for each contact in it."""
    return set(map(identifier_digest, _said(kind, text)))


def _said(kind: str, text: str) -> set[str]:
    """Return what is digested of a text: one for each contact in it."""
    if not text.strip():
        return set()
    if kind == Kind.CONTACT:
        return {_folded(kind, one) for one in normalize_contacts(text)}
    return {_folded(kind, normalize_account_or_keep(text) if kind == Kind.BANK else text)}


def _folded(kind: str, text: str) -> str:
    """Names are compared whatever the order of their words; accounts by letters and digits."""
    folded = fold(text)
    if kind == Kind.NAME:
        folded = " ".join(sorted(folded.split()))
    elif kind in (Kind.BANK, Kind.CONTACT):
        folded = "".join(c for c in folded if c.isalnum())
    return f"fund {kind} {folded}"
