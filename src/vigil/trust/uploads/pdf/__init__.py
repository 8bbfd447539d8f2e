"""PDF rebuilt: a new document into which only what is drawn on the pages is carried over.

An allow-list throughout: each kind of object has the keys that it needs to be drawn, and nothing
else is looked at. So document information, XMP, attachments, scripts, actions, links, comments,
outlines, labels, tags, layers, forms, thumbnails, private data of programs, the file's identifier
and every earlier revision stay behind without having to be known by name.
"""

from vigil.trust.uploads.pdf.document import rebuild_pdf

__all__ = ["rebuild_pdf"]
