"""Saved pages to documents: the text of an article, and what the page says about itself.

The text is read by resiliparse; `careful` reads it with trafilatura, which leaves more of the
page's furniture out and takes twenty times as long: fit for what is kept, after the fast text was
screened. What a page says about itself comes from its tags alone (`intake.declared`); a careful
reading asks htmldate, through trafilatura, where they name no date. Measured on 181 pages
(benchmarks/html_text.py): F1 .934 fast, .960 careful.
"""

import codecs
import contextlib
import ctypes
import logging
import re
from functools import cache

from msgspec import Struct
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import (
    bytes_to_str,
    detect_encoding,
    detect_mime,
    map_encoding_to_html5,
)

from vigil.reading.intake.fetching.errors import RefusedError
from vigil.reading.intake.fetching.guard import parse
from vigil.reading.intake.language import UNKNOWN, clean_characters, identify
from vigil.reading.intake.page_metadata import read_page_metadata
from vigil.reading.intake.report_files import check_published

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of one page. Real articles stay below one megabyte."""

DEPTH_LIMIT = 2_000
"""Elements open at once. Elements whose end may be left out, or that have none, do not count."""

MARKUP_LIMIT = 50_000
"""Tags of one page, counted by their brackets. Of 181 real pages none holds 3,300.

A careful reading takes time with their square: three seconds for these, 22 for 180,000.
"""

REMEMBERED = 5_000_000
"""Bytes of pages read with care after which what the libraries remember of them is given up."""

_TAG = re.compile(
    r"<(/?)(?!(?:p|li|d[td]|t[rdh]|thead|tbody|tfoot|option|optgroup|br|hr|img|meta|link|input|"
    r"area|base|col|embed|source|track|wbr|param|html|head|body)[\s/>])[a-z][^>]{0,2000}+(?<!/)>",
    re.IGNORECASE,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip

_BINARY = ("application/pdf", "application/zip", "application/gzip", "application/msword")


class Document(Struct, frozen=True, kw_only=True):
    """An article as its page has it. Every part but `text` may be empty.

    `published` is an ISO date, `language` a BCP 47 primary tag, `remarks` what was left out
    or could not be read, each a sentence.
    """

    text: str
    title: str = ""
    published: str = ""
    canonical_url: str = ""
    outlet: str = ""
    language: str = ""
    remarks: tuple[str, ...] = ()


class BadDocumentError(ValueError):
    """A page from which nothing can be read; its text is the reason, fit to show."""


def read_document(
    content: bytes, *, url: str = "", charset: str = "", careful: bool = False
) -> Document:
    """Read an HTML page, or plain text, as it was stored.

    `url` is where it was found, `charset` what the server said of its encoding. Raises
    BadDocumentError.
    """
    if len(content) > SIZE_LIMIT:
        raise BadDocumentError(f"the page is {len(content):,} bytes; the limit is {SIZE_LIMIT:,}")
    try:
        return _read(content, url, charset, careful)
    finally:
        if careful:
            _remembered.add(len(content))


class _Remembered:
    """Gives back what the libraries remember of pages: 200 MB for one page of two megabytes."""

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, size: int) -> None:
        """Count a page, and give everything back when there were enough."""
        self._bytes += size
        if self._bytes < REMEMBERED:
            return
        self._bytes = 0
        from trafilatura.meta import reset_caches

        reset_caches()
        with contextlib.suppress(OSError, AttributeError):  # only the GNU library has it
            ctypes.CDLL(None).malloc_trim(0)


_remembered = _Remembered()


def _read(content: bytes, url: str, charset: str, careful: bool) -> Document:
    html, remarks = decode(content, charset)
    if "<" not in html:
        return _plain(html, remarks)
    _refuse_markup(html)
    text = clean_characters(_text(html, careful)).strip()
    if not text:
        raise BadDocumentError("the page holds no text")
    about = read_page_metadata(html, url)
    published, remark = check_published(about.date or (_sought_date(html, url) if careful else ""))
    language = identify(text, about.language)
    return Document(
        text=text,
        title=clean_characters(about.title).strip(),
        published=published,
        canonical_url=_web_address(about.canonical or url),
        outlet=clean_characters(about.outlet).strip(),
        language="" if language == UNKNOWN else language,
        remarks=tuple(filter(None, (*remarks, remark))),
    )


def decode(content: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Decode a page, and say what could not be decoded. Raises BadDocumentError for no text.

    A byte order mark decides; then ASCII and UTF-8, if nearly all bytes beyond ASCII are UTF-8
    (by chance they almost never are); then what server or page declare; then detection.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if not encoding:
        _refuse_binary(content)
        if (read := _as_utf8(content)) is not None:
            return read
        # Only the encodings of the web: Python knows others, which are no way to write a page.
        stated = map_encoding_to_html5(charset, fallback_utf8=False) or ""
        encoding = stated if stated and _decodes(content, stated) else ""
    encoding = encoding or detect_encoding(content, from_html_meta=True) or "cp1252"
    if _decodes(content, encoding):
        return content.decode(encoding), ()
    text = bytes_to_str(content, encoding, errors="replace", fallback_encodings=("cp1252",))
    return text, _lost(text, encoding)


def _as_utf8(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Read a page whose bytes beyond ASCII are UTF-8, but for a broken one here and there.

    ASCII is UTF-8, unless it holds the escapes by which the Japanese and Korean encodings of old
    leave it.
    """
    if content.isascii() and b"\x1b" in content:
        return None
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return (text, _lost(text, "utf-8")) if beyond - lost > 4 * lost else None


