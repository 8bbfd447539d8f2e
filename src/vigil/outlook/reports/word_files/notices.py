"""What of a .docx file does not come along, in sentences for the person who uploaded it."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vigil.files.word_documents import TextDocument

_LEFT_OUT: Final[Mapping[str, str | Promise]] = {
    "pictures": gettext_lazy("Pictures were left out. Add them among the pictures of the report."),
    "objects": gettext_lazy("Embedded objects were left out."),
    "macros": gettext_lazy("Macros were left out."),
    "hidden": gettext_lazy("Hidden text was left out."),
    "boxes": gettext_lazy("Text boxes were left out. Move their text into paragraphs."),
    "formulas": gettext_lazy("Formulas were left out."),
}


def notices_of(document: TextDocument) -> list[str]:
    """Return what was left out of a file, its removed links, and its comments."""
    return list(_notices(document))


def _notices(document: TextDocument) -> Iterator[str]:
    if document.tracked:
        said = ngettext(
            "%(n)d tracked change is read as accepted.",
            "%(n)d tracked changes are read as accepted.",
            document.tracked,
        )
        yield said % {"n": document.tracked}
    for name in document.left_out:
        yield str(_LEFT_OUT.get(name, name))
    if any(one.in_table for one in document.paragraphs):
        yield _("Tables were read as paragraphs, cell by cell.")
    for url in document.removed_links:
        yield _("The link “%(url)s” was removed: only http, https and mailto are kept.") % {
            "url": url
        }
    for one in document.paragraphs:
        for link in one.links:
            said = _("The link %(url)s does not come along. Cite it as a source here.")
            yield said % {"url": Truncator(link.url).chars(200)}
        for comment in one.comments:
            said = _("Comment on “%(text)s”: %(comment)s")
            yield said % {"text": Truncator(one.text).chars(50), "comment": comment}
