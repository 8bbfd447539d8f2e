"""What the desk shows of the addresses of a stream: never the addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vigil.programme.models import Stream, StreamAddress
from vigil.programme.streams.address_words import target_sentence
from vigil.programme.streams.finding_words import finding_sentence
from vigil.programme.streams.findings import Finding
from vigil.programme.streams.places import BESIDE, KIND
from vigil.programme.streams.sign_languages import sign_language_name
from vigil.publication.record.labels import language_name
from vigil.trust.vault.verbs.sealing import sealed_for

Purpose = StreamAddress.Purpose


@dataclass(frozen=True)
class AddressRow:
    """One address of a stream, as hosts see it."""

    row: StreamAddress
    label: str
    shown: str
    """How participants see it."""
    found: str
    in_trouble: bool
    in_use: bool
    """Whether participants are led to it now."""
    is_beside: bool
    """Whether it is captions or a sign language, beside whichever address is in use."""
    address: str = ""
    """Only where it was opened with a reason."""


def is_in_trouble(stream: Stream) -> bool:
    """Return whether a check found that participants may see nothing at one of its addresses."""
    return any(Finding(row.found).is_trouble for row in stream.addresses.all())


def address_rows(
    stream: Stream, opened: Mapping[StreamAddress, str] | None = None
) -> list[AddressRow]:
    """Return the addresses that are kept of a stream: main, languages, fallback."""
    kept = {sealed.field for sealed in sealed_for(KIND, str(stream.pk))}
    rows = [row for row in stream.addresses.all() if row.field in kept]
    order = list(Purpose)
    rows.sort(key=lambda row: (order.index(Purpose(row.purpose)), row.language))
    return [_row(stream, row, (opened or {}).get(row, "")) for row in rows]


def _row(stream: Stream, row: StreamAddress, address: str) -> AddressRow:
    label = {
        Purpose.MAIN: _("Main address"),
        Purpose.FALLBACK: _("Fallback"),
        Purpose.CAPTIONS: _("Live captions: %(language)s")
        % {"language": language_name(row.language)},
        Purpose.SIGN: sign_language_name(row.language),
    }.get(Purpose(row.purpose)) or language_name(row.language)
    return AddressRow(
        row,
        label,
        shown=target_sentence(row.form, row.provider),
        found=finding_sentence(row.found),
        in_trouble=Finding(row.found).is_trouble,
        in_use=row.purpose in BESIDE or (row.purpose == Purpose.FALLBACK) == stream.on_fallback,
        is_beside=row.purpose in BESIDE,
        address=address,
    )
