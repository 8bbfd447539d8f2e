"""Who may do what in the outlook. What is not listed is refused."""

from rules import add_perm, predicate  # type: ignore[attr-defined]

from vigil.outlook.models import Consultation, Panel, Seat, StatementCoding
from vigil.trust.models import Role, User
from vigil.trust.rules import has_role, let_open, let_speak_for, let_take_away, roles_of

CHAIR = has_role(Role.PANEL_CHAIR)

# Opens panels, keeps consultations, writes the report.
add_perm("outlook.chair", CHAIR)


@predicate(name="runs_the_panel")
def runs_the_panel(user: object, panel: object = None) -> bool:
    """Say whether the user is the chair of this very panel, or a co-chair."""
    if not isinstance(user, User) or not isinstance(panel, Panel):
        return False
    return panel.chair_id == user.pk or panel.co_chairs.filter(pk=user.pk).exists()


@predicate(name="sits_there")
def sits_there(user: object, seat: object = None) -> bool:
    """Say whether a seat is the user's own."""
    return isinstance(user, User) and isinstance(seat, Seat) and seat.user_id == user.pk


# Who sits on a panel only its own chair knows: another chair is a stranger to it.
add_perm("outlook.run_panel", CHAIR & runs_the_panel)
add_perm("outlook.sit", has_role(Role.PANEL_EXPERT) & sits_there)


@predicate(name="sits_somewhere")
def sits_somewhere(user: object) -> bool:
    """Say whether somebody has a seat on a panel, or is asked to take one."""
    return isinstance(user, User) and user.panel_seats.exclude(state=Seat.State.REFUSED).exists()


# The way to their panels: shown to no one else, for that there is one tells who sits there.
add_perm("outlook.take_part", has_role(Role.PANEL_EXPERT) & sits_somewhere)

let_open("panel_seat", Role.PANEL_CHAIR)
let_open("panel_question", Role.PANEL_CHAIR)


@predicate(name="codes_the_statements")
def codes_the_statements(user: object, item: object = None) -> bool:
    """Say whether the statements of a consultation are given to this user to code."""
    if not isinstance(user, User) or not roles_of(user) & {Role.CODER, Role.PANEL_CHAIR}:
        return False
    if item is None:
        return True
    mine = StatementCoding.objects.filter(coder=user)
    return isinstance(item, Consultation) and mine.filter(consultation=item).exists()


# What was said in a consultation, without who said it: the two to whom it is given.
add_perm("outlook.code", codes_the_statements)

for _kind in ("consultation", "statement"):
    let_open(_kind, Role.PANEL_CHAIR)
    let_speak_for(_kind, CHAIR)
    let_take_away(_kind, CHAIR)
