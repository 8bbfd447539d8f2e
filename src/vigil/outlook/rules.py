"""Who may do what in the outlook. What is not listed is refused."""

from rules import add_perm  # type: ignore[attr-defined]

from vigil.trust.models import Role
from vigil.trust.rules import has_role

CHAIR = has_role(Role.PANEL_CHAIR)

# Opens panels, keeps consultations, writes the report.
add_perm("outlook.chair", CHAIR)
# States and days of panels, and who decided: no answer.
add_perm("outlook.audit", has_role(Role.AUDITOR) | CHAIR)
