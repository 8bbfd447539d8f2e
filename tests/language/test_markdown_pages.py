"""Markdown documents as pages."""

from vigil.language.markdown_pages import markdown_to_html


def test_a_document_cannot_smuggle_markup_or_template_tags() -> None:
    page = markdown_to_html("# A <b>\n\n- {% now %} `code`\n- {{ x }}")
    assert page == (
        '<h1 id="a-b">A &lt;b&gt;</h1>\n'
        "<ul>\n<li>&#123;% now %&#125; <code>code</code></li>\n"
        "<li>&#123;&#123; x &#125;&#125;</li>\n</ul>\n"
    )
