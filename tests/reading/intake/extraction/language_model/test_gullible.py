"""A model that obeys whatever a text tells it, asked about fifty texts with something planted.

What is planted is not sent, so that it has nothing to obey; and where it lies all the same, what it
quotes is not among the words that were sent.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reading.intake.extraction.language_model.model_server import (
    Handler,
    ModelServer,
    account,
    answered,
    completion,
    model_server,
    quoted,
    victim,
)
from reading.intake.extraction.planted.injections import Injection, fields, injections
from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.records import Account, Report

OFFLINE = RuleExtractor.load()
UNSURE = 0.5
"""A score at which every report is doubtful, so that the model is asked about all."""


class Gullible:
    """Answers truly, or, where it has read the lie (or does not need to), the lie."""

    def __init__(self) -> None:
        self.one: Injection | None = None
        self.stubborn = False
        self.obeyed = 0

    def __call__(self, handler: Handler, body: dict[str, Any]) -> None:
        assert self.one is not None
        prompt = body["messages"][0]["content"]
        if self.stubborn or (self.one.lie and self.one.lie in prompt):
            self.obeyed += 1
            handler.send(completion(lie_of(self.one)))
        else:
            handler.send(completion(truth_of(self.one.clean)))


def lie_of(one: Injection) -> dict[str, Any]:
    """What the planted words want to be answered, quoted from them as they stand in the report."""
    source = one.planted.title + "\n" + one.planted.text
    at = source.find(one.lie) if one.lie else -1
    if at < 0:
        return answered()
    words = source[at : at + 150]
    killed = quoted("killed", words)
    who = victim(name=quoted(one.lie, one.lie), outcome=killed)
    poison = quoted("poison", words)
    return answered(account(quoted("killing", words), who, method=poison))


def truth_of(report: Report) -> dict[str, Any]:
    """What a careful model would answer: what the offline reader reads, in quotations."""
    return answered(*(_true(one) for one in OFFLINE.extract(report)))


def _true(one: Account) -> dict[str, Any]:
    words = {e.field: e.text for e in one.evidence}
    people = [
        victim(
            name=quoted(v.name, words[f"/victims/{n}/name"]),
            age=quoted(v.age, words[f"/victims/{n}/age"]) if v.age else None,
            outcome=quoted(v.outcome, words[f"/victims/{n}/outcome"]),
        )
        for n, v in enumerate(one.victims)
        if v.name
    ]
    return account(
        quoted(one.event, words["/event"]),
        *people,
        date=quoted(one.date.value, words["/date"]) if one.date.value else None,
        method=quoted(one.method, words["/method"]) if one.method != "unknown" else None,
    )


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[ModelServer, Gullible]]:
    gullible = Gullible()
    with model_server(gullible) as server:
        yield server, gullible


def reader_of(server: ModelServer, folder: Path, *, alone: bool = False) -> LanguageModelReader:
    settings = ModelSettings(
        endpoint=server.endpoint,
        model="gullible",
        allow=[f"127.0.0.1:{server.port}"],
        context=32_768,
    )
    return LanguageModelReader(OFFLINE, settings, folder, alone=alone)


@pytest.mark.turns
@pytest.mark.parametrize("one", injections(), ids=lambda one: one.id)
def test_no_field_changes_and_no_value_lacks_its_words(
    one: Injection, asked: tuple[ModelServer, Gullible], tmp_path: Path
) -> None:
    server, gullible = asked
    gullible.one, gullible.stubborn, gullible.obeyed = one, False, 0

    # It obeys what it reads: nothing of the lie reaches it.
    reader = reader_of(server, tmp_path / "obeys")
    twin, read = reader.extract(one.clean, UNSURE), reader.extract(one.planted, UNSURE)
    assert [fields(a) for a in read] == [fields(a) for a in twin]
    assert [len(a.disagreements) for a in read] == [len(a.disagreements) for a in twin]
    assert gullible.obeyed == 0
    assert reader.tally["doubtful"] == 2

    # It lies whatever it reads: its words are none of those that were sent.
    gullible.stubborn = True
    reader = reader_of(server, tmp_path / "lies")
    read = reader.extract(one.planted, UNSURE)
    assert [fields(a) for a in read] == [fields(a) for a in OFFLINE.extract(one.clean)]
    assert not any(a.disagreements for a in read)
    if one.lie:
        assert reader.tally["dropped_quote_not_in_text"] >= 1
    assert reader_of(server, tmp_path / "lies", alone=True).extract(one.planted, UNSURE) == []


def test_words_of_the_article_itself_make_no_victim_of_who_speaks_in_it(
    asked: tuple[ModelServer, Gullible], tmp_path: Path
) -> None:
    """A quotation alone does not stop a model that misuses true words: roles and nearness do."""
    server, gullible = asked
    base = next(one for one in injections() if one.id == "turn-chatml-en")
    chief = victim(name=quoted("Marcos Vidal", "Marcos Vidal"), outcome=quoted("killed", "dead"))
    lie = answered(account(quoted("killing", "was shot dead"), chief))
    server.answers = [lambda handler, body: handler.send(completion(lie))]
    try:
        reader = reader_of(server, tmp_path)
        [read] = reader.extract(base.clean, UNSURE)
    finally:
        server.answers = [gullible]
    assert [v.name for v in read.victims] == ["Helena Prado"]
    assert reader.tally["dropped_another_role"] == 1
