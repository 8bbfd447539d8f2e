"""For which countries and languages a role holds. The permissions are in `rules`."""

from collections.abc import Callable, Iterable

from rules import Predicate, predicate  # type: ignore[attr-defined]

from vigil.casefile.models import Case, CaseAccount
from vigil.trust.access.rules import grants_of
from vigil.trust.models import Role, RoleGrant, User


def languages_of_cases(pks: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the languages of the reports in each case, as primary tags, without suggestions."""
    rows = CaseAccount.objects.filter(case__in=list(pks), suggested=False).exclude(
        account__report__language=""
    )
    found: dict[int, set[str]] = {}
    for pk, tag in rows.values_list("case_id", "account__report__language"):
        found.setdefault(pk, set()).add(tag.split("-")[0].lower())
    return {pk: frozenset(tags) for pk, tags in found.items()}


CODERS = (Role.CODER, Role.ADJUDICATOR)


def in_reach(*roles: Role) -> Predicate:
    """Build the rule: a user has one of these roles for the country and a language of the case.

    A grant without countries, or without languages, holds for all of them. A case of unknown
    country, or without a report in a known language, is in reach of every grant, because
    somebody must find out where it happened.
    """
    wanted = frozenset(str(role) for role in roles)

    @predicate(name="in_reach:" + ",".join(sorted(wanted)))
    def holds(user: object, case: object = None) -> bool:
        grants = grants_of(user, *wanted)
        if not grants:
            return False
        if any(not (grant.countries or grant.languages) for grant in grants):
            return True
        country, languages = getattr(case, "country", ""), languages_of(case)
        return any(_reaches(grant, country, languages) for grant in grants)

    return holds


def reach_of(user: User, *roles: Role) -> Callable[[str, frozenset[str]], bool]:
    """Return a function that says whether a country and languages are in reach of a user.

    Use it for many cases.
    """
    grants = grants_of(user, *roles)
    return lambda country, languages: any(_reaches(g, country, languages) for g in grants)


def grants_outside(user: User, case: Case) -> list[RoleGrant]:
    """Return the grants of a user as coder or adjudicator that do not hold for a case."""
    country, languages = case.country, languages_of(case)
    return [grant for grant in grants_of(user, *CODERS) if not _reaches(grant, country, languages)]


def languages_of(case: object) -> frozenset[str]:
    """Return the languages of the reports in a case, as primary tags, without suggestions.

    For a merged case these are the languages of the case that it leads to. A role that does not
    reach that case does not reach the merged one either.
    """
    if not isinstance(case, Case) or case.pk is None:
        return frozenset()
    while case.superseded_by is not None:
        case = case.superseded_by
    tags = case.memberships.filter(suggested=False).values_list(
        "account__report__language", flat=True
    )
    return frozenset(tag.split("-")[0].lower() for tag in tags if tag)


def _reaches(grant: RoleGrant, country: str, languages: frozenset[str]) -> bool:
    here = not grant.countries or not country or country in grant.countries
    return here and (not grant.languages or not languages or bool(languages & {*grant.languages}))


@predicate(name="states_house_rules")
def states_house_rules(user: object, rule: object = None) -> bool:
    """Say whether somebody may state a rule of the house: who administers users, or publishes.

    The role of a publisher must hold for the country of the rule; for the rule without a country,
    for all of them. Without a rule, say whether they may state any.
    """
    if grants_of(user, Role.ADMINISTRATOR):
        return True
    grants = grants_of(user, Role.ADJUDICATOR)
    if rule is None:
        return bool(grants)
    country = getattr(rule, "country", "")
    return any(not grant.countries or country in grant.countries for grant in grants)


@predicate(name="in_reach_of_all_its_countries")
def in_reach_of_all(user: object, monitoring: object = None) -> bool:
    """Say whether an adjudicator's role holds for every country of a monitoring and its language.

    Without a monitoring, say whether the user is an adjudicator at all.
    """
    grants = grants_of(user, Role.ADJUDICATOR)
    countries = set(getattr(monitoring, "countries", None) or ())
    language = (getattr(monitoring, "language", "") or "").split("-")[0].lower()
    return any(
        (not grant.countries or countries <= {*grant.countries})
        and (not grant.languages or not language or language in grant.languages)
        for grant in grants
    )
