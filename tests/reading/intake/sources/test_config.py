"""SOURCES.toml: what is wrong is named by file, source and key, all at once."""

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from vigil.reading.intake.sources import SourcesError, load_sources, source_of
from vigil.reading.intake.sources.config import alpha3


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "SOURCES.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_kind_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()
    (tmp_path / "in.csv").touch()
    (tmp_path / "pages").mkdir()
    path = write(
        tmp_path,
        """
        contact = "https://team.example.org/about"
        [[source]]
        name = "El Día"
        kind = "feed"
        url = "https://eldia.example.org/rss"
        outlet = "El Día"
        country = "MX"
        language = "es"
        [[source]]
        name = "One page"
        kind = "page"
        url = "http://example.org/news"
        [[source]]
        name = "Lines"
        kind = "jsonl"
        path = "in.jsonl"
        country = "XKX"
        [[source]]
        name = "Table"
        kind = "csv"
        path = "in.csv"
        [[source]]
        name = "Saved"
        kind = "folder"
        path = "pages"
        """,
    )
    read = load_sources(path)
    assert read.contact == "https://team.example.org/about"
    assert [source.kind for source in read.sources] == ["feed", "page", "jsonl", "csv", "folder"]
    assert read.sources[0].country == "MEX"
    assert read.sources[0].where == "https://eldia.example.org/rss"
    assert read.sources[2].path == tmp_path / "in.jsonl"


SOURCE = '[[source]]\nname = "A"\nkind = "feed"\nurl = "https://e.org/rss"\n'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no [[source]]"),
        ("source = 5", "no [[source]]"),
        ("source = [5]", "source 1: not a table"),
        ("[[source]\n", "line 1"),
        (b"\xff", "not valid UTF-8"),
        ("other = 1\n" + SOURCE, "unknown key `other`"),
        ('contact = "a\\nb"\n' + SOURCE, "`contact`"),
        ("contact = 5\n" + SOURCE, "`contact`"),
        (SOURCE + 'colour = "red"', 'source 1 "A": unknown key `colour`'),
        (SOURCE + "outlet = 5", "`outlet` must be text"),
        ('[[source]]\nname = ["A"]', "source 1: `name` must be text"),
        (SOURCE + 'country = "Mexico"', '`country` "Mexico"'),
        (SOURCE + 'language = "spanish"', '`language` "spanish"'),
        (SOURCE + SOURCE, 'source 2 "A": `name` is used twice'),
        (SOURCE + 'path = "x"', "either `url` or `path`"),
        ('[[source]]\nkind = "feed"\nurl = "https://e.org/"', "source 1: `name` is missing"),
        ('[[source]]\nname = "A"\nurl = "https://e.org/"', '`kind` "" is none of'),
        ('[[source]]\nname = "A"\nkind = "rss"\nurl = "https://e.org/"', '`kind` "rss"'),
        ('[[source]]\nname = "A"\nkind = "feed"', "either `url` or `path`"),
        ('[[source]]\nname = "A"\nkind = "csv"\nurl = "https://e.org/"', "does not go with"),
        ('[[source]]\nname = "A"\nkind = "page"\nurl = "ftp://e.org/"', "http:// or https://"),
        ('[[source]]\nname = "A"\nkind = "page"\nurl = "e.org"', "not a web address"),
        ('[[source]]\nname = "A"\nkind = "jsonl"\npath = "none.jsonl"', "is no file"),
        ('[[source]]\nname = "A"\nkind = "folder"\npath = "none"', "is no folder"),
    ],
)
def test_problems_name_file_and_key(tmp_path: Path, content: str | bytes, problem: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(SourcesError) as error:
        load_sources(path)
    assert problem in str(error.value)
    assert all(one.startswith(str(path)) for one in error.value.problems)


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, SOURCE + "a = 1\n" + SOURCE.replace('"A"', '"B"') + "b = 1\n")
    with pytest.raises(SourcesError) as error:
        load_sources(path)
    assert len(error.value.problems) == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"none\.toml"):
        load_sources(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jsonl", "jsonl"), ("a.jsonl.gz", "jsonl"), ("a.JSONL.zst", "jsonl"), ("a.csv", "csv"),
     ("a.csv.gz", "csv"), ("a.html", "page"), ("a.html.gz", "page"), ("a.xml", "feed")],
)  # fmt: skip
def test_a_file_on_the_command_line_is_known_by_its_name(
    tmp_path: Path, name: str, kind: str
) -> None:
    (tmp_path / name).touch()
    assert source_of(str(tmp_path / name)).kind == kind


def test_folders_and_links_are_known_and_others_refused(tmp_path: Path) -> None:
    assert source_of(str(tmp_path)).kind == "folder"
    assert source_of("https://example.org/x").kind == "page"
    (tmp_path / "a.docx").touch()
    for place in (str(tmp_path / "a.docx"), str(tmp_path / "none.jsonl")):
        with pytest.raises(SourcesError, match=place):
            source_of(place)


def test_countries() -> None:
    assert [alpha3(code) for code in ("MX", "mex", "XK", "INT", "XX", "")] == [
        "MEX", "MEX", "XKX", "INT", "", "",
    ]  # fmt: skip


def test_the_shipped_list_is_in_order() -> None:
    with as_file(files("vigil.reading.intake.sources").joinpath("default.toml")) as path:
        read = load_sources(path)
    assert len(read.sources) > 40
    assert all(source.country and source.language and source.outlet for source in read.sources)
