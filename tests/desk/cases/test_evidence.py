"""What the desk shows of a report beside its evidence."""

from vigil.casefile.models import Account, Report
from vigil.desk.cases.evidence import ReportWithEvidence
from vigil.reading.codebook import current


def mark(field: str, value: str, other: str, text: str) -> dict[str, object]:
    reader = "llm-small-p1-0a1b2c3d"
    return {"field": field, "value": value, "other": other, "text": text, "reader": reader}


def test_where_two_readers_differ_people_see_both_and_the_words() -> None:
    marks = [
        mark("/victims/0/age", "41", "34", "34"),
        mark("/method", "firearm", "blade", "stabbed"),
        mark("/killed", "1", "2", "two"),
        mark("/victims", "Helena Prado", "Otto Brandt", "Otto Brandt"),
    ]
    read = Account(record={"disagreements": marks})
    before = Account(record={"disagreements": marks}, superseded=True)
    shown = ReportWithEvidence(Report(), [read, before, Account(record={})], book=current())
    age, method, killed, person = shown.disagreements
    assert age == (
        "The two readers differ on Age: “41”, but llm-small-p1-0a1b2c3d reads “34” in “34”."
    )
    assert "“firearm”" in method
    assert "“stabbed”" in method
    assert killed.startswith("The two readers differ on Number killed: “1”")
    assert person == (
        "Only llm-small-p1-0a1b2c3d reads that “Otto Brandt” was attacked, in “Otto Brandt”."
    )
