"""Write a version of the codebook as files to download."""

from io import BytesIO
from pathlib import Path

from vigil.casefile.codebook_changes.versions import stored_files
from vigil.reading import codebook
from vigil.reading.codebook.loading import folders_of


def version_as_zip(number: str) -> bytes:
    """Return a version in the format of the shipped files, and as a page to read.

    The versions that it follows are there too: a version has only the files that differ.
    """
    from zipfile import ZIP_DEFLATED, ZipFile

    from vigil.reading.codebook.document import document

    packed, at = BytesIO(), number
    with ZipFile(packed, "w", ZIP_DEFLATED) as file, folders_of(stored_files()) as folders:
        file.writestr("codebook.md", document(codebook.load(number)))
        while at in folders:
            for path in sorted(Path(folders[at]).glob("*.toml")):
                file.writestr(f"{folders[at].name}/{path.name}", path.read_bytes())
            at = codebook.load(at).edition.follows
    return packed.getvalue()
