"""Entries of a form move, are copied and removed; parts take their fields along."""

import pytest

from vigil.fund.calls.building import entries
from vigil.trust.access.errors import NotPossible

FORM = [
    {"key": "a", "kind": "text"},
    {"key": "p", "kind": "part"},
    {"key": "b", "kind": "choice"},
    {"key": "c", "kind": "text", "when": [{"field": "b", "is": ["x"]}]},
    {"key": "q", "kind": "part"},
    {"key": "d", "kind": "text"},
]


def keys(form: list[dict[str, object]]) -> str:
    return " ".join(str(one["key"]) for one in form)


def test_they_move_and_parts_with_what_is_in_them() -> None:
    assert keys(entries.moved(FORM, "c", -1)) == "a p c b q d"
    assert keys(entries.moved(FORM, "a", -1)) == "a p b c q d"
    assert keys(entries.moved(FORM, "p", 1)) == "a b p c q d"
    assert keys(entries.moved_part(FORM, "p", 1)) == "a q d p b c"
    assert keys(entries.moved_part(FORM, "q", -1)) == "a q d p b c"
    assert keys(entries.moved_part(FORM, "q", 1)) == keys(FORM)
    assert keys(entries.moved_part(FORM, "p", -1)) == keys(FORM)


def test_a_copied_part_asks_its_own_questions() -> None:
    found = entries.copied(FORM, "p")
    assert keys(found) == "a p b c p_2 b_2 c_2 q d"
    assert found[6]["when"] == [{"field": "b_2", "is": ["x"]}]
    assert keys(entries.removed(FORM, "p")) == "a b c q d"
    with pytest.raises(NotPossible):
        entries.removed(FORM, "gone")


def test_a_key_is_made_of_a_label_in_any_writing() -> None:
    assert entries.new_key("¿Cómo están?", []) == "como_estan"
    assert entries.new_key("Need", ["need"]) == "need_2"
    assert entries.new_key("Sure", []) == "sure_2"  # the page itself has a field of that name
    assert entries.new_key("اسمكم", []) == "q_2"
    assert entries.with_keys([{"en": "I am 18."}]) == [
        {"key": "i_am_18", "label": {"en": "I am 18."}}
    ]
