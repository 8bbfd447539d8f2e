"""What a page shows of its filters, read from its HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html


@dataclass(frozen=True)
class ShownValue:
    """A value of a filter on a page: its number, and where it leads."""

    number: int
    href: str

    @property
    def query(self) -> str:
        return self.href.partition("?")[2]


def filter_values(text: str) -> Iterator[ShownValue]:
    """Yield the values of all filters that are not chosen."""
    for item in html.fromstring(text).xpath("//div[@class='groups']//li[not(@class)]"):
        [href], [number] = item.xpath("a/@href"), item.xpath("a/span[@class='count']/text()")
        yield ShownValue(int(number), href)
