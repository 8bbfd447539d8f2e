"""Save reasons for a group of cells: a list of terms in a country, or the whole country.

They are versions like those of answers, sealed like them, and recorded in the log by the same
words: nobody can tell that somebody gave reasons at all.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vigil.outlook.answers.verbs.answering import require_round, words_of
from vigil.outlook.answers.verbs.cells import Words
from vigil.outlook.models import AssessedTerm, GroupReason, GroupReasonVersion, Round, Seat
from vigil.outlook.panels.preconditions import (
    ANSWER,
    SEAT,
    WORDS,
    asked_of,
    clean_text,
    own_seat,
    seal_json,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.withdrawals.write_lock import take_part

EVERY = ("", *AssessedTerm.List.values)
"""The groups of a country: the whole of it, and each list of terms."""


@dataclass(frozen=True)
class SavedReasons:
    """The newest reasons for a group, opened for their author. `version` is 0 for none."""

    words: Words = field(default_factory=Words)
    version: int = 0
    handed: int = 0
    carried: bool = False
    """Whether they are those of the round before."""


class OutdatedReasons(NotPossible):
    """Reasons based on an older version: `kept` is the newest one saved."""

    def __init__(self, kept: SavedReasons) -> None:
        super().__init__(
            _(
                "This answer was changed meanwhile, perhaps on another screen. "
                "Choose which one to keep."
            )
        )
        self.kept = kept


def save_group_reason(
    seat: Seat, place: str, listed: str, words: Words, *, by: User, base: int = 0, nonce: str = ""
) -> int:
    """Save reasons and sources for a group of cells; return the number of the version.

    `base` is the version that was changed; the same save sent twice makes one version. Raises
    NotAllowed, NotPossible (no round is open to them; they are asked nothing of this group; a text
    is too long), OutdatedReasons.
    """
    words = Words(clean_text(words.reasons), clean_text(words.sources), bool(words.quotable))
    with transaction.atomic():
        found = _saved(seat, (place, listed), words, base, nonce, by)
    if isinstance(found, SavedReasons):  # only once the log has recorded that it was opened
        raise OutdatedReasons(found)
    return found


def _saved(
    seat: Seat, group: tuple[str, str], words: Words, base: int, nonce: str, by: User
) -> int | SavedReasons:
    take_part()
    seat = own_seat(seat, Seat.State.SEATED, by=by)
    row, (place, listed) = require_round(seat), group
    cells = asked_of(seat).filter(term__isnull=False, place=place)
    if not (cells.filter(term__list=listed) if listed else cells).exists():
        raise NotPossible(_("You are not asked about this group of terms."))
    standing, _new = GroupReason.objects.get_or_create(
        seat=seat, round=row, place=place, list=listed
    )
    digest = _digest(words)
    if nonce and standing.versions.filter(nonce=nonce[:64], digest=digest).exists():
        return standing.version
    if base != standing.version:
        newest = newest_reasons(seat, row, None, place).get(group)
        if newest is None:
            return SavedReasons()
        return saved_reasons(newest, words_of(seat, [newest])[newest.uid], row)
    made = GroupReasonVersion.objects.create(
        group=standing,
        number=standing.version + 1,
        worded=bool(words.reasons or words.sources),
        quotable=words.quotable,
        nonce=nonce[:64],
        digest=digest,
    )
    standing.version = made.number
    standing.save(update_fields=["version"])
    said = {"reasons": words.reasons, "sources": words.sources}
    seal_json(ANSWER, made.uid, WORDS, said, by=by)
    record("save_answer", SEAT, seat.uid, by=by)
    return made.number


def newest_reasons(
    seat: Seat, row: Round, before: Round | None, place: str
) -> dict[tuple[str, str], GroupReasonVersion]:
    """Return the newest versions of an expert's reasons for a country, unopened, by group.

    Where none were saved in the round, they are those of the round `before`.
    """
    rounds = [row] if before is None else [before, row]
    groups = GroupReason.objects.filter(seat=seat, round__in=rounds, place=place)
    rows = GroupReasonVersion.objects.filter(group__in=groups, number=F("group__version"))
    newest = rows.select_related("group").order_by("group__round__number")
    return {(one.group.place, one.group.list): one for one in newest}


def saved_reasons(
    version: GroupReasonVersion, words: Mapping[str, str], row: Round
) -> SavedReasons:
    """Return a version, with its words opened, as its author sees it in a round."""
    said = Words(words["reasons"], words["sources"], version.quotable)
    if version.group.round_id != row.pk:
        return SavedReasons(said, carried=True)
    return SavedReasons(said, version.number, version.group.handed)


def _digest(words: Words) -> str:
    text = json.dumps(words, ensure_ascii=False)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()
