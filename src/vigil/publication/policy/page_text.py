"""Write docs/use/publication-policy.md into the template of /about/policy/.

After you edit the document, run `python -m vigil.publication.policy.page_text`, then
`checks/layout.py`. A test fails while the two differ. Use only headings, paragraphs and lists.
"""

from pathlib import Path

from vigil.language.markdown_pages import markdown_to_html

HERE = Path(__file__).resolve()
DOCUMENT = HERE.parents[4] / "docs" / "use" / "publication-policy.md"
TEMPLATE = HERE.parents[1] / "templates" / "publication" / "policy" / "_policy.html"


if __name__ == "__main__":
    TEMPLATE.write_text(markdown_to_html(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
