"""Turn docs/use/remembrance.md into the template of /names/about/.

Run `python -m vigil.witness.names.about_text`, then `checks/layout.py`, after editing the
document; a test refuses a template that is out of step. The document keeps to headings,
paragraphs and lists.
"""

from pathlib import Path

from vigil.language.markdown_pages import markdown_to_html

HERE = Path(__file__).resolve()
DOCUMENT = HERE.parents[4] / "docs" / "use" / "remembrance.md"
TEMPLATE = HERE.parents[1] / "templates" / "witness" / "names" / "_about_text.html"


if __name__ == "__main__":
    TEMPLATE.write_text(markdown_to_html(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
