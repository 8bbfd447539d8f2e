"""The order of the house: what would hide the line that a stranger seeks is found."""

from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the check, to be asked about this checkout."""
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import house

    return house


@pytest.fixture
def tree(house: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty tree that the check is asked about instead."""
    monkeypatch.setattr(house, "SOURCE", tmp_path)
    return tmp_path


def written(tree: Path, modules: dict[str, str]) -> None:
    for name, text in modules.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)


@pytest.mark.tail("`.ci/run` asks checks/house.py itself")
def test_this_house_is_in_order(house: ModuleType) -> None:
    checks = (house.long_modules, house.vague_classes, house.room_tops, house.registries)
    checks += (house.unseen_texts,)
    found = [one for check in (*checks, house.names_of_rooms_above) for one in check()]
    assert found == []


def test_what_hides_the_line_is_found(house: ModuleType, tree: Path) -> None:
    modules = {
        "fund/apps.py": "",
        "fund/grant_saying.py": "class Told:\n    pass\n",
        "fund/grants/__init__.py": "",
        "fund/grants/forms.py": "from django.utils.translation import gettext as _now\n",
        "fund/grants/verbs.py": "x = 1\n" * 401,
        "fund/grants/rows.py": "KINDS: dict[str, str] = {}\nchanged = Signal()\nNAMES = {'a': 1}\n",
    }
    written(tree, modules)
    (tree / "fund" / "letters").mkdir()
    assert [one.partition(":")[0] for one in house.long_modules()] == ["fund/grants/verbs.py"]
    assert [one.partition(":")[0] for one in house.vague_classes()] == ["fund/grant_saying.py"]
    assert [one.partition(":")[0] for one in house.unseen_texts()] == ["fund/grants/forms.py"]
    assert [one.partition(":")[0] for one in house.room_tops()] == [
        *("fund", "fund/grant_saying.py", "fund/letters")
    ]
    assert [one.split(": ")[1].split()[0] for one in house.registries()] == ["KINDS", "changed"]


def test_a_floor_that_names_a_room_above_it_is_found(house: ModuleType, tree: Path) -> None:
    named = "LETTERS = {'fund': 5}\nIMPORTED = 'vigil.fund.grants'\nOTHER = 'refund'\n"
    modules = {
        "trust/apps.py": "",
        "trust/people.py": named,
        "fund/apps.py": "",
        "fund/calls.py": "BELOW = 'trust:people'\nBESIDE = 'witness:story'\n",
        "witness/apps.py": "",
    }
    written(tree, modules)
    found = {one.split("“")[1].split("”")[0] for one in house.names_of_rooms_above()}
    assert found == {"witness:story", "fund", "vigil.fund.grants"}
