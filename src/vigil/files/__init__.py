"""Check uploaded files by their content, and rebuild them without metadata in a sandbox.

Pure: no Django, no database. `rebuild` starts the process; the rest of the room is what runs in
it. Nothing here believes a file's name or what its sender says it is. Of a workbook
(`read_workbook`) only the texts of its cells come back, of a .docx file (`read_document`) its
paragraphs.
"""

from vigil.files.kinds import MEDIA, Kind, sniff, sniff_sound
from vigil.files.limits import BYTES, Reason, RefusedError
from vigil.files.sandbox.process import (
    Rebuilt,
    RebuiltMedia,
    draw_poster,
    make_rendition,
    read_document,
    read_workbook,
    rebuild,
    rebuild_media,
    rebuild_voice,
)

__all__ = [
    "BYTES",
    "MEDIA",
    "Kind",
    "Reason",
    "Rebuilt",
    "RebuiltMedia",
    "RefusedError",
    "draw_poster",
    "make_rendition",
    "read_document",
    "read_workbook",
    "rebuild",
    "rebuild_media",
    "rebuild_voice",
    "sniff",
    "sniff_sound",
]
