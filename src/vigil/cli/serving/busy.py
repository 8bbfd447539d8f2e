"""The pages of a busy server, drawn when it starts."""

from vigil.cli.serving.shedding import RETRY_SECONDS, BusyPages


def drawn_busy_pages() -> BusyPages:
    """Return the pages that say that the server is busy. Django must be loaded."""
    from vigil.site.pages.busy import busy_pages

    return BusyPages(
        reading=busy_pages(RETRY_SECONDS, sent=False), sending=busy_pages(RETRY_SECONDS, sent=True)
    )
