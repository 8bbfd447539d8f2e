"""From what was collected to the lake: nothing read twice, everything named by its content."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from vigil.reading.engines import pipeline
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.pipeline import Fresh, batch_name, read_into_lake
from vigil.reading.engines.reading_stage import Reader, content_sha256, keyed, report_key
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Report


def collected(*texts: str) -> list[Collected]:
    return [
        Collected(report=Report(id=f"r{n}", text=text), raw_sha256="0" * 64)
        for n, text in enumerate(texts)
    ]


def test_a_batch_is_named_by_what_is_in_it() -> None:
    assert batch_name(collected("one", "two")) == batch_name(collected("one", "two"))
    assert batch_name(collected("one", "two")) != batch_name(collected("one", "three"))


def test_what_is_held_already_is_counted_and_left_out() -> None:
    items = collected("one", "two", "one")
    fresh = Fresh(items, {content_sha256(items[1].report)})
    assert [item.report.id for item in fresh] == ["r0"]
    assert (fresh.came, fresh.held) == (3, 2)


def test_reading_in_batches_reads_each_report_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2)
    items = collected(
        "A journalist was shot dead by gunmen in Tumaco on Monday, police said.",
        "The harbour club won its match by two goals on Sunday.",
        "Gunmen killed a councillor outside her home in Belém on Friday, police said.",
    )
    version = Reader.load().version
    batches = list(read_into_lake(items, tmp_path, version, workers=1))
    assert [batch.reports for batch in batches] == [2, 1]
    assert [batch.relevant for batch in batches] == [1, 1]

    def never(self: Reader, batch: Sequence[Collected]) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(Reader, "read", never)
    assert list(read_into_lake(items, tmp_path, version, workers=1)) == batches
    assert len(Lake(tmp_path).contents(version)) == 3


def test_two_texts_under_one_id_stay_two_reports() -> None:
    one, other = Report(id="x", text="one"), Report(id="x", text="other")
    keys = [report_key(r.id, content_sha256(r)) for r in (one, other)]
    assert len(set(keys)) == 2
    assert keyed(one, content_sha256(one)).id == keys[0]


def test_stray_control_characters_are_mended_without_moving_anything() -> None:
    report = Report(id="x", text="dijo \x93no\x94", language="es")
    mended = keyed(report, "0" * 64)
    assert len(mended.text) == len(report.text)
    assert "\x93" not in mended.text
