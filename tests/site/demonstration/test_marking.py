"""The mark of a demonstration is in every kind of file, and nobody in it exists."""

import io
import json
from datetime import date

import icalendar
import pytest
import xlsxwriter
from PIL import Image
from python_calamine import CalamineWorkbook

from days import today
from vigil.casefile.open_case_file.verbs import shipped_cases
from vigil.casefile.people.name_matching import surely_same
from vigil.publication.downloads.citation_files import CitedWork, write_citation
from vigil.site.demonstration.marking import marked, marked_parts
from vigil.site.demonstration.people import PEOPLE
from vigil.site.demonstration.rooms.invented_cases import invent_cases
from vigil.site.demonstration.rooms.pictures import draw_picture
from vigil.site.demonstration.rooms.programme import EVENTS
from vigil.site.demonstration.rooms.world import invented
from vigil.trust.demonstration.mark import PLAIN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSL = "application/vnd.citationstyles.csl+json"
ATOM = (
    b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Cases</title></feed>'
)
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//v//\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/csv", b"id,name\r\n1,x\r\n"),
        ("text/plain", b"@misc{a}\n"),
        ("text/calendar", ICS),
        ("text/vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n"),
        ("application/json", b'{"count": 1}'),
        (CSL, b'[{"id": "a"}]'),
        ("application/atom+xml", ATOM),
        ("application/xml", b"<urlset></urlset>"),
        ("application/x-bibtex", b"@misc{a,\n  title = {x},\n}\n"),
        ("application/x-research-info-systems", b"TY  - GEN\r\nER  - \r\n"),
        ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'),
    ],
)
def test_every_format_says_once_that_it_is_invented(media_type: str, content: bytes) -> None:
    first = marked(content, media_type)
    assert first.count(PLAIN.encode()) == 1
    assert marked(first, media_type) == first


def test_what_is_marked_can_still_be_read() -> None:
    assert json.loads(marked(b'{"count": 1}', "application/json"))["count"] == 1
    assert icalendar.Calendar.from_ical(marked(ICS, "text/calendar"))["VERSION"] == "2.0"
    streamed = b"".join(marked_parts(iter([b'{"a":[', b"1]}"]), "application/geo+json"))
    assert json.loads(streamed) == {"demonstration": PLAIN, "a": [1]}
    assert b"".join(marked_parts(iter([b"id\r\n"]), "text/csv")).endswith(PLAIN.encode() + b"\r\n")


def test_an_entry_that_is_copied_from_a_citation_says_it_in_its_note() -> None:
    work = CitedWork("a", "V-1", "T", "Note.", "d", "https://x.example/", today(), today())
    bibtex = marked(write_citation(work, "bib").encode(), "application/x-bibtex").decode()
    assert f"  note = {{{PLAIN} Note.}}," in bibtex
    assert bibtex.endswith("}\n")
    ris = marked(write_citation(work, "ris").encode(), "application/x-research-info-systems")
    assert ris.decode().endswith(f"N1  - {PLAIN}\r\nER  - \r\n")
    (csl,) = json.loads(marked(write_citation(work, "json").encode(), CSL))
    assert csl["note"] == f"{PLAIN} Note."


def test_a_workbook_says_it_below_its_last_row() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Cases").write_row(0, 0, ["id", "name"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(marked(out.getvalue(), XLSX)))
    first = [row[0] for row in rows.get_sheet_by_index(0).to_python() if row[0]]
    assert first == ["id", PLAIN]


def test_a_picture_carries_the_words_and_keeps_its_size() -> None:
    drawn = draw_picture(0, (300, 400), person=True)
    assert drawn == draw_picture(0, (300, 400), person=True)
    with Image.open(io.BytesIO(marked(drawn, "image/png"))) as told:
        assert told.size == (300, 400)
        strip = told.convert("RGB").crop((0, 385, 300, 400))
    with Image.open(io.BytesIO(drawn)) as plain:
        assert strip.tobytes() != plain.convert("RGB").crop((0, 385, 300, 400)).tobytes()
    assert marked(drawn, "image/png", "عرض توضيحي") != marked(drawn, "image/png")


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29), date(2028, 12, 31)])
def test_nothing_in_it_lies_after_the_day_on_which_it_is_made(day: date) -> None:
    for case in invent_cases(70, day):
        values = case.values["case"]
        known = [values[name]["value"] for name in values if name.endswith(("_of", "_attack"))]
        known += [report.published for report in case.reports]
        assert len(known) == 6
        assert max(known, key=lambda text: text.ljust(10, "0")) <= day.isoformat()


def programme_names() -> list[str]:
    """Return the names of everybody in the programme."""
    told = invented("programme")
    sessions = [one for key in EVENTS for one in told[key]["sessions"].values()]
    rows = [*told["members"].values(), *(p for one in sessions for p in one.get("people", ()))]
    rows += [person for group in told["registered"] for person in group["people"]]
    return [row["name"] for row in rows if row.get("name")]


def outlook_names() -> list[str]:
    """Return the names of the experts, and of everybody whom the report names or cites."""
    report, experts = invented("report"), invented("outlook")["assessment"]["experts"]
    cited = [author for work in report["works"].values() for author in work["author"]]
    authors = [one["name"] for one in report["authors"]]
    people = [f"{one['given']} {one['family']}" for one in cited if "family" in one]
    return [*(name for names in experts.values() for name in names), *authors, *people]


def test_nobody_in_it_is_in_the_open_case_file() -> None:
    cases = invent_cases(70, today())
    names = [name for one in cases for victim in one.values["victims"] for name in victim["names"]]
    assert len(set(names)) == len(names) >= 70
    shipped = [victim for line in shipped_cases() for victim in line["victims"]]
    real = [[v.get("name") or "", *(v.get("names") or [])] for v in shipped]
    words = {word for spellings in real for name in spellings for word in name.casefold().split()}
    told = invented("record")
    ours = [*told["female"], *told["male"], *told["surnames"]]
    ours += [
        word
        for name in (*(one.name for one in PEOPLE), *programme_names(), *outlook_names())
        for word in name.split()
    ]
    assert not {word.casefold() for word in ours} & words
    assert not [n for n in names for spellings in real if surely_same([n], spellings)]


def test_no_country_is_one_of_the_open_case_file() -> None:
    ours = {town["country"] for town in invented("record")["towns"]}
    assert not ours & {line["place"].get("country") for line in shipped_cases()}
