"""What buttons and headings say: a button without a verb is found, and a word that is not used."""

from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = """
<h1>{% translate "Who said it" %}</h1>
<h2>{% blocktranslate with n=n %}{{ n }} grants{% endblocktranslate %}</h2>
<button type="submit">{% translate "The file" context "button" %}</button>
<button type="submit">{% translate "Import file" %}</button>
<button type="submit">{% translate "Take it in" %}</button>
<button type="button">{% translate "Up" %}</button>
"""
ACTS = 'ACTS = {"a": Act(form=F, verb=v, label=_("Finished")), "b": Act(label=_("Close grant"))}\n'


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))
    import writing

    return writing


def test_buttons_and_headings_here_say_what_they_do(writing: ModuleType) -> None:
    words = [*writing.words_of_templates(), *writing.words_of_acts()]
    assert len(words) > 300
    assert [(one.text, wrong) for one in words for wrong in writing.problems(one)] == []


def test_what_says_nothing_is_found(
    writing: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "acts.py").write_text(ACTS)
    monkeypatch.setattr(writing, "SOURCE", tmp_path)
    words = [*writing.words_of_templates(), *writing.words_of_acts()]
    assert [one.text for one in words if any(writing.problems(one))] == [
        *("The file", "Take it in", "Who said it", "Finished")
    ]
