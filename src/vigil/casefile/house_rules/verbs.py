"""State the rules of the house, and write down which of them holds for a case."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.access.reach import CODERS
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.house_rules.asked import BOTH, WHOLE, CodingsAsked, Why
from vigil.casefile.house_rules.kinds import all_kinds, kinds_of
from vigil.casefile.house_rules.queries import codings_asked
from vigil.casefile.models import Case, Coding, CodingRule, HouseRule, Stage
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords

STATE: Final = "casefile.state_house_rules"
EVERYWHERE: Final = "everywhere"
"""The key of the rule without a country, in the log."""


@transaction.atomic
def state_rule(
    country: str,
    percent: int,
    *,
    by: User,
    why: str,
    always: Sequence[str] = (),
    verifying_roles: Sequence[str] = (),
    verifiers: Sequence[User] = (),
    coders_verify: bool = True,
) -> HouseRule:
    """State the rule for the cases of a country, or of all others (""). It ends the one before.

    Cases whose coding has begun keep the number of codings that was asked then. Raises NotAllowed,
    NotPossible (no reason; no such country, share, kind or role; nothing changes; fewer than two
    people are left who may verify).
    """
    rule = HouseRule(
        country=country,
        percent=percent,
        always=[kind for kind in all_kinds() if kind in set(always)],
        verifying_roles=sorted(set(verifying_roles)),
        verifiers=sorted(user.pk for user in verifiers),
        coders_verify=coders_verify,
        why=why.strip(),
        stated_by=by,
    )
    require(by, STATE, rule)
    if not rule.why:
        raise NotPossible(_("State a reason."))
    if country and country not in COUNTRIES:
        raise NotPossible(_("There is no such country."))
    if not 0 <= percent <= WHOLE or not set(always) <= set(all_kinds()):
        raise NotPossible(_("Choose a share from 0 to 100, and kinds from the list."))
    if not set(verifying_roles) <= {str(role) for role in CODERS}:
        raise NotPossible(_("Only coders and adjudicators verify."))
    _require_two_verifiers(rule)
    before = _ended(country)
    if before is not None and _facts(before) == _facts(rule):
        raise NotPossible(_("This is the rule already."))
    rule.save()
    record(
        "state_rule",
        "house_rule",
        country or EVERYWHERE,
        by=by,
        before=_facts(before) if before else {},
        after=_facts(rule),
        why=rule.why,
    )
    return rule


@transaction.atomic
def end_rule(country: str, *, by: User, why: str) -> None:
    """End the rule of a country: the one of all other countries holds there then.

    Without any rule two people code every case. Raises NotAllowed, NotPossible (no rule; no
    reason).
    """
    require(by, STATE, HouseRule(country=country))
    if not why.strip():
        raise NotPossible(_("State a reason."))
    before = _ended(country)
    if before is None:
        raise NotPossible(_("There is no such rule any more."))
    told = _facts(before)
    record("end_rule", "house_rule", country or EVERYWHERE, by=by, before=told, why=why)


def _ended(country: str) -> HouseRule | None:
    rows = HouseRule.objects.select_for_update().filter(country=country, ended_at=None)
    rule = rows.first()
    if rule is not None:
        HouseRule.objects.filter(pk=rule.pk).update(ended_at=timezone.now())
    return rule


def _facts(rule: HouseRule) -> dict[str, Any]:
    return {
        "percent": rule.percent,
        "always": list(rule.always),
        "verifying_roles": list(rule.verifying_roles),
        "verifiers": list(rule.verifiers),
        "coders_verify": rule.coders_verify,
    }


def _require_two_verifiers(rule: HouseRule) -> None:
    """Raise NotPossible if this rule leaves nobody to verify the work of one of its people."""
    people = User.objects.filter(is_active=True, grants__role__in=CODERS)
    if rule.verifying_roles or rule.verifiers:
        named = people.filter(pk__in=rule.verifiers)
        in_role = people.filter(grants__role__in=rule.verifying_roles)
        if len({user.pk for user in (*named, *in_role)}) < BOTH:
            raise NotPossible(
                _(
                    "Name at least two people who may verify: nobody verifies alone what they "
                    "decided."
                )
            )


def keep_rule(case: Case) -> CodingRule:
    """Write down which rule holds for a case, when its coding begins."""
    held = CodingRule.objects.filter(case=case).first()
    if held is not None:
        return held
    asked = codings_asked(case)
    return CodingRule.objects.create(
        case=case,
        rule=asked.rule,
        codings=asked.codings,
        reason=asked.why,
        kinds=list(asked.kinds),
    )


def asked_after(coding: Coding) -> CodingsAsked:
    """Return how many people are to code a case, now that somebody has handed in a coding.

    What they coded may show that the case is of a kind that two people always code.
    """
    asked = codings_asked(coding.case)
    if asked.twice or asked.rule is None:
        return asked
    kinds = kinds_of(coding.values)
    always = [kind for kind in asked.rule.always if kind in kinds]
    if always:
        _ask_two(coding.case, Why.KIND, always)
    return codings_asked(coding.case) if always else asked


def ask_second_coding(case: Case, *, by: User) -> None:
    """Open a case for a second coding, because its only one was not accepted."""
    _ask_two(case, Why.ASKED, [])
    before = {"stage": case.stage}
    case.stage = Stage.OPEN
    case.save(update_fields=["stage", "updated_at"])
    record_on_case("ask_second_coding", case, by=by, before=before, after={"stage": Stage.OPEN})


def _ask_two(case: Case, why: Why, kinds: Sequence[str]) -> None:
    told = {"codings": BOTH, "reason": why, "kinds": list(kinds)}
    CodingRule.objects.filter(case=case).update(**told)


LOG: Final = LogWords(
    verbs={
        "ask_second_coding": pgettext_lazy("decision", "ask for a second coding"),
        "end_rule": pgettext_lazy("decision", "end a rule of the house"),
        "state_rule": pgettext_lazy("decision", "state a rule of the house"),
    },
    kinds={
        "house_rule": pgettext_lazy("decision", "rule of the house"),
    },
    parts={
        "percent": pgettext_lazy("decision", "of 100 cases, coded twice"),
        "always": pgettext_lazy("decision", "always coded twice"),
        "verifying_roles": pgettext_lazy("decision", "roles that verify"),
        "verifiers": pgettext_lazy("decision", "people who verify (their numbers)"),
        "coders_verify": pgettext_lazy("decision", "who coded may verify"),
    },
    codes={
        "verifying_roles": dict(Role.choices),
    },
)
