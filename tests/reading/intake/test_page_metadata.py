"""What pages declare of themselves, in the ways they do; and pages made to take long."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake.page_metadata import PageMetadata, read_page_metadata


def linked(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Matan al alcalde",
    "datePublished": "2024-05-07T21:30:00-05:00",
    "publisher": {"@type": "Organization", "name": "El Día"},
}


@pytest.mark.parametrize(
    "html",
    [
        '<meta property="og:title" content="Matan al alcalde">',
        "<META CONTENT='Matan al alcalde' NAME=twitter:title>",
        "<title>Matan al alcalde - El Día</title>",
        "<title>eldia.example | Matan al alcalde</title><h1>Uno</h1><h1>Dos</h1>",
        "<title>El Día</title><h1 class=x>Matan  al <b>alcalde</b></h1>",
        "<title>El Día</title>" + linked(ARTICLE),
        "<title>El Día</title>" + linked({"@graph": [{"@type": "WebSite"}, ARTICLE]}),
        "<title>El Día</title>" + linked([ARTICLE]),
        '<meta property="og:title" content="Matan &#97;l alcalde"><h1>Otra cosa</h1>',
    ],
)
def test_titles(html: str) -> None:
    assert read_page_metadata(html).title == "Matan al alcalde"


@pytest.mark.parametrize(
    "html",
    [
        '<meta property="article:published_time" content="2024-05-07T21:30:00-05:00">',
        '<meta content="2024/05/07" name="pubdate">',
        '<meta name="DC.date.issued" content="20240507">',
        '<meta name="date" content="Tue, 07 May 2024 10:00:00 GMT">',
        '<meta itemprop="datePublished" content="2024-5-7 10:00">',
        '<time pubdate datetime="2024-05-07">7 de mayo</time><time datetime="2024-05-01">',
        '<time datetime="2024-05-09">cambiado</time><time datetime="2024-05-07T10:00">',
        linked(ARTICLE),
        linked([{"@type": "ClaimReview", "datePublished": "2023-01-01"}, ARTICLE]),
        linked({"@type": "ClaimReview", "datePublished": "2024-05-07"}),
        '<script type="application/ld+json">{"datePublished": "2024-05-07T10:00", </script>',
        '<link rel="canonical" href="https://eldia.example/2024/05/07/alcalde">'
        '<meta name="date" content="2024-05-09">',
    ],
)
def test_dates(html: str) -> None:
    assert read_page_metadata(html).date == "2024-05-07"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Murió el 2024-05-07 a las 10:00</p>",
        '<!-- <meta name="date" content="2024-05-07"> -->',
        '<script>var x = \'<meta name="date" content="2024-05-07">\'</script>',
        "<style>/* <time datetime='2024-05-07'> */</style>",
        '<meta name="date" content="2024-13-45">',
        '<meta name="date" content="mañana">',
        '<meta name="article:modified_time" content="2024-05-07">',
        '<meta name="date" content="120240507123456789">',
    ],
)
def test_what_declares_no_date(html: str) -> None:
    assert read_page_metadata(html).date == ""


def test_outlet_address_and_language() -> None:
    page = read_page_metadata(
        '<html lang="es-MX"><link href="https://eldia.example/a" rel="CANONICAL nofollow">'
        '<meta property="og:site_name" content="El Día"><meta name="publisher" content="Otro">'
    )
    assert (page.outlet, page.canonical, page.language) == (
        "El Día", "https://eldia.example/a", "es-MX",
    )  # fmt: skip
    assert read_page_metadata(linked(ARTICLE)).outlet == "El Día"
    assert read_page_metadata("<p>x", "https://www.eldia.example/a").outlet == "eldia.example"
    assert read_page_metadata(
        '<meta property="og:url" content="https://e.example/b">'
    ).canonical == ("https://e.example/b")


@pytest.mark.parametrize(
    "html",
    [
        "<meta " * 190_000,
        '<meta "' * 190_000,
        ("<meta " + "a" * 7_000 + ">") * 1_400,
        ("<meta a" + " " * 7_000 + ">") * 1_400,
        ("<meta " + 'a="b" ' * 1_000 + ">") * 1_600,
        "<!--" * 190_000,
        "<title>" + "<" * 190_000 + "</title>",
        '<script type="application/ld+json">' + "[" * 190_000 + "</script>",
    ],
    ids=range(8),
)
def test_no_page_takes_long(html: str) -> None:
    began = time.process_time()
    read_page_metadata(html)
    assert time.process_time() - began < 10  # a minute or an hour, where one goes back and back


@given(
    st.lists(
        st.sampled_from(
            ["<meta ", 'name="date" ', 'content="2024-05-07" ', ">", "<time datetime=", "'", '"',
             "<script type='application/ld+json'>", '{"@type":', '["NewsArticle"]', ",", "}", "[",
             '"headline": null', '"publisher": {"name": 3}', "</script>", "<title>", "</title>",
             "<h1>", "</h1 >", "<!--", "-->", "&#0;", "&amp", "texto ", "<link rel=canonical href="]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_markup_is_read(parts: list[str]) -> None:
    assert isinstance(read_page_metadata("".join(parts)), PageMetadata)
