"""Lists of works: CSL-JSON, BibTeX and RIS, read and written."""

import json

from hypothesis import given
from hypothesis import strategies as st

from each import each
from vigil.outlook.reports.bibliography.exchange import read_works, written_works
from vigil.outlook.reports.bibliography.items import KINDS, TEXTS, clean_item, key_of

BIBTEX = r"""
@string{press = "River Press"}
@comment{ignored}
@article{lind2021,
  author = {Lind, Ada and {Institute of Ports} and Jos\'e {\~N}u{\~n}ez},
  title = {Ports and {Markets}: 50\% more},
  journal = "Journal of " # {Routes},
  volume = 4, number = {2}, pages = {10--19}, year = 2021, month = mar,
  doi = {https://doi.org/10.1234/ports},
}
@book(b1, title={A book}, publisher = press, year={2019}, editor={Okafor, N.})
"""
RIS = """TY  - RPRT
ID  - r1
AU  - Okafor, Nneka
AU  - Institute of Ports
TI  - Routes of goods
PY  - 2020/05/31/
PB  - Institute
SP  - 1
EP  - 9
UR  - https://example.org/a
Y2  - 2024/01/02
ER  -
"""


def test_bibtex_is_read():
    told = read_works(BIBTEX)
    assert told.problems == []
    (key, article), (second, book) = told.works
    assert (key, second) == ("lind2021", "b1")
    assert article == {
        "type": "article-journal",
        "title": "Ports and Markets: 50% more",
        "container-title": "Journal of Routes",
        "volume": "4",
        "issue": "2",
        "page": "10–19",
        "DOI": "10.1234/ports",
        "author": [
            {"family": "Lind", "given": "Ada"},
            {"literal": "Institute of Ports"},
            {"family": "Ñuñez", "given": "José"},
        ],
        "issued": {"date-parts": [[2021, 3]]},
    }
    assert book["publisher"] == "River Press"
    assert book["editor"] == [{"family": "Okafor", "given": "N."}]


def test_two_hyphens_of_bibtex_are_a_dash_except_in_an_address():
    text = "@book{a, title={Ports: 1974--2013}, year=2014, url={https://a.example/a--b}}"
    [(_key, item)] = read_works(text).works
    assert (item["title"], item["URL"]) == ("Ports: 1974–2013", "https://a.example/a--b")


def test_ris_is_read():
    told = read_works(RIS)
    assert told.problems == []
    ((key, item),) = told.works
    assert key == "r1"
    assert item["author"] == [
        {"family": "Okafor", "given": "Nneka"},
        {"literal": "Institute of Ports"},
    ]
    assert item["page"] == "1–9"
    assert item["issued"] == {"date-parts": [[2020, 5, 31]]}
    assert item["accessed"] == {"date-parts": [[2024, 1, 2]]}


def test_what_registries_answer_is_read():
    raw = {
        "type": "journal-article",
        "title": ["A <i>short</i> title"],
        "container-title": ["Routes"],
        "author": [{"family": "Lind", "given": "Ada", "affiliation": [], "sequence": "first"}],
        "issued": {"date-parts": [[2021, None, None]]},
        "DOI": "10.1234/x",
        "score": 1,
    }
    assert clean_item(raw) == {
        "type": "article-journal",
        "title": "A short title",
        "container-title": "Routes",
        "author": [{"family": "Lind", "given": "Ada"}],
        "issued": {"date-parts": [[2021]]},
        "DOI": "10.1234/x",
    }


@each(
    "case",
    [
        ("", 1, "nothing"),
        ("Only words", 1, "neither"),
        ("[\n{]", 2, "JSON"),
        ('[{"type": "book"}]', 1, "title"),
        ("[3]", 1, "not a work"),
        ("@book{a, title={x}, url={javascript:alert(1)}}", 1, "https://"),
        ("\n@book{a, title={x", 2, "brace"),
        ("@book{a, title={x}, doi={12}}", 1, "DOI"),
        ("@book{a, title=}", 1, "no value"),
        ("@book{a, title={\\sin x}}", 1, "\\sin"),
        ("@book{a, title={x}, year={2020}, month={14}}", 1, "no day"),
        ("TY  - BOOK\nTI  - x\n", 1, "no end"),
        ("TI  - x\nTY  - BOOK\nTI  - y\nER  - \n", 1, "before the beginning"),
    ],
    ids=lambda case: case[0],
)
def test_faults_are_named_with_their_line(case):
    text, line, why = case
    told = read_works(text)
    assert told.problems[0].line == line
    assert why in told.problems[0].why


def test_a_bad_entry_leaves_the_others():
    told = read_works("@book{a, title={}}\n@book{b, title={Good}}\n")
    assert [key for key, _item in told.works] == ["b"]
    assert [(one.line, one.key) for one in told.problems] == [(1, "a")]


LETTERS = st.characters(
    whitelist_categories=("Lu", "Ll", "Lo", "Nd", "Po", "Ps", "Pe", "Sm", "Sc"),
    blacklist_characters="<>",
    max_codepoint=0x2FFF,
)
WORDS = st.text(LETTERS, min_size=1, max_size=12)
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
NAME = st.text(st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x4FF), min_size=1)
PERSON = st.fixed_dictionaries({"family": NAME, "given": NAME}) | st.fixed_dictionaries(
    {"literal": NAME}
)
DAY = st.sampled_from([[2020], [1998, 2], [2024, 12, 31]]).map(lambda d: {"date-parts": [d]})
ITEM = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS), "title": LINE},
    optional={
        "author": st.lists(PERSON, min_size=1, max_size=4),
        "editor": st.lists(PERSON, min_size=1, max_size=2),
        "publisher": LINE,
        "publisher-place": LINE,
        "container-title": LINE,
        "volume": WORDS,
        "edition": WORDS,
        "issued": DAY,
        "accessed": DAY,
        "DOI": st.just("10.1234/a_b%c"),
        "URL": st.just("https://example.org/?a=1&b=~x#y"),
    },
)


@given(st.lists(ITEM, min_size=1, max_size=3), st.sampled_from(["json", "bib", "ris"]))
def test_what_is_written_is_read_again(items, form):
    rows = [(f"key{n}", item) for n, item in enumerate(items)]
    told = read_works(written_works(rows, form))
    assert told.problems == []
    assert told.works == [(key, clean_item(item)) for key, item in rows]


@given(st.text(max_size=300))
def test_no_text_breaks_a_reader(text):
    for told in (read_works(text), read_works(f"@{text}"), read_works(f"TY  - {text}")):
        assert told.works or told.problems


def test_csl_json_has_what_it_needs():
    told = json.loads(written_works([("a", clean_item({"type": "book", "title": "T"}))], "json"))
    assert told == [{"id": "a", "type": "book", "title": "T"}]
    assert set(TEXTS) >= {"title", "DOI"}


def test_keys_are_short_and_free():
    item = clean_item(
        {
            "type": "book",
            "title": "T",
            "author": [{"family": "Ñáñez Óh", "given": "A"}],
            "issued": {"date-parts": [[2020]]},
        }
    )
    assert key_of(item, []) == "nanez2020"
    assert key_of(item, ["nanez2020"]) == "nanez2020b"
