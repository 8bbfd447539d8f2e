from vigil.reading.engines.linking.account_reading import whole_report
from vigil.reading.records import Report


def test_a_whole_report_is_keyed_by_its_title_or_first_sentence() -> None:
    assert whole_report(Report(id="a", text="x", title="Shots")).key == "a#title:0-5"
    assert whole_report(Report(id="a", text=" Shots fired. Then")).key == "a#text:1-13"
    assert whole_report(Report(id="a", text="")).key == "a#text:0-0"
