"""An extractor adapted to decisions: how sure it must be of a victim, and nothing else."""

import pytest

from vigil.reading.intake.extraction.learned.adapting import TooFewPersonsError, adapt
from vigil.reading.intake.extraction.learned.build_models import MeasuredLesson
from vigil.reading.intake.extraction.learned.model_files import Models


def test_decisions_stretch_what_it_holds_of_victims(
    models: Models, learnt: list[MeasuredLesson]
) -> None:
    own = [(one.measured, one.measured.id) for one in learnt if one.source == "invented"]
    made = adapt(models, own)
    assert made.victims >= 30
    assert made.others >= 30
    assert made.after.average_precision >= made.before.average_precision - 0.01
    assert made.after.f1 >= made.before.f1 - 0.01
    before, after = models.judges, made.models.judges
    assert after.version != before.version
    assert after.firsts is before.firsts
    for kind, second in after.seconds.items():
        assert second.killing == before.seconds[kind].killing
        assert second.roles["doer"] == before.seconds[kind].roles["doer"]
        assert second.roles["victim"].enough == before.seconds[kind].roles["victim"].enough
    assert adapt(models, own).models.judges.version == after.version


def test_too_few_people_teach_nothing(models: Models, learnt: list[MeasuredLesson]) -> None:
    with pytest.raises(TooFewPersonsError, match="at least 10 of each"):
        adapt(models, [(one.measured, "1") for one in learnt[:6]])
