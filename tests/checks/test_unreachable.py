"""The check for functions that nothing calls: what counts as a call, and what does not."""

from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import unreachable

    return unreachable


FILES = {
    "__init__.py": "",
    "a/__init__.py": "from vigil.a.verbs import passed_on, only_passed_on\n",
    "a/verbs.py": """
def passed_on(): ...
def only_passed_on(): ...
def as_attribute(): ...
def in_a_registry(): ...
def in_a_text(): ...
def in_code(): ...
def by_itself(): return by_itself()
def by_the_uncalled(): ...
def uncalled(): return by_the_uncalled()
def documented(): ...
def from_inside(): ...
def _private(): ...
@hooks.register("menu")
def registered(): return only_registered()
def only_registered(): ...
""",
    "b.py": '''
"""Speaks of vigil.a.verbs.documented."""
from vigil import a
from vigil.a import passed_on, verbs
passed_on()
verbs.as_attribute()
VERBS = {"x": verbs.in_a_registry, "y": "vigil.a.verbs.in_a_text"}
CODE = "from vigil.a.verbs import in_code; in_code()"
class Page:
    def get(self):
        from .a.verbs import from_inside as inside
        return inside()
''',
}
UNCALLED = ["by_itself", "by_the_uncalled", "documented", "only_passed_on", "uncalled"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "vigil" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_only_what_is_called_by_called_code_counts(check: ModuleType, source: Path) -> None:
    assert check.unreachable(check.read(source)) == [f"vigil.a.verbs.{name}" for name in UNCALLED]


def test_an_exception_covers_what_it_calls_and_goes_once_called(
    check: ModuleType, source: Path
) -> None:
    exceptions = source / "exceptions.txt"
    excepted = ["uncalled", "by_itself", "documented", "only_passed_on"]
    lines = [f"vigil.a.verbs.{name}: to come.\n" for name in excepted]
    exceptions.write_text("# Reasons\n\n" + "".join(lines))
    assert check.complaints(source, exceptions) == []
    exceptions.write_text("".join([*lines[1:], "vigil.a.verbs.passed_on: to come.\n"]))
    assert check.complaints(source, exceptions) == [
        "Nothing calls vigil.a.verbs.by_the_uncalled.",
        "Nothing calls vigil.a.verbs.uncalled.",
        "exceptions.txt need not name vigil.a.verbs.passed_on.",
    ]


def test_an_exception_needs_a_reason(check: ModuleType, source: Path) -> None:
    (source / "exceptions.txt").write_text("vigil.a.verbs.uncalled:\n")
    with pytest.raises(ValueError, match="needs a reason"):
        check.read_exceptions(source / "exceptions.txt")


@pytest.mark.tail("`.ci/run` asks checks/unreachable.py itself")
def test_everything_here_is_called_or_excepted(check: ModuleType) -> None:
    assert check.complaints(ROOT / "src", check.EXCEPTIONS) == []
