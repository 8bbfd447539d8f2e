"""Start an installation: make its keys, and bring digests of older versions up to date."""

from typing import Final

from django.apps import apps
from django.db import transaction

from vigil.trust.sessions.verbs.sessions import end_sessions_of_older_versions
from vigil.trust.vault.digests import slower
from vigil.trust.vault.verbs import first_keys

DIGEST_COLUMNS: Final = (
    ("trust.Letter", "to_digest"),
    ("network.Member", "address_digest"),
    ("network.Member", "import_key"),
    ("programme.EventRegistration", "address_digest"),
    ("witness.Reminder", "address_digest"),
    ("outlook.Statement", "speaker_digest"),
    ("outlook.Statement", "organisation_digest"),
    ("fund.Trace", "digest"),
)
"""Every column that holds a digest of `trust.digests`."""


def prepare_keys_and_digests() -> list[str]:
    """Make the keys that are missing and that nothing needs yet; return their files' names.

    A database of an older version has its quick digests made slow: 44 ms of a core for each.
    Raises NotPossible (the database needs keys that are not here, or has others).
    """
    made = first_keys.make_missing_keys()
    with transaction.atomic():
        if first_keys.is_older():
            for label, column in DIGEST_COLUMNS:
                _make_slow(label, column)
        first_keys.mark_keys(made)
        end_sessions_of_older_versions()
    return made


def _make_slow(label: str, column: str) -> None:
    """Replace the quick digests of one column. The texts are not needed for it."""
    rows = apps.get_model(label)._base_manager.exclude(**{column: ""})
    quick = rows.order_by().values_list(column, flat=True).distinct()
    for one in list(quick):
        rows.filter(**{column: one}).update(**{column: slower(one)})
