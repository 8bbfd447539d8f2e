"""Find keys of subjects that the database needs and this machine lacks."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.models import OwnKey
from vigil.trust.vault import keys


def are_all_elsewhere() -> bool:
    """Return whether this machine has none of the subject keys that the database needs."""
    needed = _needed().iterator()  # where the keys are here, the first one is
    first = next(needed, "")
    if not first or not keys.identities():
        return False
    return not (keys.has_subject_key(first) or any(map(keys.has_subject_key, needed)))


def require_all_here() -> None:
    """Raise NotPossible if one is missing. The sentence says what to copy where."""
    if n := len(set(_needed()) - keys.subject_key_recipients()):
        raise NotPossible(
            _(
                "Keys of people and groups are missing on this machine (%(n)d). Copy %(files)s "
                "from your copy of the keys, or from the machine that made them, to %(folder)s."
            )
            % {"n": n, "files": f"{keys.SUBJECT_KEYS}/", "folder": settings.VIGIL_KEYS}
        )


def _needed() -> QuerySet[OwnKey, str]:
    return OwnKey.objects.exclude(recipient="").values_list("recipient", flat=True)
