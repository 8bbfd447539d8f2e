"""Documents from files: a bad line is named and costs that line only."""

import json
from pathlib import Path

import pytest

from vigil.reading.intake.geocoding import Document
from vigil.reading.intake.geocoding.document_files import read_documents
from vigil.reading.records import Rejected

GOOD = {"id": "a", "text": "In Paris.", "toponyms": [{"start": 3, "end": 8, "text": "Paris"}]}


def read(tmp_path: Path, *lines: str) -> list[Document | Rejected]:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(read_documents(path))


def test_a_document(tmp_path: Path) -> None:
    [found] = read(tmp_path, json.dumps(GOOD | {"url": "https://www.example.fr/1", "title": None}))
    assert isinstance(found, Document)
    assert found.domain == "example.fr"
    assert found.toponyms[0].text == "Paris"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{broken", "JSON"),
        (json.dumps({"id": "a", "text": "x"}), "toponyms"),
        (json.dumps(GOOD | {"id": " "}), "`id`"),
        (json.dumps(GOOD | {"text": 5}), "text"),
        (json.dumps(GOOD | {"toponyms": [{"start": "3", "end": 8}]}), "start"),
        (json.dumps(GOOD | {"toponyms": [{"start": 3, "end": 80}]}), "`toponyms[0]`"),
        (json.dumps(GOOD | {"toponyms": [{"start": 5, "end": 5}]}), "`toponyms[0]`"),
        (json.dumps(GOOD | {"toponyms": [{"start": -3, "end": 5}]}), "`toponyms[0]`"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: str, named: str) -> None:
    bad, good = read(tmp_path, line, json.dumps(GOOD))
    assert isinstance(bad, Rejected)
    assert bad.line == 1
    assert named in bad.reason
    assert isinstance(good, Document)


def test_a_name_that_does_not_stand_there_is_remarked_and_looked_up(tmp_path: Path) -> None:
    wrong = GOOD | {"toponyms": [{"start": 3, "end": 7, "text": "Paris"}]}
    remark, found = read(tmp_path, json.dumps(wrong))
    assert isinstance(remark, Rejected)
    assert remark.kept
    assert isinstance(found, Document)
    assert found.toponyms[0].text == "Paris"


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    assert len(read(tmp_path, "", json.dumps(GOOD), "  ")) == 1
