"""What an Atom feed looks like, to the byte."""

from datetime import UTC, datetime

from django.test import RequestFactory
from django.utils.translation import override

from vigil.publication.feeds.atom import FeedEntry, atom_feed

FEED = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<feed xml:lang="es" xmlns="http://www.w3.org/2005/Atom">'
    "<title>Vigil: A &amp; B</title>"
    '<link href="http://testserver/es/things/?q=%C3%A9" rel="alternate"/>'
    '<link href="http://testserver/es/things.atom" rel="self"/>'
    "<id>http://testserver/es/things.atom</id>"
    "<updated>2026-02-03T04:05:06+00:00</updated>"
    "<subtitle>What changed.</subtitle>"
    "<entry><title>One &lt;b&gt;</title>"
    '<link href="http://testserver/es/things/1/" rel="alternate"/>'
    "<published>2025-01-02T03:04:05+00:00</published>"
    "<updated>2026-02-03T04:05:06+00:00</updated>"
    "<id>http://testserver/things/1/</id>"
    '<summary type="html">Ana &amp;lt;i&amp;gt; · México</summary></entry></feed>'
)


def test_a_feed_is_the_same_to_the_byte() -> None:
    """Markup is escaped, and characters that XML cannot hold are left out."""
    entry = FeedEntry(
        title="One\x01 <b>",
        summary="Ana\x0b <i> · México",
        path="/es/things/1/",
        permanent_path="/things/1/",
        published_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        changed_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    )
    with override("es"):
        response = atom_feed(
            RequestFactory().get("/es/things.atom"),
            title="Vigil: A & B",
            subtitle="What changed.",
            list_path="/es/things/?q=é",
            feed_path="/es/things.atom",
            entries=[entry],
        )
    assert response.content.decode() == FEED
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Last-Modified"] == "Tue, 03 Feb 2026 04:05:06 GMT"
