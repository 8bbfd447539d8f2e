"""Who opens corrections, and who speaks for the page of a person."""

from typing import Final

from vigil.trust.access.rules import has_role
from vigil.trust.models import Role
from vigil.trust.rooms.subjects import SubjectKind
from vigil.witness.people.lives import LIFE_PAGE
from vigil.witness.readers.models import ReaderNote

SUBJECTS: Final = (
    SubjectKind(kind=ReaderNote.KIND, opened_by=[Role.EDITOR]),
    SubjectKind(kind=LIFE_PAGE, taken_away_by=has_role(Role.EDITOR, Role.ADMINISTRATOR)),
)
