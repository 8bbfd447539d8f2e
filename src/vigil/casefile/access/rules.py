"""Who has which permission of the case file. A permission that is not listed is refused.

For which countries and languages a role holds: see `reach`.
"""

from collections.abc import Mapping
from typing import Final

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.casefile.access.reach import CODERS, in_reach, in_reach_of_all, states_house_rules
from vigil.casefile.models import Visibility
from vigil.trust.access.rules import has_role
from vigil.trust.models import Role


@predicate(name="shown_in_public")
def shown_in_public(user: object, case: object = None) -> bool:
    """Say whether the public sees this case. Then a coder may not change its accounts."""
    return getattr(case, "visibility", "") == Visibility.PUBLISHED


regroups = in_reach(*CODERS) & (~shown_in_public | in_reach(Role.ADJUDICATOR))
"""Who may change which accounts a case holds: a coder; for a public case, an adjudicator."""

PERMISSIONS: Final[Mapping[str, Predicate]] = {
    "casefile.see_desk": has_role(*CODERS, Role.ADMINISTRATOR, Role.AUDITOR),
    "casefile.add_report": has_role(*CODERS),
    "casefile.open_case": in_reach(*CODERS),
    "casefile.reject_case": in_reach(*CODERS),
    "casefile.assign_case": in_reach(*CODERS),
    "casefile.note_case": in_reach(*CODERS),
    "casefile.move_account": regroups,
    "casefile.add_source": regroups,
    "casefile.correct_outlet": regroups,
    "casefile.judge": in_reach(*CODERS),
    "casefile.relate_cases": regroups,
    "casefile.merge_cases": regroups,
    "casefile.split_case": regroups,
    "casefile.undo": regroups,
    "casefile.code_case": in_reach(*CODERS),
    "casefile.adjudicate": in_reach(Role.ADJUDICATOR),
    "casefile.mark_gold": in_reach(Role.ADJUDICATOR),
    "casefile.train_coder": has_role(Role.ADJUDICATOR),
    "casefile.propose_codebook_change": has_role(*CODERS),
    "casefile.decide_codebook_change": has_role(Role.ADJUDICATOR),
    "casefile.release_codebook": has_role(Role.ADJUDICATOR),
    "casefile.see_agreement": has_role(Role.ADJUDICATOR, Role.ADMINISTRATOR, Role.AUDITOR),
    "casefile.verify": in_reach(*CODERS),
    "casefile.state_house_rules": states_house_rules,
    "casefile.publish": in_reach(Role.ADJUDICATOR),
    "casefile.withdraw": in_reach(Role.ADJUDICATOR),
    "casefile.contest": in_reach(Role.ADJUDICATOR),
    "casefile.import_sheet": in_reach(Role.ADJUDICATOR),
    "casefile.import_list": has_role(Role.ADJUDICATOR),
    "casefile.match_case": in_reach(*CODERS),
    "casefile.freeze_release": has_role(Role.ADJUDICATOR),
    "casefile.keep_coverage": in_reach_of_all,
    "casefile.name_people": in_reach(Role.ADJUDICATOR),
    "casefile.unname_people": in_reach(*CODERS),
    "casefile.protect_source": in_reach(*CODERS),
    "casefile.show_source": in_reach(Role.ADJUDICATOR),
    "casefile.attach_document": in_reach(*CODERS),
    "casefile.read_document": in_reach(*CODERS),
    "casefile.open_original": in_reach(Role.ADJUDICATOR),
}
"""Permission -> who holds it."""
