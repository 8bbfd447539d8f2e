"""Keep the files of an anonymous form in memory and without their names, never on the disk."""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from vigil.files import BYTES

MOST_BYTES: Final = BYTES
"""Most bytes of all files of one form."""


class InMemoryUploads(FileUploadHandler):
    """Keeps the files of one form in memory, up to `AT_ONCE` bytes together.

    Files beyond that are skipped and counted; the rest of the form is read. Django's own handlers
    would write larger files to the disk during the request.
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.skipped = 0
        self._files = self._bytes = 0
        self._file = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start a file."""
        super().new_file(*args, **kwargs)
        self._files += 1
        if self._files > self.most:
            self._skip()
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk, or skip the file if it is too large."""
        self._bytes += len(raw_data)
        if self._bytes > MOST_BYTES:
            self._bytes -= self._file.tell() + len(raw_data)
            self._file = BytesIO()
            self._skip()
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file under a neutral name."""
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
