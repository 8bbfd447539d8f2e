"""Blindness: one panel played twice with other answers looks the same to everybody else.

All that verbs return, queries show, decisions tell, letters say, log records and errors hold, is
written down for another expert, the chair, an auditor and the public, with what is random masked;
while a round is open the two must be equal. Once it is closed they differ: the test can fail.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from factories import UserFactory
from outlook.factories_panels import (
    Kind,
    answer,
    chair,
    close_round,
    expert,
    fresh,
    running,
    value_of,
    wall,
)
from vigil.desk.decisions.labels import part_value, verb_label
from vigil.outlook.answers.verbs import answering
from vigil.outlook.experts.verbs import inviting_and_seating, reminding
from vigil.outlook.models import Panel, Question, Quote, Round, Seat
from vigil.outlook.panels import queries as panel_queries
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.results import public as public_results
from vigil.outlook.results import queries as result_queries
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role, Sealed, User

pytestmark = [pytest.mark.django_db, pytest.mark.either]
KINDS = tuple(Kind.values)


@dataclass
class Watched:
    """Everything that somebody was shown, in order; `masks` gives random words a lasting name."""

    seen: list[str] = field(default_factory=list)
    masks: dict[str, str] = field(default_factory=dict)

    def note(self, who: str, what: str, shown: Any) -> None:
        self.seen.append(f"{who} / {what}: {json.dumps(self._plain(shown), sort_keys=True)}")

    def ask(self, who: str, what: str, call: Callable[[], Any]) -> None:
        """Note what a query or verb gives, or how it refuses."""
        try:
            self.note(who, what, call())
        except (NotAllowed, NotPossible) as refused:
            self.note(who, what, f"{type(refused).__name__}: {refused}")

    def _plain(self, shown: Any) -> Any:
        if isinstance(shown, Model):
            columns = [one.attname for one in shown._meta.concrete_fields]
            return {name: self._plain(getattr(shown, name)) for name in columns}
        if is_dataclass(shown) and not isinstance(shown, type):
            return {one.name: self._plain(getattr(shown, one.name)) for one in fields(shown)}
        if isinstance(shown, dict):
            return {self._masked(str(key)): self._plain(value) for key, value in shown.items()}
        if isinstance(shown, list | tuple | QuerySet):
            return [self._plain(one) for one in shown]
        if isinstance(shown, datetime | date):
            return "a moment"
        if isinstance(shown, bytes | memoryview):
            return len(bytes(shown))
        if isinstance(shown, str):
            return self._masked(shown)
        return shown

    def _masked(self, text: str) -> str:
        """Name what is random by when it was seen first; keys, digests, handles, addresses."""

        def name(found: re.Match[str]) -> str:
            return self.masks.setdefault(found.group(), f"<{len(self.masks)}>")

        text = re.sub(r"[0-9a-f]{32,64}|person\d+@example\.org|Person \d+", name, text)
        text = re.sub(r"\b[B-DF-HJ-NP-TV-XZ]{2}[2-9]\b", name, text)
        return re.sub(r"pbkdf2_\S+|argon2\S+|md5\$\S+|\d{4}-\d{2}-\d{2}T\S+|\d\d:\d\d", "*", text)


@dataclass
class Played:
    """A panel with an expert whose answers differ, and who looks on."""

    panel: Panel
    row: Round
    acting: Seat
    other: Seat
    late: Seat
    watched: Watched


def others(played: Played) -> Iterator[tuple[str, User]]:
    """Yield who must not tell one set of answers from the other."""
    yield "expert", played.other.user
    yield "late", played.late.user
    yield "chair", played.panel.chair
    yield "auditor", UserFactory(roles=[Role.AUDITOR], email="auditor@example.org")
    yield "stranger", expert(email="stranger@example.org")
    yield "other chair", chair(email="chair@example.org")
    yield "public", UserFactory(email="public@example.org")


def look(played: Played) -> None:
    """Let everybody but the acting expert read all that there is to read, and try all verbs."""
    panel, row, watched = played.panel, played.row, played.watched
    acting, late = played.acting, played.late
    panel.refresh_from_db()
    row.refresh_from_db()
    for who, user in others(played):
        watched.ask(who, "panels", lambda user=user: list(panel_queries.panels_run_by(user)))
        watched.ask(who, "chair", lambda user=user: panel_queries.chair_view(panel, by=user))
        for read_panel in (panel_queries.results, panel_queries.preview, result_queries.resolved):
            watched.ask(who, read_panel.__name__, lambda r=read_panel, u=user: r(panel, by=u))
        for seat_ in fresh([acting, played.other, late]):
            for read in (
                panel_queries.progress,
                panel_queries.own_answers,
                result_queries.performance,
                result_queries.own_scores,
                result_queries.own_resolved,
            ):
                watched.ask(who, read.__name__, lambda r=read, s=seat_, u=user: r(s, by=u))
        for asked in panel.questions.all():
            for read_of in (panel_queries.feedback, panel_queries.discussion):
                watched.ask(
                    who, read_of.__name__, lambda r=read_of, q=asked, u=user: r(row, q, by=u)
                )
            watched.ask(
                who, "own answer", lambda q=asked, u=user: panel_queries.own_answer(acting, q, by=u)
            )
        for act in (
            lambda u: close_round(row, by=u),
            lambda u: rounds.close_panel(panel, by=u),
            lambda u: answering.hand_in(acting, by=u),
            lambda u: inviting_and_seating.refuse(acting, by=u, why="An interest."),
            lambda u: inviting_and_seating.extend(acting, row, wall(9), by=u),
        ):
            watched.ask(who, "verb", lambda a=act, u=user: a(u))
    watched.note("public", "published", public_results.published(panel))
    watched.note("public", "panels", list(public_results.published_panels()))
    watched.note("public", "quotes", list(Quote.objects.values_list("text", flat=True)))
    for model in (Round, Seat, Question, Panel):
        watched.note("chair", model.__name__, list(model.objects.order_by("pk")))  # type: ignore[attr-defined]
    for decision in Decision.objects.order_by("pk"):
        parts = {name: part_value(name, value) for name, value in decision.after.items()}
        watched.note("auditor", verb_label(decision.verb), parts)
        watched.note("auditor", "decision", decision)
    for letter in Letter.objects.order_by("pk"):
        watched.note("auditor", "letter", letter)
    kept = Sealed.objects.order_by("pk").values("subject_kind", "subject_key", "field")
    watched.note("auditor", "sealed", list(kept))


def play(first: bool, caplog: pytest.LogCaptureFixture, *, closed: bool) -> list[str]:
    """Play a panel with one of two sets of answers; return all that was shown. Nothing stays."""
    watched = Watched()
    caplog.clear()
    with transaction.atomic(), caplog.at_level(logging.DEBUG, logger="vigil"):
        panel, row, seats = running(KINDS, experts=4, kind="final")
        for n, one in enumerate(seats):
            User.objects.filter(pk=one.user_id).update(display_name=f"Expert {n}")
        played = Played(panel, row, *fresh(seats)[:3], watched)
        inviting_and_seating.extend(seats[2], row, wall(9), by=panel.chair)
        for asked in panel.questions.all():
            act(played, asked, first)
        answering.hand_in(seats[0], by=seats[0].user)
        close_in(row, days=2)
        reminding.remind()
        if closed:
            for one in (seats[1], seats[3]):
                answering.hand_in(one, by=one.user)
            close_in(row, days=-1)
            close_round(row, by=panel.chair)
        look(played)
        watched.note("log", "records", [record.getMessage() for record in caplog.records])
        transaction.set_rollback(True)
    # Rows of the second play may have other numbers in the database.
    return [re.sub(r'"(id|\w+_id|reviewer)": \d+', r'"\1": 0', one) for one in watched.seen]


def act(played: Played, asked: Question, first: bool) -> None:
    """Answer as one of two persons would: other values, words and refusals, as often."""
    one = played.acting
    value = value_of(asked, 0 if first else 5)
    said = {"reasons": "Yes.", "quotable": True} if first else {"sources": "x" * 900}
    answer(one, asked, value, **said)
    if asked.position == 2 and first:
        answering.pass_question(one, asked, by=one.user, base=1)
    elif asked.position == 2:
        answer(one, asked, value_of(asked, 2))
    with pytest.raises(answering.OutdatedSave):
        answer(one, asked, value, base=0, nonce="older")


def close_in(row: Round, days: float) -> None:
    closes = timezone.now() + timedelta(days=days)
    Round.objects.filter(pk=row.pk).update(closes_at=closes)


@pytest.fixture(autouse=True)
def _handles_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the same handles in both plays: their order is that of what is shown."""
    monkeypatch.setattr(
        inviting_and_seating,
        "new_handle",
        lambda panel: f"B{inviting_and_seating.HANDLE_LETTERS[panel.seats.count()]}2",
    )


def test_nobody_can_tell_what_an_expert_answers_while_the_round_is_open(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one, two = (play(first, caplog, closed=False) for first in (True, False))
    assert len(one) > 300
    for shown, other in zip(one, two, strict=True):
        assert shown == other


def test_once_it_is_closed_there_is_a_difference_to_be_seen_but_not_by_who_is_late(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one, two = (play(first, caplog, closed=True) for first in (True, False))

    def by(who: str, seen: list[str]) -> list[str]:
        return [line for line in seen if line.startswith(f"{who} / ")]

    for who in ("expert", "chair"):
        assert by(who, one) != by(who, two)
    for who in ("late", "stranger", "other chair", "public"):
        assert by(who, one) == by(who, two)
