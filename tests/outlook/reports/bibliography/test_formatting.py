"""References as they are printed, in the languages of the site."""

from django.utils.translation import override

from each import each
from vigil.outlook.reports.bibliography.citing import CitedWorks, bibliography_of, note_text
from vigil.outlook.reports.bibliography.formatting import full_reference, short_reference
from vigil.outlook.reports.bibliography.items import clean_item

LIND = {"family": "Lind", "given": "Ada"}
OKAFOR = {"family": "Okafor", "given": "Nneka"}
INSTITUTE = {"literal": "Institute of Ports"}
YEAR = {"date-parts": [[2020]]}
DAY = {"date-parts": [[2020, 5, 3]]}


def made(kind, **values):
    return clean_item({"type": kind, "title": "Routes of goods: a survey", **values})


@each(
    "case",
    [
        (
            made("book", author=[LIND, OKAFOR], issued=YEAR, publisher="Press"),
            "Lind, Ada and Nneka Okafor. 2020. Routes of goods: a survey. Press.",
        ),
        (
            made(
                "article-journal",
                author=[LIND, OKAFOR, INSTITUTE],
                issued=YEAR,
                **{"container-title": "Ports", "volume": "4", "issue": "2", "page": "1–9"},
            ),
            "Lind, Ada, Nneka Okafor and Institute of Ports. 2020. “Routes of goods: a survey.” "
            "Ports 4 (2): 1–9.",
        ),
        (
            made("article-newspaper", issued=DAY, **{"container-title": "The Daily"}),
            "“Routes of goods: a survey.” 2020. The Daily, 3 May 2020.",
        ),
        (
            made("webpage", author=[INSTITUTE], accessed=DAY, URL="https://example.org/a"),
            "Institute of Ports. n.d. “Routes of goods: a survey.” Retrieved 3 May 2020.",
        ),
        (
            made("chapter", editor=[LIND], issued=YEAR, page="3", **{"container-title": "All"}),
            "Lind, Ada, ed. 2020. “Routes of goods: a survey.” In All, 3.",
        ),
        (
            made("report", author=[LIND] + [OKAFOR] * 6, issued=YEAR, number="No. 4"),
            "Lind, Ada, Nneka Okafor, Nneka Okafor et al. 2020. Routes of goods: a survey. No. 4.",
        ),
        (
            made("legislation", number="Law 12", publisher="Parliament"),
            "Routes of goods: a survey. n.d. Law 12. Parliament.",
        ),
        (
            made("dataset", author=[INSTITUTE], issued=YEAR, edition="v2"),
            "Institute of Ports. 2020. Routes of goods: a survey. v2. Data set.",
        ),
    ],
    ids=lambda case: case[0]["type"],
)
def test_a_reference_of_each_kind(case):
    item, text = case
    with override("en"):
        assert full_reference(item) == text


def test_short_references():
    with override("en"):
        assert short_reference(made("book", author=[LIND], issued=YEAR)) == (
            "Lind 2020, “Routes of goods”"
        )
        assert short_reference(made("book", author=[LIND, OKAFOR])).startswith(
            "Lind and Okafor n.d."
        )
        assert short_reference(made("book", author=[LIND] * 3)).startswith("Lind et al. n.d.")
        assert short_reference(made("book", issued=YEAR)) == "“Routes of goods” 2020"


def test_repeated_notes_become_short():
    about = {"item": "u1", "text": "Lind. 2020. Routes.", "short": "Lind 2020, “Routes”"}
    works = CitedWorks()

    def cited(note, **more):
        told = {**about, **more}
        row = {"key": "l", "note": note, "about": told, "label": note_text(told)}
        return works.shortened([row])[0]["label"]

    assert cited(None) == "Lind. 2020. Routes."
    assert cited(1, pages="p. 3") == "Lind. 2020. Routes, p. 3."
    assert cited(2, pages="p. 4", before="See") == "See Lind 2020, “Routes”, p. 4."
    assert cited(3) == "Lind 2020, “Routes”."


def test_the_bibliography_is_alphabetical_and_lists_each_work_once():
    def basis(label, **about):
        return {"kind": "literature", "label": label, "about": about}

    paragraphs = [
        {"bases": [basis("b", item="1", text="“Beta.” 2020.", url="https://doi.org/10.1234/b")]},
        {"bases": [basis("x", item="1", text="“Beta.” 2020."), {"kind": "cases", "about": {}}]},
        {"bases": [basis("Alpha (2019). Old.", author="Alpha")]},
    ]
    told = bibliography_of([{"paragraphs": paragraphs}], {"1": "beta2020"})
    assert [(one["key"], one["text"]) for one in told] == [
        ("", "Alpha (2019). Old."),
        ("beta2020", "“Beta.” 2020."),
    ]
