"""The pages of agreement and gold cases, and what a coder in training sees of a case."""

from routes.case_worlds import CASE_ID, CASES, STAGES
from routes.rows import ADJUDICATORS, CODERS, Post, Route, same
from vigil.casefile.models import Stage
from vigil.trust.models import Role

SEE = ADJUDICATORS | {Role.AUDITOR, Role.ADMINISTRATOR}
VERIFIED = {name for name, kept in CASES.items() if kept.stage == Stage.VERIFIED} - {"merged"}

ROUTES: dict[str, Route] = {
    "desk/agreement/": Route(SEE, gate=SEE),
    "desk/agreement/gold/": Route(
        SEE,
        {
            "mark": Post(
                ADJUDICATORS,
                send=lambda world: {"act": "mark", "number": CASE_ID, "why": "nobody disputes it"},
                done=same(VERIFIED),
                # A candidate has no number by which it could be named.
                nothing=frozenset({"candidate"}),
                missing=422,
            ),
        },
        of="case",
        gate=SEE,
    ),
    "desk/cases/<int:pk>/feedback/": Route(
        CODERS,
        of="case",
        gate=CODERS,
        seen=dict.fromkeys(STAGES, 404),
    ),
}
