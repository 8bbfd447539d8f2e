"""Every verb, kind and part that a decision may record has its words."""

import ast
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from vigil.casefile.models import Stage
from vigil.casefile.sheets.verbs.writing_cases import OWN_SHEET
from vigil.casefile.triage.leaving import WHY as CLOSED
from vigil.desk.decisions.labels import part_label, part_value, reason_label, verb_label
from vigil.programme.contributors.verbs.renaming import WHY as RENAMED
from vigil.programme.registrations.verbs.changing import TAKEN_BACK
from vigil.reading.codebook import current
from vigil.site.languages.catalogues import ROOMS
from vigil.trust.decisions.log_words import DONE_AGAIN
from vigil.trust.invitations.verbs import JOINED
from vigil.trust.invitations.verbs import WHY as INVITED
from vigil.trust.organisation.mail import WHY_OPENED
from vigil.trust.rooms import house
from vigil.witness.campaigns.verbs.following import WHY as HELD

VERB_AT = {
    "record": 0,
    "note": 0,
    "record_on_case": 0,
    "note_event": 0,
    "note_session": 0,
    "_set_stage": 2,
    "set_visibility": 2,
    "_turn": 1,
}
"""Function that records a decision -> which of its arguments is the verb."""


def constants(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an argument may be: itself, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*constants(node.body), *constants(node.orelse))


def recorded() -> tuple[set[str], set[str], set[str]]:
    """Return the verbs, kinds and parts that the sources record."""
    verbs: set[str] = set()
    kinds: set[str] = set()
    parts: set[str] = set()
    for path in ROOMS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            at = VERB_AT.get(node.func.id)
            if at is None or len(node.args) <= at:
                continue
            verbs |= set(constants(node.args[at]))
            if node.func.id == "record" and len(node.args) > 1:
                kinds |= set(constants(node.args[1]))
            for keyword in node.keywords:
                if keyword.arg in ("before", "after", "extra"):
                    parts |= {
                        key.value
                        for sub in ast.walk(keyword.value)
                        if isinstance(sub, ast.Dict)
                        for key in sub.keys
                        if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    }
    return verbs, kinds, parts


def given() -> set[str]:
    """Return the reasons that the installation itself gives for what it does."""
    return {
        keyword.value.value
        for path in ROOMS.rglob("*.py")
        if "demonstration" not in path.parts  # its reasons are those of invented people
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "why" and isinstance(keyword.value, ast.Constant) and keyword.value.value
    }


def test_every_reason_of_the_installation_has_words() -> None:
    by_name = {OWN_SHEET, RENAMED, HELD, DONE_AGAIN, CLOSED, INVITED, JOINED, WHY_OPENED}
    by_name |= {TAKEN_BACK}
    assert given() | by_name == set(house.log_words().reasons)
    with override("es"):
        assert reason_label("sending the letter") == "envío de la carta"
        assert reason_label("open") == "open"  # somebody's own word


def test_codes_of_what_was_recorded_have_names() -> None:
    with override("es"):
        assert part_value("state", "answered") == "respondida"
        assert part_value("countries", ["MEX", "COL"]) == "México, Colombia"
        assert part_value("urgent", False) == "no"
        assert part_value("language", "pt") == "portugués"
        assert part_label("casefile") == "Archivo de casos"


def test_every_verb_kind_and_part_has_words() -> None:
    verbs, kinds, parts = recorded()
    words = house.log_words()
    assert {"open", "reject", "merge", "contest", "settle", "grant_role"} <= verbs
    assert verbs - set(words.verbs) == set()
    assert kinds - set(words.kinds) == set()
    assert parts - set(words.parts) - set(current().fields) == set()


@pytest.mark.parametrize(
    ("language", "verb", "part", "value"),
    [("en", "take up again", "stage", "open"), ("fr", "reprendre", "étape", "ouvert")],
)
def test_words_are_in_the_language_of_the_screen(
    language: str, verb: str, part: str, value: str
) -> None:
    with override(language):
        assert verb_label("reopen") == verb
        assert part_label("stage") == part
        assert part_value("stage", Stage.OPEN) == value


def test_what_has_no_words_stands_for_itself() -> None:
    assert verb_label("frobnicate") == "frobnicate"
    assert part_value("stage", "unheard of") == "unheard of"
    assert part_value("accounts", ["a", "b"]) == "a, b"
    assert part_label("method") == "Method"
