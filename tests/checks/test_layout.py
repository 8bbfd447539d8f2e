"""Style sheets are laid out, and lines that stay too long are named."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "checks"))


def test_each_declaration_gets_a_line() -> None:
    import layout

    laid_out = "a > b,\ni {\n  color: red;\n  margin: 0;\n}\n"
    assert layout.format_css("a>b,i{color:red;margin:0;}") == laid_out
    assert layout.format_css(laid_out) == laid_out


def test_columns_are_counted_not_bytes() -> None:
    import layout

    assert layout.long_lines("é" * 120 + "\n" + "x" * 121) == [2]


def test_what_others_wrote_is_left_as_it_is() -> None:
    import layout

    names = {path.name for path in layout.files("*.css")}
    assert "vigil.css" in names
    assert "maplibre-gl.css" not in names
