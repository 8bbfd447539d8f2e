"""Set a certificate: JSON in, PDF/UA-1 out. It runs as its own process, without Django.

python -m vigil.programme.certificates.pdf_worker < {"certificate": ..., "fonts": [folders]}
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).parent / "certificate.typ"
OURS: Final = ("Noto Serif", "Noto Naskh Arabic", "Noto Sans")
"""In which order a letter is looked for; then in what else there is."""


def set_certificate(certificate: dict[str, Any], folders: Sequence[str]) -> bytes:
    """Return a certificate as a tagged PDF. Raises typst.TypstError."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    faces = [*OURS, *(family for family in fonts.families() if family not in OURS)]
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts,
        sys_inputs={"certificate": json.dumps({**certificate, "serif": faces})},
    )
    content = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(content, bytes)
    return content


if __name__ == "__main__":
    said = json.load(sys.stdin)
    sys.stdout.buffer.write(set_certificate(said["certificate"], said["fonts"]))
