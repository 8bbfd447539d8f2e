"""Read the rules of the house: what they ask of a case, and whom they let verify it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vigil.casefile.cases.decisions import case_reference
from vigil.casefile.house_rules.asked import CodingsAsked, asked_before, asked_by
from vigil.casefile.house_rules.kinds import FIELDS, kinds_of
from vigil.casefile.models import (
    AcceptedValue,
    Case,
    Coding,
    CodingRule,
    HouseRule,
    Purpose,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.models import User


def rules_in_force() -> dict[str, HouseRule]:
    """Return the rules that hold now, by country; "" for the one of all other countries."""
    rows = HouseRule.objects.filter(ended_at=None).select_related("stated_by")
    return {rule.country: rule for rule in rows}


def all_rules() -> QuerySet[HouseRule]:
    """Return every rule that was ever stated, the newest first."""
    return HouseRule.objects.select_related("stated_by").order_by("-stated_at", "-pk")


def codings_asked(case: Case) -> CodingsAsked:
    """Return how many people are to code a case, and why."""
    return asked_among([case])[case.pk]


def asked_among(cases: Iterable[Case]) -> dict[int, CodingsAsked]:
    """Return of each case how many people are to code it, and why, by its key.

    A case whose coding has begun keeps the rule that held then.
    """
    held = list(cases)
    begun = CodingRule.objects.filter(case__in=held).select_related("rule")
    found = {row.case_id: asked_before(row) for row in begun}
    left = [case for case in held if case.pk not in found]
    rules = rules_in_force() if left else {}
    if not rules:
        return found | {case.pk: CodingsAsked() for case in left}
    codings = Coding.objects.filter(case__in=left, purpose=Purpose.RECORD)
    before = set(codings.values_list("case_id", flat=True))  # before the house had any rule
    values = _values_of(left)
    for case in left:
        rule = None if case.pk in before else rules.get(case.country) or rules.get("")
        kinds = kinds_of(values.get(case.pk, {}), case.n_killed)
        found[case.pk] = asked_by(rule, case_reference(case), kinds)
    return found


def _values_of(cases: Iterable[Case]) -> dict[int, Mapping[str, Any]]:
    """Return what is accepted of the fields that tell the kind of a case, as in a coding."""
    rows = AcceptedValue.objects.filter(case__in=list(cases), field__in=FIELDS)
    found: dict[int, tuple[dict[str, Any], dict[int, dict[str, Any]]]] = {}
    for case, victim, field, value in rows.values_list("case_id", "victim_id", "field", "value"):
        event, people = found.setdefault(case, ({}, {}))
        (event if victim is None else people.setdefault(victim, {}))[field] = value
    return {
        case: {"case": event, "victims": list(people.values())}
        for case, (event, people) in found.items()
    }


def why_not_verify(case: Case, user: User, rules: Mapping[str, HouseRule] | None = None) -> str:
    """Return why the rules of the house do not let somebody verify a case; "" if they do.

    These are the rules of today: whom an earlier one named may have left. That nobody verifies
    alone what they decided is no rule of the house, and holds always.
    """
    held = rules_in_force() if rules is None else rules
    rule = held.get(case.country) or held.get("")
    if rule is None:
        return ""
    if not _is_named(rule, user):
        return _("By the rules of this house, other people verify this case.")
    if not rule.coders_verify and _has_coded(case, user):
        return _("By the rules of this house, nobody verifies a case that they coded.")
    return ""


def require_verifier(case: Case, by: User) -> None:
    """Raise NotPossible if the rules of the house do not let somebody verify a case."""
    if why := why_not_verify(case, by):
        raise NotPossible(why)


def closed_to(user: User) -> Q:
    """Return which cases the rules of the house do not let somebody verify, as a condition."""
    rules = rules_in_force()
    shut = Q(pk__in=[])
    own = Coding.objects.filter(coder=user, purpose=Purpose.RECORD).exclude(submitted_at=None)
    for country, rule in rules.items():
        here = Q(country=country) if country else ~Q(country__in=[name for name in rules if name])
        if not _is_named(rule, user):
            shut |= here
        elif not rule.coders_verify:
            shut |= here & Q(pk__in=own.values("case"))
    return shut


def _is_named(rule: HouseRule, user: User) -> bool:
    if not rule.verifying_roles and not rule.verifiers:
        return True
    return user.pk in rule.verifiers or bool(roles_of(user) & {*rule.verifying_roles})


def _has_coded(case: Case, user: User) -> bool:
    return (
        case.codings.filter(coder=user, purpose=Purpose.RECORD).exclude(submitted_at=None).exists()
    )
