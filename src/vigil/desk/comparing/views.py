"""Show two cases side by side, and merge them or set them apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.casefile.cases.queries import version_of
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.linking.verbs.judging import set_apart
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.queries import ACCEPTED_STAGES, doubt_between
from vigil.casefile.matches.verbs import keep_apart
from vigil.casefile.models import Case
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.evidence import ReportWithEvidence, reports_of
from vigil.desk.comparing.compared_values import ComparedValue, compared_values
from vigil.desk.comparing.forms import ComparisonForm
from vigil.desk.matches.linking_reasons import linking_reasons
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, offered
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@dataclass(frozen=True)
class WhyTheSame:
    """What speaks for and against one attack, and how likely the machine holds it (0: unknown)."""

    reasons: list[str]
    percent: int


@dataclass(frozen=True)
class TwoCases:
    """Two cases, and what a screen shows of them."""

    case: Case
    other: Case

    @property
    def kept(self) -> tuple[Case, Case]:
        """Return which of the two stays after a merge, and which goes into it.

        The one with a number stays, of two the older; of two candidates the one with more reports.
        """
        pair = (self.case, self.other)
        keep, absorb = sorted(
            pair, key=lambda c: (c.public_id is None, c.opened_at or c.created_at, -c.n_reports)
        )
        return keep, absorb

    @property
    def version(self) -> str:
        """The state of both, which the form sends back."""
        return f"{version_of(self.case)}+{version_of(self.other)}"

    @cached_property
    def values(self) -> list[ComparedValue]:
        """What both say, field by field."""
        return compared_values(self.case, self.other)

    @property
    def why(self) -> WhyTheSame | None:
        """Why they may be the same, in the words of the linking."""
        found = doubt_between(self.case, self.other)
        reasons = linking_reasons(found.reasons) if found else []
        signs = KnownSigns(self.case)
        if self.other in signs.sharing_a_report:
            reasons.append(_("one report tells of both, perhaps as two attacks"))
        named = dict(signs.sharing_a_name).get(self.other)
        told = linking_reasons([[named, None]]) if named else []
        reasons += [words for words in told if words not in reasons]
        if found is None and not reasons:
            return None
        percent = min(99, round(found.probability * 100)) if found else 0
        return WhyTheSame(reasons or [_("reports that are alike")], percent)

    @property
    def sides(self) -> list[tuple[Case, list[ReportWithEvidence]]]:
        """Each case with its reports."""
        book = codebook.current()
        return [
            (one, reports_of(CaseOnScreen(one).inside, book)) for one in (self.case, self.other)
        ]


def _merge(pair: TwoCases, data: Data, by: User) -> str:
    _require_unchanged(pair, data)
    keep, absorb = pair.kept
    merge_cases(keep, absorb, by=by, why=data["why"] or _("Compared side by side: one attack."))
    return reverse("desk:case", args=[keep.pk])


def _apart(pair: TwoCases, data: Data, by: User) -> None:
    _require_unchanged(pair, data)
    if all(one.stage in ACCEPTED_STAGES for one in (pair.case, pair.other)):
        keep_apart(pair.case, pair.other, by=by, why=data["why"])
    else:
        set_apart(pair.case, pair.other, by=by, why=data["why"])


def _require_unchanged(pair: TwoCases, data: Data) -> None:
    if data["version"] != pair.version:
        raise NotPossible(_("One of the two changed since you opened them. Look again."))


ACTS: Final[Mapping[str, Act[TwoCases]]] = {
    "merge": Act(
        form=ComparisonForm,
        verb=_merge,
        label=gettext_lazy("Merge: one attack"),
        permission="casefile.merge_cases",
        about=lambda pair: pair.case,
        done=gettext_lazy("Merged. This can be undone in the history of the case."),
    ),
    "apart": Act(
        form=ComparisonForm,
        verb=_apart,
        label=gettext_lazy("Keep apart: two attacks"),
        permission="casefile.judge",
        about=lambda pair: pair.case,
        done=gettext_lazy("They are kept apart."),
    ),
}


@desk_view()
@require_http_methods(READ_AND_ACT)
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """Show two cases side by side, and take what somebody says of them."""
    live = Case.objects.filter(superseded_by=None)
    if pk == other:
        raise Http404
    pair = TwoCases(get_object_or_404(live, pk=pk), get_object_or_404(live, pk=other))
    show = partial(_show, request, pair)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk:queue") + QueueAddress(request.GET).here
    return act_named(request, pair, ACTS, show=show, back=back)


def _show(request: HttpRequest, pair: TwoCases, screen: ScreenState) -> HttpResponseBase:
    keep, _absorb = pair.kept
    context = {
        "pair": pair,
        "keep": keep,
        "asked": QueueAddress(request.GET),
        "acts": {
            name: ACTS[name].label for name in ACTS if name in offered(ACTS, pair, person(request))
        },
        "refused": next(iter(screen.forms.values()), None),
        "problem": screen.problem,
    }
    return render(request, "desk/comparing/compare.html", context, status=screen.status)
