"""Saved pages to documents: the text of an article, and what the page says about itself.

The text is read by resiliparse; `careful` reads it with trafilatura, which leaves more of the
page's furniture out. Measured on 181 pages (benchmarks/html_text.py): F1 .934 at 76 pages a
second, careful .960 at 42; most of the time goes into what the page says about itself, which
comes from trafilatura and htmldate: meta tags, JSON-LD, `<time>`, never a guess from the text.
"""

import codecs
import logging
import re
from typing import Any

import trafilatura
from msgspec import Struct
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import (
    bytes_to_str,
    detect_encoding,
    detect_mime,
    map_encoding_to_html5,
)
from trafilatura.metadata import extract_metadata

from vigil.intake.fetching.errors import RefusedError
from vigil.intake.fetching.guard import parse
from vigil.intake.language import UNKNOWN, clean_characters, identify
from vigil.intake.reports import check_published

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of one page. Real articles stay below one megabyte."""

DEPTH_LIMIT = 2_000
"""Elements open at once. Elements whose end may be left out, or that have none, do not count."""

MARKUP_LIMIT = 200_000
"""Tags of one page, counted by their brackets. Of 181 real pages none holds 3,300."""

_TAG = re.compile(
    r"<(/?)(?!(?:p|li|d[td]|t[rdh]|thead|tbody|tfoot|option|optgroup|br|hr|img|meta|link|input|"
    r"area|base|col|embed|source|track|wbr|param|html|head|body)[\s/>])[a-z][^>]*?(?<!/)>",
    re.IGNORECASE,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip

_BINARY = ("application/pdf", "application/zip", "application/gzip", "application/msword")

# They speak of every odd page on their own; what matters is in our remarks.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


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
    html, remarks = decode(content, charset)
    if "<" not in html:
        return _plain(html, remarks)
    _refuse_markup(html)
    text = clean_characters(_text(html, careful)).strip()
    if not text:
        raise BadDocumentError("the page holds no text")
    about = _metadata(html, url)
    published, remark = check_published(about.date or "")
    language = identify(text, about.language or "")
    return Document(
        text=text,
        title=clean_characters(about.title or "").strip(),
        published=published,
        canonical_url=_web_address(about.url or ""),
        outlet=clean_characters(about.sitename or "").strip(),
        language="" if language == UNKNOWN else language,
        remarks=tuple(filter(None, (*remarks, remark))),
    )


def decode(content: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Decode a page, and say what could not be decoded. Raises BadDocumentError for no text.

    A byte order mark decides; then UTF-8, if nearly all bytes beyond ASCII are UTF-8 (by
    chance they almost never are); then what server or page declare; then detection.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if not encoding:
        _refuse_binary(content)
        if _nearly_utf8(content):
            return _with_losses(content, content.decode("utf-8", "replace"), "utf-8")
        # Only the encodings of the web: Python knows others, which are no way to write a page.
        stated = map_encoding_to_html5(charset, fallback_utf8=False) or ""
        encoding = stated if stated and _decodes(content, stated) else ""
    encoding = encoding or detect_encoding(content, from_html_meta=True) or "cp1252"
    if _decodes(content, encoding):
        return content.decode(encoding), ()
    text = bytes_to_str(content, encoding, errors="replace", fallback_encodings=("cp1252",))
    return _with_losses(content, text, encoding)


def _with_losses(content: bytes, text: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    # Many a page holds U+FFFD itself: then the loss was its publisher's, long ago.
    if _decodes(content, encoding):
        return text, ()
    return text, (f"{text.count('\ufffd')} characters could not be decoded (as {encoding})",)


def _nearly_utf8(content: bytes) -> bool:
    """Tell whether bytes beyond ASCII are UTF-8, but for a broken one here and there."""
    if content.isascii():
        return False
    text = content.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - lost > 4 * lost


def _refuse_binary(content: bytes) -> None:
    # The detector answers "octet-stream" for many a real page, so only a NUL speaks against one.
    mime = detect_mime(content)
    if b"\0" in content[:4096] or mime.startswith(("image/", "audio/", "video/", *_BINARY)):
        raise BadDocumentError(f"it is {mime}, not a page of text")


def _refuse_markup(html: str) -> None:
    # Trees take memory by the tag: 300,000 links of 16 bytes, 640 MB and ten seconds.
    if html.count("<") > MARKUP_LIMIT:
        raise BadDocumentError(f"it holds more than {MARKUP_LIMIT:,} tags")
    # Extraction takes time with the square of the depth: 20,000 open elements, four seconds.
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
    try:
        return trafilatura.extract(html, include_comments=False, include_tables=True) or ""
    except Exception:  # broken markup, as below; the fast reader takes over
        return ""


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


def _metadata(html: str, url: str) -> Any:
    # A date later than now is let through here, so that we can say that we dropped it.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        return extract_metadata(html, default_url=url or None, date_config=dates, extensive=False)
    except Exception:
        # Broken markup makes the libraries fail in ways of their own (a failed assertion in lxml
        # for a page that is one <svg>). What such a page says of itself is lost, not its text.
        return trafilatura.settings.Document()


def _web_address(address: str) -> str:
    try:
        return str(parse(address).href) if address.startswith(("http://", "https://")) else ""
    except RefusedError:
        return ""
