"""Check what every verb on panels needs: permission, state, and the row, locked.

Rows are locked in one order: panel, round, seat. An expert who answers locks only their own seat,
so that many can save at once. Closing a round locks every seat before it reads the answers. No lock
stops others from adding rows that refer to the locked one; they would wait for each other.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import Panel, Question, Round, Seat
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Sealed, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import (
    open_many_to_act,
    open_to_act,
    seal,
    seal_many,
    sealed_for,
    shred,
    shred_many,
)

RUN: Final = "outlook.run_panel"
SIT: Final = "outlook.sit"
PANEL: Final = "panel"
QUESTION: Final = "panel_question"
ROUND: Final = "panel_round"
SEAT: Final = "panel_seat"
ANSWER: Final = "panel_answer"
REMARK: Final = "panel_remark"
WORDS: Final = "words"
"""The name under which the vault keeps the reasons and sources of an answer."""
LONGEST: Final = 8_000
"""Most characters of one text of an expert."""


def require_running(panel: Panel, *states: str, by: User) -> Panel:
    """Return a panel, read anew and locked, for its chair.

    Raises NotAllowed, NotPossible (it is in none of these states).
    """
    require(by, RUN, panel)
    return in_state(locked_panel(panel), *states)


def locked_panel(panel: Panel) -> Panel:
    """Return a panel, read anew and locked to the end of the transaction."""
    return Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)


def in_state(panel: Panel, *states: str) -> Panel:
    """Return the panel if it is in one of these states. Raises NotPossible naming its state."""
    if panel.state not in states:
        said = Panel.State(panel.state).label
        raise NotPossible(_("This is not possible now. The panel: %(state)s.") % {"state": said})
    return panel


def locked_round(row: Round) -> Round:
    """Return a round, read anew and locked."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("panel")
    return rows.get(pk=row.pk)


def locked_seat(seat: Seat, *states: str) -> Seat:
    """Return a seat, read anew and locked. Raises NotPossible (it is in none of these states)."""
    rows = Seat.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("panel", "user")
    found = rows.get(pk=seat.pk)
    if states and found.state not in states:
        said = Seat.State(found.state).label
        raise NotPossible(_("This is not possible now. The seat: %(state)s.") % {"state": said})
    return found


def own_seat(seat: Seat, *states: str, by: User) -> Seat:
    """Return an expert's own seat, locked. Raises NotAllowed, NotPossible."""
    require(by, SIT, seat)
    return locked_seat(seat, *states)


def clean_text(text: str, longest: int = LONGEST) -> str:
    """Return a text without characters that the database refuses. Raises NotPossible (too long)."""
    text = text.replace("\0", "").strip()
    if len(text) > longest:
        raise NotPossible(
            _("This is longer than %(n)d characters. Say it in fewer.") % {"n": longest}
        )
    return text


def seal_json(kind: str, key: str, field: str, what: Any, *, by: User | None) -> None:
    """Seal a value as JSON. It replaces the previous value."""
    seal(kind, key, field, json.dumps(what, ensure_ascii=False), by=by)


def seal_new_json(kind: str, field: str, values: Mapping[str, Any], *, by: User | None) -> None:
    """Seal a value as JSON for each of many things, by their keys. None may have one yet."""
    texts = {key: json.dumps(what, ensure_ascii=False) for key, what in values.items()}
    seal_many(kind, field, texts, by=by)


def open_json(kind: str, key: str, field: str, *, why: str) -> Any:
    """Open a value, or return None if there is none. The caller must have checked who asks."""
    sealed = one_sealed(kind, key, field)
    return json.loads(open_to_act(sealed, why=why)) if sealed is not None else None


def open_many_json(
    kind: str, keys: Iterable[str], field: str, *, about: tuple[str, str], why: str
) -> dict[str, Any]:
    """Open values of many things for one act. Return those that exist, by key.

    The log records one decision about `about`, with how many were opened.
    """
    opened = open_many_to_act(kind, field, keys, about=Subject(*about), why=why)
    return {key: json.loads(text) for key, text in opened.items()}


def seal_many_json(
    kind: str, field: str, values: Mapping[str, Any], keys: Iterable[str], *, why: str
) -> None:
    """Seal values of many things at once, by key, in place of all that `keys` had before.

    `why` is the reason for removing earlier ones.
    """
    shred_many(kind, field, keys, why=why)
    texts = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    seal_many(kind, field, texts, by=None)


def one_sealed(kind: str, key: str, field: str) -> Sealed | None:
    """Return the sealed value of this field, unopened; None if there is none."""
    return next((one for one in sealed_for(kind, key) if one.field == field), None)


def destroy_sealed(kind: str, key: str, *, why: str) -> None:
    """Destroy for good everything that the vault holds of one thing."""
    for sealed in list(sealed_for(kind, key)):
        shred(sealed, by=None, why=why)


def seats_that_answer(panel: Panel) -> list[Seat]:
    """Return the seats of the experts who sit on a panel now."""
    return list(panel.seats.filter(state=Seat.State.SEATED).select_related("user"))


def questions_for(seat: Seat) -> list[Question]:
    """Return the questions that an expert answers, in order."""
    return list(asked_of(seat))


def asked_of(seat: Seat) -> QuerySet[Question]:
    """Return the questions asked of an expert: of cells, those of their countries and terms.

    Those from which they are recused are not asked of them.
    """
    rows = seat.panel.questions.exclude(pk__in=seat.recused.values("pk"))
    if seat.places:
        rows = rows.filter(Q(term=None) | Q(place__in=seat.places))
    if seat.terms:
        rows = rows.filter(Q(term=None) | Q(term__code__in=seat.terms))
    return rows


LOG: Final = LogWords(
    kinds={
        "panel_answer": pgettext_lazy("decision", "answer of an expert"),
        "panel_remark": pgettext_lazy("decision", "remark on a round"),
        "panel_round": pgettext_lazy("decision", "round of a panel"),
    },
)
