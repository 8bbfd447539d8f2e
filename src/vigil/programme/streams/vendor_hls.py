"""Copy hls.js, which plays HLS playlists, to the static files.

Run `python -m vigil.programme.streams.vendor_hls FILE`. FILE is the npm package (`npm pack
hls.js@1.7.4`); its digest must be `SHA256`. Only the lines that name source maps, which Vigil does
not serve, are removed. It is the whole player, not the light one: that lacks captions and sound of
its own playlist, and so is silent with what many encoders send.
"""

import hashlib
import sys
import tarfile
from pathlib import Path
from typing import Final

from vigil.publication.map.vendor_maplibre import write_packed

SHA256: Final = "e4ab3d5d13f7cca9ef241d098f39686e19fd451831ba07dc9943482fd5ff75c7"
"""Of hls.js-1.7.4.tgz."""
OUT: Final = Path(__file__).parents[2] / "site" / "static" / "vigil" / "vendor" / "hls"
SCRIPTS: Final = ("hls.min.mjs", "hls.worker.js")


def main(package: Path) -> None:
    """Write the player, its worker and its licence. Raises ValueError (it is another package)."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{package} is not the package that Vigil was tested with")
    OUT.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for name in SCRIPTS:
            lines = _read(archive, f"package/dist/{name}").splitlines(keepends=True)
            kept = [line for line in lines if not line.startswith("//# sourceMappingURL")]
            write_packed(OUT / name, "".join(kept))
        licence = _read(archive, "package/LICENSE")
    (OUT / "LICENSE.txt").write_text(licence, encoding="utf-8")


def _read(archive: tarfile.TarFile, name: str) -> str:
    file = archive.extractfile(name)
    assert file is not None, name
    return file.read().decode("utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
