"""Files of a form that nobody may find on the disk: kept in memory, without their names."""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from vigil.files import BYTES

MOST_BYTES: Final = BYTES
"""Bytes of all files of one form."""


class InMemoryUploads(FileUploadHandler):
    """Keeps the files of one form in memory, up to `AT_ONCE` bytes together.

    What is too much is skipped and counted; the rest of the form is read. (What Django would do
    by itself writes larger files to the disk as they are, for as long as the request lasts.)
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.skipped = 0
        self._files = self._bytes = 0
        self._file = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._files += 1
        if self._files > self.most:
            self._skip()
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or give the file up."""
        self._bytes += len(raw_data)
        if self._bytes > MOST_BYTES:
            self._bytes -= self._file.tell() + len(raw_data)
            self._file = BytesIO()
            self._skip()
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file, under a name that says nothing."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name="file",
            content_type="application/octet-stream",
            size=file_size,
            charset=None,
        )

    def _skip(self) -> None:
        self.skipped += 1
        raise SkipFile
