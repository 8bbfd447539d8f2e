"""The text of .docx files: what is read, what is left out, and what is refused."""

import io
import zipfile

import pytest

from each import each
from files.docx_files import docx, p, part, r, rels
from vigil.files import Reason, RefusedError, read_document
from vigil.files.word_documents import DocumentLink, is_kept_link


def test_headings_come_by_style_and_by_what_it_is_based_on():
    told = read_document(
        docx(
            p(r("The title"), style="Ttl")
            + p(r("First"), style="H1")
            + p(r("Second"), style="Own")
            + p(r("Outlined"), properties='<w:outlineLvl w:val="1"/>')
            + p(r("A point"), style="LB")
            + p(r("Plain"))
        )
    )
    assert [(one.text, one.style, one.level, one.listed) for one in told.paragraphs] == [
        ("The title", "title", 0, False),
        ("First", "heading 1", 1, False),
        ("Second", "chapter", 1, False),
        ("Outlined", "", 2, False),
        ("A point", "list bullet", 0, True),
        ("Plain", "", 0, False),
    ]


def test_tracked_changes_are_read_as_accepted():
    gone = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
    ended = "<w:rPr><w:del/></w:rPr>"
    told = read_document(
        docx(
            p(r("It is "), f"<w:ins>{r('new')}</w:ins>", gone, r("."))
            + p(r("Joined "), properties=ended)
            + p(r("with this"))
        )
    )
    assert [one.text for one in told.paragraphs] == ["It is new.", "Joined with this"]
    assert told.tracked == 3


def test_bookmarks_notes_comments_and_tables_come():
    notes = part("footnotes", f'<w:footnote w:id="2">{p(r("See there."))}</w:footnote>')
    comments = part("comments", f'<w:comment w:id="7" w:author="N.">{p(r("Why?"))}</w:comment>')
    body = (
        '<w:p><w:bookmarkStart w:id="1" w:name="_pabc"/>'
        + r("Word")
        + '<w:r><w:footnoteReference w:id="2"/></w:r>'
        + r(" more")
        + '<w:r><w:commentReference w:id="7"/></w:r></w:p>'
        + f"<w:tbl><w:tr><w:tc>{p(r('Cell'))}</w:tc></w:tr></w:tbl>"
    )
    more = {"word/footnotes.xml": notes, "word/comments.xml": comments}
    first, cell = read_document(docx(body, more)).paragraphs
    assert first.text == "Word more"
    assert first.marks == ["_pabc"]
    assert [(one.at, one.text) for one in first.notes] == [(4, "See there.")]
    assert first.comments == ["Why?"]
    assert cell.in_table
    assert cell.text == "Cell"


def test_links_keep_three_schemes_and_the_rest_is_listed():
    links = rels(
        {
            "a": ("hyperlink", "https://example.org/a"),
            "b": ("hyperlink", "javascript:alert(1)"),
            "c": ("hyperlink", "file:///etc/passwd"),
        },
        outside=True,
    )
    body = p(
        *(f'<w:hyperlink r:id="{one}">{r(one)}</w:hyperlink>' for one in "abc"),
        '<w:r><w:instrText>HYPERLINK "vbscript:x"</w:instrText></w:r>',
    )
    told = read_document(docx(body, links=links))
    assert told.paragraphs[0].text == "abc"
    assert told.paragraphs[0].links == [DocumentLink("a", "https://example.org/a")]
    assert told.removed_links == ["javascript:alert(1)", "file:///etc/passwd", "vbscript:x"]


@each(
    "case",
    [
        ("https://example.org", True),
        ("MAILTO:a@example.org", True),
        (" http://example.org", True),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://[", False),
    ],
)
def test_only_three_schemes_are_kept(case):
    url, kept = case
    assert is_kept_link(url) is kept


def test_what_is_no_text_is_left_out_and_named():
    body = p(r("Seen"), r("hidden", "<w:vanish/>"), "<w:r><w:drawing/></w:r>")
    told = read_document(docx(body, {"word/vbaProject.bin": b"x", "word/embeddings/a.bin": b"x"}))
    assert told.paragraphs[0].text == "Seen"
    assert told.left_out == ["hidden", "macros", "objects", "pictures"]


_ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
_DEEP = "<w:ins>" * 400 + r("x") + "</w:ins>" * 400
_BODY = f"<w:body>{p(r('x'))}</w:body>"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@each(
    "case",
    [
        (lambda: b"", Reason.EMPTY),
        (lambda: b"%PDF-1.7", Reason.KIND),
        (lambda: _OLE + b" an old .doc", Reason.KIND),
        (lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        (lambda: b"PK\x03\x04 broken", Reason.DAMAGED),
        (lambda: _archive({"a.txt": b"x"}), Reason.KIND),
        (lambda: _with_document(_ENTITY), Reason.DAMAGED),
        (lambda: _with_document(_LAUGHS), Reason.DAMAGED),
        (lambda: docx(p(_DEEP)), Reason.DAMAGED),
        (lambda: docx("", {"word/styles.xml": " " * (25 * 1024 * 1024)}), Reason.BYTES),
        (lambda: docx("", {f"word/{n}.xml": "" for n in range(5_001)}), Reason.BYTES),
    ],
    ids=lambda case: case[1],
)
def test_hostile_files_are_refused(case):
    make, reason = case
    with pytest.raises(RefusedError) as refused:
        read_document(make())
    assert refused.value.reason is reason


@pytest.mark.apart
def test_a_document_is_read_in_a_process_of_its_own():
    assert read_document(docx(p(r("Word")))).paragraphs[0].text == "Word"


def _with_document(before: str) -> bytes:
    return docx("", {"word/document.xml": part("document", _BODY, before)})


def _archive(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()
