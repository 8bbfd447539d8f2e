"""Read notes and transcripts from files: Word documents, plain text, and WebVTT."""

from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext as _

from vigil.files import RefusedError, read_document
from vigil.outlook.consultations.transcripts import as_text, is_vtt, vtt_turns
from vigil.trust.access.errors import Unfit

ENDINGS: Final = (".docx", ".txt", ".vtt")
MOST_BYTES: Final = 5_000_000


def text_of_file(name: str, content: bytes) -> str:
    """Return the text of a file of notes. A transcript becomes paragraphs such as “Name: words”.

    Raises Unfit at `file` (another kind of file; too large; not readable as text).
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise Unfit(
            _("Take a file that ends in one of these: %(endings)s.")
            % {"endings": ", ".join(ENDINGS)},
            "file",
        )
    if len(content) > MOST_BYTES:
        raise Unfit(_("The file is too large."), "file")
    if ending == ".docx":
        return _of_document(content)
    text = _decoded(content)
    return as_text(vtt_turns(text)) if is_vtt(text) else text


def _of_document(content: bytes) -> str:
    """Return the text of a Word document, a paragraph apart. Raises Unfit."""
    try:
        document = read_document(content)
    except RefusedError as error:
        raise Unfit(
            _("This Word document cannot be read. Save it as plain text, and choose that."), "file"
        ) from error
    return "\n\n".join(one.text for one in document.paragraphs if one.text.strip())


def _decoded(content: bytes) -> str:
    """Return bytes as text: UTF-8, or UTF-16 with its mark. Raises Unfit."""
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise Unfit(
            _("The file cannot be read as text. Save it as UTF-8, and choose it again."), "file"
        ) from error
