"""Write a short Markdown document as HTML for a template: headings, paragraphs and lists."""

import re
from collections.abc import Iterator
from html import escape


def markdown_to_html(markdown: str) -> str:
    """Write the document's headings, paragraphs and lists as HTML, everything else as text."""
    return "\n".join(_blocks(markdown)) + "\n"


def _blocks(markdown: str) -> Iterator[str]:
    for block in re.split(r"\n{2,}", markdown.strip()):
        if heading := re.fullmatch(r"(#{1,3}) (.+)", block):
            level, text = len(heading[1]), heading[2]
            yield f'<h{level} id="{_slug(text)}">{_inline(text)}</h{level}>'
        elif block.startswith("- "):
            items = "\n".join(f"<li>{_inline(line[2:])}</li>" for line in block.splitlines())
            yield f"<ul>\n{items}\n</ul>"
        else:
            yield f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    safe = escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
