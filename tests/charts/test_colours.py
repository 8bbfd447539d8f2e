"""The accent of an installation: one that can be read, in light and in dark."""

import re
from pathlib import Path

import pytest

from vigil.charts import colours
from vigil.charts.colours import ENOUGH, accent, contrast

CSS = Path(colours.__file__).parents[1] / "site/static/vigil/vigil.css"


@pytest.mark.parametrize("light", ["#8a3324", "#00508c", "#1b1917", "#2f5d50"])
def test_an_accent_is_made_readable_in_the_dark(light: str) -> None:
    made = accent(light)
    assert made.light == light
    for ground in (*colours.DARK_GROUNDS, made.dark_soft):
        assert contrast(made.dark, ground) >= ENOUGH
    assert contrast(made.light, made.light_soft) >= ENOUGH


@pytest.mark.parametrize(
    ("light", "dark", "why"),
    [
        ("#f2b65a", "", "light colours"),
        ("#8a3324", "#8a3324", "dark colours"),
        ("red", "", "no colour"),
        ("#8a3324", "#8a33", "no colour"),
    ],
)
def test_what_cannot_be_read_is_refused(light: str, dark: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        accent(light, dark)


def test_the_grounds_are_those_of_the_pages() -> None:
    light, _at, dark = CSS.read_text("utf-8").partition("@media (prefers-color-scheme: dark)")
    for text, grounds in ((light, colours.LIGHT_GROUNDS), (dark, colours.DARK_GROUNDS)):
        said = dict(re.findall(r"--(paper|sheet): (#[0-9a-f]{6})", text))
        assert (said["paper"], said["sheet"]) == grounds


def test_night_is_dark_and_what_stands_on_it_is_read_in_both_schemes() -> None:
    light, _at, dark = CSS.read_text("utf-8").partition("@media (prefers-color-scheme: dark)")
    said = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    for night in (said["night"], re.findall(r"--night: (#[0-9a-f]{6})", dark)[0]):
        for name in ("night-ink", "night-quiet", "flame"):
            assert contrast(said[name], night) >= ENOUGH, name
        assert contrast(said["night-line"], night) >= 3
