"""The library that sends files in pieces is the one that was looked at."""

import gzip
import hashlib

from vigil.desk.screens.vendor_tus import OUT

DIGEST = "2370de43c57969760dfdab84e2b50a675c5459b91e4c8f809e6fda0f8376c892"
"""SHA-256 of `dist/tus.min.js` of tus-js-client 4.3.1 without the line that names a source map."""


def test_the_library_is_the_one_that_was_looked_at() -> None:
    content = (OUT / "tus.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() == DIGEST
    assert gzip.decompress((OUT / "tus.min.js.gz").read_bytes()) == content
    assert "MIT License" in (OUT / "LICENSE.txt").read_text(encoding="utf-8")
