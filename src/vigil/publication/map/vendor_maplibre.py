"""Copy MapLibre GL JS to the static files.

Run `python -m vigil.publication.map.vendor_maplibre FOLDER`. FOLDER is the unpacked npm package
`maplibre-gl` (docs/use/map.md says how to get it). Only the lines that name source maps, which
Vigil does not serve, are removed.
"""

import gzip
import sys
from pathlib import Path

OUT = Path(__file__).parents[2] / "site" / "static" / "vigil" / "vendor" / "maplibre"
SCRIPTS = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs")


def main(package: Path) -> None:
    """Write the library, its worker, its style sheet and its licence."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in (*SCRIPTS, "maplibre-gl.css"):
        lines = (package / "dist" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("//# sourceMappingURL")]
        write_packed(OUT / name, "".join(kept))
    licence = (package / "LICENSE.txt").read_text(encoding="utf-8")
    (OUT / "LICENSE.txt").write_text(licence, encoding="utf-8")


def write_packed(path: Path, text: str) -> None:
    """Write a static file, and a compressed copy beside it, which browsers get."""
    raw = text.encode("utf-8")
    path.write_bytes(raw)
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(raw, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
