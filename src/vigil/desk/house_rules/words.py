"""Say the rules of the house in words: as a whole, and why a case is coded once or twice."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from vigil.casefile.house_rules.asked import WHOLE, CodingsAsked, Why
from vigil.casefile.house_rules.kinds import CHILDREN, CONTRACT, OF_PERSON, SEVERAL_KILLED, WOMEN
from vigil.casefile.models import HouseRule
from vigil.desk.screens.labels import value_text
from vigil.language.punctuation import in_a_row
from vigil.trust.models import Role, User


def why_so_many(asked: CodingsAsked, *, blind: bool = False) -> str:
    """Say why one or two people code a case. To whom codes blind, not of which kind it is."""
    share = {"percent": asked.percent}
    if asked.why == Why.ASKED:
        return _(
            "Two people code this case: whoever was to verify the first coding did not accept it."
        )
    if asked.why == Why.KIND:
        if blind:
            return _("Two people code this case: it is of a kind that this house codes twice.")
        kinds = {"kinds": in_a_row(kind_label(kind) for kind in asked.kinds)}
        return (
            _("Two people code this case: this house always codes such cases twice (%(kinds)s).")
            % kinds
        )
    if asked.why == Why.DRAWN:
        return _("This house codes %(percent)d of 100 cases twice. This one was drawn.") % share
    if asked.why == Why.ALL:
        return _("Two people code this case: this house codes every such case twice.")
    if not asked.percent:
        return _(
            "One person codes this case, and another verifies it: so the rules of this house say."
        )
    return (
        _(
            "This house codes %(percent)d of 100 cases twice. This one was not drawn: one person "
            "codes it, and another verifies it."
        )
        % share
    )


def kind_label(kind: str) -> str:
    """Return what a kind of cases is called."""
    if kind.startswith(OF_PERSON):
        return value_text("target_category", kind.removeprefix(OF_PERSON))
    known = {
        SEVERAL_KILLED: _("more than one person killed"),
        WOMEN: _("a woman or girl attacked"),
        CHILDREN: _("somebody under 18 attacked"),
        CONTRACT: _("a contract or reward"),
    }
    return known.get(kind, kind)


def sentences_of(rule: HouseRule, people: Mapping[int, User]) -> list[str]:
    """Say what a rule asks for, a sentence each."""
    if rule.percent >= WHOLE:
        said = [_("Two people code every case.")]
    elif not rule.percent:
        said = [_("One person codes a case.")]
    else:
        said = [_("Two people code %(n)d of 100 cases, drawn by number.") % {"n": rule.percent}]
    if rule.always and rule.percent < WHOLE:
        kinds = {"kinds": in_a_row(kind_label(kind) for kind in rule.always)}
        said.append(_("Always two people: %(kinds)s.") % kinds)
    who = {"who": in_a_row(_verifiers(rule, people))}
    said.append(
        _("May verify: %(who)s.") % who
        if rule.verifying_roles or rule.verifiers
        else _("Whoever records cases may verify what somebody else decided.")
    )
    if not rule.coders_verify:
        said.append(_("Nobody verifies a case that they coded."))
    return said


def _verifiers(rule: HouseRule, people: Mapping[int, User]) -> Iterable[str]:
    yield from (str(Role(role).label) for role in rule.verifying_roles)
    yield from (str(people[pk]) for pk in rule.verifiers if pk in people)
