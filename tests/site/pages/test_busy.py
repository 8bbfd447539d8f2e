"""The pages of a busy server."""

from django.conf import settings

from vigil.site.pages.busy import busy_pages


def test_it_is_drawn_in_every_language_and_says_what_became_of_a_form() -> None:
    read, sent = busy_pages(10, sent=False), busy_pages(10, sent=True)
    assert read.keys() == sent.keys() == {"", "es", "fr", "pt", "ar"}
    assert len(read) == len(settings.LANGUAGES)
    assert b"Wait 10 seconds" in read[""]
    assert b"was not saved" in sent[""]
    assert b"was not saved" not in read[""]
    assert b'lang="ar" dir="rtl"' in read["ar"]
    assert b'href="/es/"' in read["es"]
