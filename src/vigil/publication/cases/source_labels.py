"""Say which source is meant: its title, and what tells it from others of its publisher and day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.publication.cases.texts import CaseTexts
from vigil.publication.policy import disclosure
from vigil.publication.record.labels import publication_date

_WHOLE_DAY: Final = len("2021-07-01")


@dataclass(frozen=True, slots=True)
class SourceLabel:
    """The title of a source, and what tells it apart where a list gives only publisher and day.

    `place` is its number among sources that share publisher, day and title ("report 1 of 2").
    """

    title: str
    place: str = ""
    alike: bool = False
    """Whether another source of the case has the same publisher and day."""

    @property
    def apart(self) -> str:
        """What to show beside publisher and day; "" where these tell the source already."""
        return (self.place or self.title) if self.alike else ""


def labels_of(
    sources: Iterable[tuple[int, disclosure.Source]], texts: CaseTexts
) -> Mapping[int, SourceLabel]:
    """Return the labels of numbered sources of one case, by their numbers."""
    titles: dict[int, str] = {}
    groups: dict[tuple[str, str], list[int]] = {}
    for number, source in sources:
        titles[number] = texts.title_of(source.url, title_of_source(source))
        shown = source.publisher or titles[number]
        groups.setdefault((shown, publication_date(source.date)), []).append(number)
    return {
        number: SourceLabel(titles[number], _place(number, group, titles), len(group) > 1)
        for group in groups.values()
        for number in group
    }


def _place(number: int, group: list[int], titles: Mapping[int, str]) -> str:
    same = [one for one in group if titles[one] == titles[number]]
    if len(same) == 1:
        return ""
    told = {"number": same.index(number) + 1, "total": len(same)}
    return _("report %(number)d of %(total)d") % told


def title_of_source(source: disclosure.Source) -> str:
    """Return the title of a source; a neutral one where its own may not be shown."""
    if source.protected not in ("title", "both"):
        return source.title
    when = publication_date(source.date)
    if not when:
        return pgettext("source", "Report")
    if len(source.date) >= _WHOLE_DAY:
        return pgettext("source", "Report of %(day)s") % {"day": when}
    return pgettext("source", "Report of %(month)s") % {"month": when}