def _lost(text: str, encoding: str) -> tuple[str, ...]:
    return (f"{text.count('\ufffd')} characters could not be decoded (as {encoding})",)


def _refuse_binary(content: bytes) -> None:
    # The detector answers "octet-stream" for many a real page, so only a NUL speaks against one.
    mime = detect_mime(content[:4096])
    if b"\0" in content[:4096] or mime.startswith(("image/", "audio/", "video/", *_BINARY)):
        raise BadDocumentError(f"it is {mime}, not a page of text")


def _refuse_markup(html: str) -> None:
    tags = html.count("<")
    if tags > MARKUP_LIMIT:
        raise BadDocumentError(f"it holds more than {MARKUP_LIMIT:,} tags")
    # Extraction takes time with the square of the depth: 20,000 open elements, four seconds.
    # Most pages hold too few tags to be so deep, and need no count of what is open.
    if tags - html.count("</") <= DEPTH_LIMIT:
        return
    depth = 0
    for tag in _TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEPTH_LIMIT:
            raise BadDocumentError(f"its elements are nested more than {DEPTH_LIMIT:,} deep")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _plain(text: str, remarks: tuple[str, ...]) -> Document:
    text = clean_characters(text).strip()
    if not text:
        raise BadDocumentError("the page holds no text")
    language = identify(text)
    return Document(text=text, language="" if language == UNKNOWN else language, remarks=remarks)


def _text(html: str, careful: bool) -> str:
    careful_text = _trafilatura(html) if careful else ""
    if careful_text:
        return careful_text
    main = _resiliparse(html, main=True)
    # A page that is nothing but its article may look like having no main part.
    return main if main.strip() else _resiliparse(html, main=False)


def _trafilatura(html: str) -> str:
    # Imported here, because it takes half a second, and only what is kept is read with care.
    import trafilatura

    _hush()
    try:
        return trafilatura.extract(html, include_comments=False, include_tables=True) or ""
    except Exception:  # broken markup, as below; the fast reader takes over
        return ""


def _sought_date(html: str, url: str) -> str:
    """Return the date that htmldate finds in elements and their text, where no tag declares one."""
    from trafilatura.metadata import extract_metadata

    _hush()
    # A date later than now is let through here, so that we can say that we dropped it.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        about = extract_metadata(html, default_url=url or None, date_config=dates, extensive=False)
    except Exception:
        # Broken markup makes the libraries fail in ways of their own (a failed assertion in lxml
        # for a page that is one <svg>). What such a page says of itself is lost, not its text.
        return ""
    return str(about.date or "")


@cache
def _hush() -> None:
    # They speak of every odd page on their own; what matters is in our remarks.
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


def _resiliparse(html: str, *, main: bool) -> str:
    return str(
        extract_plain_text(
            html,
            main_content=main,
            comments=False,
            post_meta=False,
            list_bullets=False,
            alt_texts=False,
        )
    )


def _web_address(address: str) -> str:
    try:
        return str(parse(address).href) if address.startswith(("http://", "https://")) else ""
    except RefusedError:
        return ""
