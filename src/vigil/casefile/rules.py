"""Who may do what with the case file. What is not listed is refused."""

from rules import Predicate, add_perm, predicate  # type: ignore[attr-defined]

from vigil.trust.models import Role, User
from vigil.trust.rules import has_role, roles_of

CODERS = (Role.CODER, Role.ADJUDICATOR)


def in_reach(*roles: Role) -> Predicate:
    """Build the rule that one of these roles is held for the country of the case.

    A grant without countries reaches everywhere; a case of unknown country is in reach of
    every grant, because somebody must find out where it happened.
    """
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="in_reach:" + ",".join(sorted(wanted)))
    def holds(user: object, case: object = None) -> bool:
        if not roles_of(user) & wanted:
            return False
        country = getattr(case, "country", "")
        if not country:
            return True
        assert isinstance(user, User)
        grants = user.grants.filter(role__in=wanted)
        return any(not grant.countries or country in grant.countries for grant in grants)

    return holds


add_perm("casefile.see_desk", has_role(*CODERS, Role.ADMINISTRATOR, Role.AUDITOR))
add_perm("casefile.add_report", has_role(*CODERS))
add_perm("casefile.open_case", in_reach(*CODERS))
add_perm("casefile.reject_case", in_reach(*CODERS))
add_perm("casefile.move_account", in_reach(*CODERS))
add_perm("casefile.judge", in_reach(*CODERS))
add_perm("casefile.relate_cases", in_reach(*CODERS))
add_perm("casefile.merge_cases", in_reach(*CODERS))
add_perm("casefile.split_case", in_reach(*CODERS))
add_perm("casefile.undo", in_reach(*CODERS))
add_perm("casefile.code_case", in_reach(*CODERS))
add_perm("casefile.adjudicate", in_reach(Role.ADJUDICATOR))
add_perm("casefile.verify", in_reach(*CODERS))
add_perm("casefile.publish", in_reach(Role.ADJUDICATOR))
add_perm("casefile.withdraw", in_reach(Role.ADJUDICATOR))
add_perm("casefile.contest", in_reach(Role.ADJUDICATOR))
add_perm("casefile.freeze_release", has_role(Role.ADJUDICATOR))
