"""What groups and corrections hold of people, and what a withdrawal does with it."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.verbs.correcting import KIND, TEXT, forget_words
from vigil.programme.models import Correction, GroupPerson
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of
from vigil.trust.vault.verbs.sealing import open_many_to_act
from vigil.trust.withdrawals.names_in_texts import SHORTEST, says, that_say


def _that_name(names: Sequence[str]) -> Iterable[Any]:
    corrections = Correction.objects.all()
    found = that_say(corrections, ["answer"], names) | corrections.filter(uid__in=_sealed(names))
    return chain(that_say(GroupPerson.objects.all(), ["called"], names), found.distinct())


def _sealed(names: Sequence[str]) -> list[str]:
    """Return the waiting corrections whose sealed words have a name; all, where none opens."""
    waiting = Correction.objects.filter(state=Correction.State.WAITING)
    uids = list(waiting.values_list("uid", flat=True))
    if not uids or all(len(name) < SHORTEST for name in names):
        return []
    try:
        texts = open_many_to_act(
            KIND, TEXT, uids, about=Subject(KIND, "waiting"), why="to look for a name"
        )
    except NotPossible:
        return uids
    return [uid for uid, text in texts.items() if says([text], names)]


def _erase(row: Correction | GroupPerson, act: WithdrawalAct) -> None:
    if isinstance(row, Correction):
        forget_words(row, by=None)
    else:
        row.called = ""
        row.save(update_fields=["called"])
    why = act.withdrawal.why
    record("remove_personal_data", row.PERSONAL.kind, row.uid, by=act.by, why=why)


KEEPER: Final = keeper_of(
    "contributors_words",
    GroupPerson,
    Correction,
    label=_("People of groups, and corrections"),
    find=_that_name,
    erase=_erase,
)
