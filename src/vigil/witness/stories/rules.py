"""Who may see, edit, publish and withdraw a story."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.trust.access.rules import grants_of, has_role, roles_of
from vigil.trust.models import Role
from vigil.trust.rooms.subjects import SubjectKind
from vigil.witness.models import Story

KEEPERS = (Role.EDITOR, Role.ADMINISTRATOR)


@predicate(name="reaches_the_story")
def reaches_the_story(user: object, story: object = None) -> bool:
    """Return whether an editor's grant reaches the country of the story's case, and its language.

    Asked without a story, whether the role is held at all. A story without a case, or whose case
    has no known country, is in reach of every country.
    """
    if Role.EDITOR not in roles_of(user):
        return False
    if not isinstance(story, Story):
        return True
    country = story.case.country if story.case is not None else ""
    return any(
        (not grant.countries or not country or country in grant.countries)
        and (not grant.languages or story.language in grant.languages)
        for grant in grants_of(user, Role.EDITOR)
    )


@predicate(name="reaches_the_story_of_the_subject")
def reaches_the_story_of_the_subject(user: object, subject: object = None) -> bool:
    """Return whether an editor reaches the story that a subject of `trust` names."""
    story = Story.objects.filter(uid=getattr(subject, "key", "")).first()
    return story is not None and reaches_the_story.test(user, story)


PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # Editors write and decide. An administrator sees that it works, and decides nothing.
    "witness.see_stories": has_role(*KEEPERS),
    "witness.edit_story": reaches_the_story,
    "witness.publish_story": reaches_the_story,
    # Taking something away does not wait for the right colleague.
    "witness.withdraw_story": has_role(Role.EDITOR, Role.ADJUDICATOR),
}
"""Permission -> who holds it."""
SUBJECTS: Final = (
    SubjectKind(
        kind=Story.KIND,
        opened_by=[Role.EDITOR],
        spoken_for_by=reaches_the_story_of_the_subject,
        taken_away_by=has_role(*KEEPERS),
    ),
)
