"""Copy tus-js-client to the static files.

Run `python -m vigil.desk.screens.vendor_tus FOLDER`. FOLDER is the unpacked npm package
(docs/operate/uploads.md says how to get it). Only the line that names a source map, which Vigil
does not serve, is removed.
"""

import gzip
import sys
from pathlib import Path

OUT = Path(__file__).parents[2] / "site" / "static" / "vigil" / "vendor" / "tus"


def main(package: Path) -> None:
    """Write the library, a compressed copy beside it, and its licence."""
    OUT.mkdir(parents=True, exist_ok=True)
    lines = (package / "dist" / "tus.min.js").read_text(encoding="utf-8").splitlines(keepends=True)
    raw = "".join(line for line in lines if not line.startswith("//# sourceMappingURL")).encode()
    (OUT / "tus.min.js").write_bytes(raw)
    (OUT / "tus.min.js.gz").write_bytes(gzip.compress(raw, 9, mtime=0))
    licence = (package / "LICENSE").read_text(encoding="utf-8")
    (OUT / "LICENSE.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
