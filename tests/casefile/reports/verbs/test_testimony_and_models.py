"""What was told in confidence reaches no language model, whoever calls one."""

from pathlib import Path

import pytest

from reading.intake.extraction.language_model.model_server import model_server, saying
from vigil.casefile.models import TESTIMONY
from vigil.casefile.reports.records import report_record
from vigil.casefile.reports.verbs.testimony import receive_report
from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.intake.extraction.language_model.reader import (
    ConfidentialError,
    LanguageModelReader,
)
from vigil.reading.intake.extraction.language_model.settings import ModelSettings

pytestmark = pytest.mark.django_db


def test_the_report_of_a_testimony_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    report = receive_report("0c7a41", "en")
    assert report.report_kind == TESTIMONY
    with model_server(saying({"accounts": []})) as server:
        settings = ModelSettings(
            endpoint=server.endpoint, model="m", allow=[f"127.0.0.1:{server.port}"]
        )
        reader = LanguageModelReader(RuleExtractor.load(), settings, tmp_path, alone=True)
        with pytest.raises(ConfidentialError):
            reader.extract(report_record(report), 0.9)
        assert server.requests == []
    assert list(tmp_path.rglob("*.json")) == []
