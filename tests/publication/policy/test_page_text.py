"""The policy page says what the document says."""

import pytest
from django.test import Client, override_settings

from pages import flat
from vigil.language.markdown_pages import markdown_to_html
from vigil.publication.policy.page_text import DOCUMENT, TEMPLATE


def test_the_page_is_in_step_with_the_document() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert flat(TEMPLATE.read_text(encoding="utf-8")) == flat(markdown_to_html(document)), (
        "run: python -m vigil.publication.policy.page_text; python checks/layout.py"
    )


@pytest.mark.django_db
def test_who_answers_is_said(client: Client) -> None:
    with override_settings(VIGIL_CONTACT="corrections@example.org"):
        assert "corrections@example.org" in client.get("/about/policy/").content.decode()
    with override_settings(VIGIL_CONTACT=""):
        assert "not stated a contact" in client.get("/about/policy/").content.decode()
