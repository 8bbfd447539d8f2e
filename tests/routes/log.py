"""The log of decisions."""

from routes.rows import ADJUDICATORS, Route
from vigil.trust.models import Role

READERS = ADJUDICATORS | {Role.ADMINISTRATOR, Role.AUDITOR}

ROUTES: dict[str, Route] = {"desk/decisions/": Route(READERS, gate=READERS)}
