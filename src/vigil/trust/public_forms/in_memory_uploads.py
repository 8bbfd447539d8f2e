"""Keep the files of a form in memory and without their names, never on the disk."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, Concatenate, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from vigil.files import BYTES

type View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

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


def keep_in_memory(files: int) -> Callable[[View], View]:
    """Let a screen of people who signed in take this many files of a form, in memory.

    The form's token is checked after that, as checking it reads the form.
    """

    def decorate(view: View) -> View:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                request.upload_handlers = [InMemoryUploads(request, files)]
            answer: HttpResponseBase = checked(request, *args, **kwargs)
            return answer

        return served

    return decorate
