"""What anybody may ask: addresses with known and unknown parameters, right and hostile values."""

import re
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

NUMBERS = (
    *("0", "-1", "1", "7", "1e9", "00", "+1", "1.0", "2019", "2147483648", "9" * 30, "٢٠١٩"),
    *("²", " 5"),
)
"""Whole numbers, and what looks like some."""
DAYS = (
    *("2019-03-07", "2019-03", "2019", "0000-00-00", "9999-12-31", "2019-02-30", "2019-W01-1"),
    *("20190307", "1992/2019", "-0001-01-01", "2019-13", "١٩٩٢-٠٣-٠٧", "0001-01-01"),
)
PLACES = (
    *("MEX", "COL", "none", "XXX", "mex", "MEX,COL", ",", "MEX,MEX", "-118,14,-86,33"),
    *("170,-20,-170,0", "nan,nan,nan,nan", "1,2,3", "1e400,0,0,0", "-180,-90,180,90"),
    *("0,0,0,0", "Guerrero"),
)
KEYS = (
    *("2019-03-07.6001", "-.6004", "2019-03-07.9999999999", "0000-00-00.1", "9999-12-31.1"),
    *("-.0", "2019-03-07.-1", "٢٠١٩-٠٣-٠٧.٦", "eyJhIjoxfQ==", "a.b", ".", "1", "V-6001"),
)
WORDS = (
    *("on", "true", "oldest", "firearm", "killing", "es", "ar", "en-GB", "xx", "journalist"),
    *("unknown", "amalia rios", "mueller", "محمد", "V-6000", "v6000", "=SUM(A1)", "%", "_"),
    *("\\", "'", '"', "a" * 101, "a" * 5_000, "\0", "\u202e", "\ufffe", "<b>", "%s", "{0}"),
    *("../..", "ﷺ" * 40, "́" * 60, "İ", "ß", "a b c d e f g h i j k l m n o p", "🕯"),
    *("\U0010ffff", "\n", "() { :; }"),
)
VALUES = (*NUMBERS, *DAYS, *PLACES, *KEYS, *WORDS)
STRANGE_NAMES = (
    *("contry", "", "Q", "q[]", "q ", "__class__", "page", "format", "callback", "é", "next"),
)

Query = list[tuple[str, str]]


def of_parameter(known: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return values for a parameter as the document tells it: those it names, and any other."""
    shape = known.get("schema", {})
    told = [*shape.get("enum", ()), *filter(None, [shape.get("example")])]
    likely = [st.sampled_from([str(one) for one in told])] if told else []
    return st.one_of(*likely, st.sampled_from(VALUES), st.text(max_size=12), st.integers().map(str))


def queries(parameters: list[dict[str, Any]]) -> st.SearchStrategy[Query]:
    """Return queries: most with known parameters, now and then twice or with an unknown one."""
    known = [
        st.tuples(st.just(one["name"]), of_parameter(one))
        for one in parameters
        if one["in"] == "query"
    ]
    strange = st.tuples(st.sampled_from(STRANGE_NAMES), st.sampled_from(VALUES))
    return st.lists(st.one_of(*known, strange) if known else strange, max_size=4)


def written(path: str, query: Query) -> str:
    """Write an address."""
    told = urlencode(query, errors="surrogatepass")
    return f"{path}?{told}" if told else path


MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of direction: whatever the path, without them it leads on (`address_middleware`)."""


def in_path(text: str) -> str:
    """Write a text as one step of a path."""
    text = MARKS.sub("", text)
    return quote(text.replace("/", "").strip(".") or "x", safe="", errors="surrogatepass")
