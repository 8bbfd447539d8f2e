"""Who has a page of their own.

Adults who were killed and whom the policy lets be named: `Name` has a row of them alone. Nobody who
was under 18 has a page, also where the family agreed to the name, and no survivor.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from vigil.casefile.models import Case
from vigil.witness.models import Name, Story
from vigil.witness.names.visibility import in_force


def people_with_pages() -> QuerySet[Name]:
    """Return the people who have a page today."""
    return in_force(Name.objects.filter(minor=False))


def has_page(name: Name) -> bool:
    """Return whether a person whose name is in force has a page."""
    return not name.minor


def page_address(handle: str) -> str:
    """Return the address of a person's page."""
    return reverse("witness:person", args=[handle])


def pages_of_story(story: Story) -> list[tuple[str, str]]:
    """Return the names and addresses of the people of a story who have a page."""
    rows = people_with_pages().filter(uid__in=story.persons).order_by("position")
    return [(name, page_address(handle)) for name, handle in rows.values_list("name", "handle")]


def pages_in_case(case: Case) -> Mapping[UUID, str]:
    """Return the addresses of the pages of the people in a case, by their uid."""
    rows = people_with_pages().filter(case=case).values_list("uid", "handle")
    return {uid: page_address(handle) for uid, handle in rows}


def pages_in_cases(pks: Collection[int]) -> Mapping[tuple[int, int], str]:
    """Return the addresses of the pages of the people in cases.

    They are by the key of the case and the place of the person in it.
    """
    rows = people_with_pages().filter(case__in=pks).values_list("case", "position", "handle")
    return {(case, position): page_address(handle) for case, position, handle in rows}
