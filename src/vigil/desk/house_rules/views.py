"""Show the rules of the house and what they were before; state a rule, end one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.house_rules.queries import all_rules, rules_in_force
from vigil.casefile.house_rules.verbs import STATE, end_rule, state_rule
from vigil.casefile.models import HouseRule
from vigil.desk.house_rules.forms import EndRuleForm, RuleForm
from vigil.desk.house_rules.words import sentences_of
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, forms_of
from vigil.desk.screens.labels import country_name
from vigil.trust.models import User

MOST_SHOWN: Final = 50


def _state(_item: None, data: Data, by: User) -> None:
    state_rule(data.pop("country"), data.pop("percent"), by=by, **data)


ACTS: Final[Mapping[str, Act[None]]] = {
    "state": Act(
        form=RuleForm,
        verb=_state,
        label=_("Save rule"),
        permission=STATE,
        recent=True,
        done=_("The rule holds from now on, for cases whose coding has not begun."),
    ),
    "end": Act(
        form=EndRuleForm,
        verb=lambda _item, data, by: end_rule(data["country"], by=by, why=data["why"]),
        label=_("End rule"),
        permission=STATE,
        recent=True,
        done=_("The rule has ended."),
    ),
}


@dataclass(frozen=True)
class RuleOnPage:
    """A rule in words."""

    rule: HouseRule
    sentences: list[str]

    @property
    def where(self) -> str:
        """The country for whose cases it holds; "" for all others."""
        return country_name(self.rule.country) if self.rule.country else ""


@desk_view()
@require_http_methods(READ_AND_ACT)
def house_rules(request: HttpRequest) -> HttpResponseBase:
    """Show the rules of the house; take a new one, or the end of one."""

    def show(screen: ScreenState) -> HttpResponseBase:
        user = person(request)
        rules = list(all_rules()[:MOST_SHOWN])
        context = {
            "now": _on_page(rules_in_force().values()),
            "before": _on_page(rule for rule in rules if rule.ended_at),
            "acts": ACTS,
            "forms": forms_of(ACTS, None, user, screen),
            "may_state": user.has_perm(STATE),
            "sent": set(screen.forms),
        }
        return render(request, "desk/house_rules/rules.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, ACTS, show=show, back=reverse("desk:house_rules"))


def _on_page(rules: Iterable[HouseRule]) -> list[RuleOnPage]:
    held = list(rules)
    people = User.objects.in_bulk({pk for rule in held for pk in rule.verifiers})
    return [RuleOnPage(rule, sentences_of(rule, people)) for rule in held]
