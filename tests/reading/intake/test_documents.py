"""Saved pages: text, title, date, outlet and language; and pages that mean harm or are broken."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.intake import documents
from vigil.reading.intake.documents import (
    DEPTH_LIMIT,
    SIZE_LIMIT,
    BadDocumentError,
    Document,
    decode,
    read_document,
)

PARAGRAPHS = [
    "El alcalde de San Isidro fue asesinado a tiros el lunes por la noche frente a su casa.",
    "Dos hombres en motocicleta dispararon contra él cuando bajaba de su vehículo, según vecinos.",
    "La fiscalía del estado abrió una investigación y no descarta la pista del crimen organizado.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(head: str = "", body: str = "", language: str = "es") -> bytes:
    return (
        f'<!doctype html><html lang="{language}"><head><title>Matan al alcalde</title>{head}</head>'
        f"<body><nav><a href='/'>Inicio</a> <a href='/deportes'>Deportes</a></nav>"
        f"<article><h1>Matan al alcalde</h1>{BODY}{body}</article>"
        f"<footer>Todos los derechos reservados</footer></body></html>"
    ).encode()


@pytest.mark.parametrize("careful", [False, True])
def test_an_article_is_read(careful: bool) -> None:
    head = (
        '<link rel="canonical" href="https://eldia.example.org/2024/05/alcalde">'
        '<meta property="og:site_name" content="El Día">'
        '<meta property="article:published_time" content="2024-05-07T21:30:00-05:00">'
    )
    document = read_document(
        page(head), url="https://eldia.example.org/x?from=feed", careful=careful
    )
    assert all(paragraph in document.text for paragraph in PARAGRAPHS)
    assert "Deportes" not in document.text
    assert "derechos reservados" not in document.text
    assert document.title == "Matan al alcalde"
    assert document.published == "2024-05-07"
    assert document.outlet == "El Día"
    assert document.canonical_url == "https://eldia.example.org/2024/05/alcalde"
    assert document.language == "es"
    assert document.remarks == ()


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2024-05-07">',
        '<meta itemprop="datePublished" content="2024-05-07T10:00:00Z">',
        '<script type="application/ld+json">'
        + json.dumps({"@type": "NewsArticle", "datePublished": "2024-05-07T10:00:00Z"})
        + "</script>",
    ],
)
def test_the_date_is_found_where_pages_state_it(head: str) -> None:
    assert read_document(page(head)).published == "2024-05-07"


def test_the_date_is_found_in_a_time_element() -> None:
    body = '<time datetime="2024-05-07T10:00:00Z" pubdate>7 de mayo</time>'
    assert read_document(page(body=body)).published == "2024-05-07"


def test_a_careful_reading_also_looks_for_the_date_in_elements() -> None:
    content = page(body='<span class="published-date">May 7, 2024</span>')
    assert read_document(content, careful=True).published == "2024-05-07"
    assert read_document(content).published == ""


def test_what_the_page_says_of_its_language_holds_where_the_text_does_not_tell() -> None:
    assert read_document(b"<html lang='pt-BR'><p>Morto a tiros").language == "pt"
    assert read_document(page(language="en")).language == "es"


def test_a_page_without_a_date_gets_none() -> None:
    assert read_document(page()).published == ""


def test_a_date_in_the_future_is_dropped_and_said() -> None:
    document = read_document(page('<meta property="article:published_time" content="2091-01-01">'))
    assert document.published == ""
    assert "2091-01-01 lies in the future" in " ".join(document.remarks)


def test_scripts_and_styles_give_no_text() -> None:
    body = (
        "<script>var secret = 'SCRIPTED';</script><style>.x{content:'STYLED'}</style>"
        "<noscript>NOSCRIPT</noscript><!-- COMMENTED --><template>TEMPLATE</template>"
        "<p onclick=\"alert('CLICKED')\">Un vecino lo vio.</p>"
        "<iframe srcdoc='<p>FRAMED</p>'></iframe><svg><script>SVGSCRIPT</script></svg>"
    )
    for careful in (False, True):
        text = read_document(page(body=body), careful=careful).text
        assert "Un vecino lo vio." in text
        for word in ("SCRIPTED", "STYLED", "NOSCRIPT", "COMMENTED", "CLICKED", "FRAMED", "SVGS"):
            assert word not in text


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (page(), ""),
        (page(), "iso-8859-1"),
        (b"\xef\xbb\xbf" + page(), ""),
        (page().decode().encode("utf-16"), ""),
        (page().decode().encode("cp1252"), "windows-1252"),
        (page('<meta charset="windows-1252">').decode().encode("cp1252"), ""),
        (page('<meta charset="utf-8">').decode().encode("cp1252"), "utf-8"),
        (page().decode().encode("cp1252"), ""),
        (page().decode().encode("cp1252"), "no-such-encoding"),
    ],
)
def test_encodings(content: bytes, charset: str) -> None:
    document = read_document(content, charset=charset)
    assert "según vecinos" in document.text
    assert "fiscalía" in document.text


def test_encodings_that_look_like_ascii_are_not_taken_for_it() -> None:
    content = "<p>組合の指導者が自宅前で撃たれた。</p>".encode("iso-2022-jp")
    assert content.isascii()
    assert "組合の指導者" in read_document(content, charset="iso-2022-jp").text


def test_quotation_marks_of_windows_survive() -> None:
    content = "<p>El vecino dijo “no vi nada” — y cerró la puerta de su casa.</p>".encode("cp1252")
    for charset in ("", "windows-1252", "iso-8859-1"):
        assert "“no vi nada” — y cerró" in read_document(content, charset=charset).text


def test_what_cannot_be_decoded_is_said() -> None:
    text, remarks = decode("Año — ".encode() * 20 + b"\xff\xe1", "windows-1252")
    assert text.startswith("Año — Año")
    assert remarks == ("2 characters could not be decoded (as utf-8)",)
    assert decode("Año \ufffd".encode())[1] == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no text"),
        (b"   \n ", "holds no text"),
        (b"<html><body><script>x()</script></body></html>", "holds no text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a page of text"),
        (b"text with\0 a zero", "not a page of text"),
        (b"<p>" + b"x" * SIZE_LIMIT, "the limit is"),
        (b"<div>" * 40_000 + b"deep", "nested more than"),
        (b"<b>" * (DEPTH_LIMIT + 1) + b"deep", "nested more than"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(BadDocumentError, match=reason):
        read_document(content)


def test_long_pages_of_flat_elements_are_not_deep() -> None:
    rows = "".join(f"<li>Nombre {n}<br><p>Texto<td>x" for n in range(5_000))
    assert "Nombre 4999" in read_document(f"<ul>{rows}".encode()).text


def test_plain_text_is_its_own_text() -> None:
    text = " ".join(PARAGRAPHS)
    assert read_document(text.encode()) == Document(text=text, language="es")


def test_a_canonical_address_that_is_none_is_not_taken() -> None:
    for address in ("javascript:alert(1)", "file:///etc/passwd", "http://[", "/relative"):
        document = read_document(page(f'<link rel="canonical" href="{address}">'))
        assert document.canonical_url == ""


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "utf-16", "latin-1", "x\0y", "idna"]))
def test_any_bytes_are_read_or_refused(content: bytes, charset: str) -> None:
    for wrapped in (content, b"<html><p>" + content + b"</p>"):
        try:
            document = read_document(wrapped, charset=charset)
        except BadDocumentError:
            continue
        assert document.text
        document.text.encode()


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div", ">", "<table>", "<tr>", "</", "<script>", "x=1", '"', "<!--",
             "-->", "<![CDATA[", "]]>", "&#0;", "&amp", "<svg>", "<title>", "<meta ", "texto ",
             'property="article:published_time" ', 'content="2091-01-01" ', "<time datetime="]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_broken_markup_is_read_or_refused(parts: list[str]) -> None:
    with contextlib.suppress(BadDocumentError):
        assert read_document("".join(parts).encode()).text


def test_what_the_libraries_remember_of_pages_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from trafilatura.utils import trim

    for most, remembered in ((10**9, True), (1, False)):
        monkeypatch.setattr(documents, "REMEMBERED", most)
        read_document(page(), careful=True)
        assert bool(trim.cache_info().currsize) is remembered
