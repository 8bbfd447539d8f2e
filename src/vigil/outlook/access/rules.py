"""Permissions of the room and who holds them. What is not listed is refused."""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.outlook.models import Assessment, Consultation, Panel, PeopleSheet, Seat, StatementCoding
from vigil.trust.access.rules import has_role, roles_of
from vigil.trust.models import Role, User
from vigil.trust.rooms.subjects import SubjectKind

CHAIR = has_role(Role.PANEL_CHAIR)
OF_ASSESSMENTS: Final = ("expert_conflict", "expert_enrolment", "expert_sheet")
"""What the vault keeps of people of an assessment."""


@predicate(name="runs_the_panel")
def runs_the_panel(user: object, panel: object = None) -> bool:
    """Return whether the user is the chair of this panel, or a co-chair."""
    if not isinstance(user, User) or not isinstance(panel, Panel):
        return False
    return panel.chair_id == user.pk or panel.co_chairs.filter(pk=user.pk).exists()


@predicate(name="directs_the_assessment")
def directs_the_assessment(user: object, assessment: object = None) -> bool:
    """Return whether the user is the director of this assessment."""
    if not isinstance(user, User) or not isinstance(assessment, Assessment):
        return False
    return assessment.director_id == user.pk


@predicate(name="reads_second")
def reads_second(user: object, panel: object = None) -> bool:
    """Return whether the user leads this panel or reads it second; of any, for no panel."""
    if panel is None:
        return True
    if not isinstance(user, User) or not isinstance(panel, Panel):
        return False
    return runs_the_panel(user, panel) or panel.second_readers.filter(user=user).exists()


@predicate(name="asks_for_accounts")
def asks_for_accounts(user: object, sheet: object = None) -> bool:
    """Return whether a sheet of experts is of an assessment that the user directs."""
    if not isinstance(sheet, PeopleSheet):
        return False
    return directs_the_assessment(user, sheet.assessment)


@predicate(name="sits_there")
def sits_there(user: object, seat: object = None) -> bool:
    """Return whether a seat is the user's own."""
    return isinstance(user, User) and isinstance(seat, Seat) and seat.user_id == user.pk


@predicate(name="sits_somewhere")
def sits_somewhere(user: object) -> bool:
    """Return whether a user has a seat on a panel, or is asked to take one."""
    return isinstance(user, User) and user.panel_seats.exclude(state=Seat.State.REFUSED).exists()


@predicate(name="codes_the_statements")
def codes_the_statements(user: object, item: object = None) -> bool:
    """Return whether the statements of a consultation are assigned to this user to code."""
    if not isinstance(user, User) or not roles_of(user) & {Role.CODER, Role.PANEL_CHAIR}:
        return False
    if item is None:
        return True
    mine = StatementCoding.objects.filter(coder=user)
    return isinstance(item, Consultation) and mine.filter(consultation=item).exists()


PERMISSIONS: Final[Mapping[str, Predicate]] = {
    # Opens panels, keeps consultations, writes the report.
    "outlook.chair": CHAIR,
    # Only a panel's own chair knows who sits on it. Other chairs do not.
    "outlook.run_panel": CHAIR & runs_the_panel,
    # Sets up an assessment, invites people to its regions, and sees how far each is.
    "outlook.direct_assessment": CHAIR & directs_the_assessment,
    # Sees unusual results of closed rounds, and asks for reasons; no answer of a person.
    "outlook.read_second": (CHAIR | has_role(Role.PANEL_EXPERT)) & reads_second,
    # The director asks for the accounts of a sheet of experts; an administrator agrees to them.
    "outlook.open_accounts": has_role(Role.ADMINISTRATOR) | (CHAIR & asks_for_accounts),
    "outlook.sit": has_role(Role.PANEL_EXPERT) & sits_there,
    # The link to their panels. Shown to others, it would reveal who sits on a panel.
    "outlook.take_part": has_role(Role.PANEL_EXPERT) & sits_somewhere,
    # The two assigned coders read the statements of a consultation, without the speakers.
    "outlook.code": codes_the_statements,
}
"""Permission -> who holds it."""
SUBJECTS: Final = (
    *(
        SubjectKind(kind=kind, opened_by=[Role.PANEL_CHAIR])
        for kind in ("panel_seat", "panel_question", *OF_ASSESSMENTS)
    ),
    *(
        SubjectKind(
            kind=kind, opened_by=[Role.PANEL_CHAIR], spoken_for_by=CHAIR, taken_away_by=CHAIR
        )
        for kind in ("consultation", "statement", "report_picture")
    ),
)
