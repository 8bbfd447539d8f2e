"""The printed roll: tagged, in every script, and of those alone whom it may say."""

import io
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from pdf_text import text_of
from vigil.witness.names import roll_pdf as names_roll
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.names.views import downloads
from witness.people_factories import AMALIA, editor, killed, row_of

pytestmark = pytest.mark.django_db
AT = "/names/roll.pdf"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def roll(query: str = "") -> bytes:
    answer = Client().get(AT + query)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def test_it_is_a_tagged_pdf_with_a_title_and_a_language() -> None:
    killed()
    with pikepdf.open(io.BytesIO(roll())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang).startswith("en")
        meta = pdf.open_metadata()
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == "Names to remember"


def test_names_stand_by_year_the_oldest_first_and_the_undated_last() -> None:
    killed("Newer Person", "2019-03-07")
    killed("Older Person", "2001-05-02")
    killed("Undated Person", "")
    said = text_of(roll())
    order = [said.index(one) for one in ("Older Person", "Newer Person", "Undated Person")]
    assert order == sorted(order)
    assert "Puerto Ejemplo" in said


@pytest.mark.parametrize("name", ["Амалия Риос", "محمد بن عيسى", "Παύλος Φύσσας", "Nguyễn Văn"])
def test_names_are_written_in_their_script(name: str) -> None:
    killed(name)
    assert "*" not in text_of(roll())


def test_a_script_without_a_font_is_written_in_latin_letters_and_marked() -> None:
    killed("王小明")
    said = text_of(roll())
    assert "WangXiaoMing *" in said
    assert "Latin letters" in said


def test_it_is_set_from_right_to_left() -> None:
    killed("محمد بن عيسى")
    answer = Client().get("/ar" + AT)
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang).startswith("ar")


def test_a_name_is_never_markup() -> None:
    killed("#pagebreak() *Bold* $x$ @ref <a>")
    assert "#pagebreak() *Bold* $x$ @ref <a>" in text_of(roll()).replace("\r\n", " ")


def test_a_filter_narrows_it_and_is_said() -> None:
    killed("One Person", "2019-03-07")
    killed("Two Person", "2020-03-07")
    said = text_of(roll("?year=2019"))
    assert "One Person" in said
    assert "Two Person" not in said
    assert "Names to remember: 2019" in said


def test_an_excluded_name_is_not_on_it() -> None:
    victim = killed()
    killed("Another Person")
    exclude(row_of(victim), by=editor(), why="The family asked")
    said = text_of(roll())
    assert AMALIA not in said
    assert "Another Person" in said


@pytest.mark.parametrize("query", ["", "?year=1950", "?year=soon", "?q=a"])
def test_nobody_or_nonsense_is_refused(query: str) -> None:
    assert Client().get(AT + query).status_code == 400


def test_too_many_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    killed("One")
    killed("Two")
    for module in (names_roll, downloads):
        monkeypatch.setattr(module, "MOST", 1)
    answer = Client().get(AT)
    assert answer.status_code == 400
    assert "choose a year" in answer.json()["detail"]
