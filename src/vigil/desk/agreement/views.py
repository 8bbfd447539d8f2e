"""How far coders agree; gold cases and training; what a coder in training sees after a coding."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.casefile.models import Case, Purpose
from vigil.casefile.reliability.computing import latest_figures
from vigil.casefile.reliability.figures import GROUPS, LEAST
from vigil.casefile.reliability.measuring import LEAST_CASES, GoldValue, beside_gold
from vigil.casefile.reliability.queries import coders_in_training, gold_cases, latest_gold_of
from vigil.casefile.reliability.units import measured_fields
from vigil.casefile.reliability.verbs import end_training, mark_gold, start_training, unmark_gold
from vigil.desk.agreement.figures_on_page import AgreementOnPage, group_label
from vigil.desk.agreement.forms import EndGoldForm, EndTrainingForm, GoldForm, TrainingForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, ScreenState, act_named, forms_of, offered
from vigil.desk.screens.labels import field_label, value_text
from vigil.reading import codebook
from vigil.reading.codebook import Field

SEE: Final = "casefile.see_agreement"
PARTS: Final = {
    "pair": _("Pair of coders"),
    "language": _("Language of the reports"),
    "month": _("Month"),
}
ACTS: Final[Mapping[str, Act[None]]] = {
    "mark": Act(
        form=GoldForm,
        label=_("Mark as gold"),
        verb=lambda _item, data, by: mark_gold(data["number"], by=by, why=data["why"]),
        permission="casefile.train_coder",
        done=_("Marked as gold. Coders are handed it like any other case."),
    ),
    "unmark": Act(
        form=EndGoldForm,
        label=_("End as gold"),
        verb=lambda _item, data, by: unmark_gold(data["one"], by=by),
        permission="casefile.train_coder",
        done=_("This case is no gold case any more."),
    ),
    "train": Act(
        form=TrainingForm,
        label=_("Start training"),
        verb=lambda _item, data, by: start_training(data["coder"], by=by),
        permission="casefile.train_coder",
        done=_("In training: they code gold cases until you end it."),
    ),
    "untrain": Act(
        form=EndTrainingForm,
        label=_("End training"),
        verb=lambda _item, data, by: end_training(data["one"], by=by),
        permission="casefile.train_coder",
        done=_("The training has ended. They code for the record now."),
    ),
}


@dataclass(frozen=True)
class FeedbackRow:
    """One value of a gold case beside that of the coder, in words."""

    value: GoldValue

    @property
    def field(self) -> Field:
        """The field of the codebook."""
        return codebook.current().fields[self.value.field]

    @property
    def label(self) -> str:
        """What the field is called."""
        return field_label(self.value.field)

    @property
    def person(self) -> int:
        """The number of the person, from 1; 0 for a value of the case."""
        return 0 if self.value.person is None else self.value.person + 1

    @property
    def gold(self) -> str:
        """The value of the gold case."""
        return value_text(self.value.field, self.value.gold)

    @property
    def mine(self) -> str:
        """The value of the coder."""
        return value_text(self.value.field, self.value.mine)


@desk_view(SEE)
@require_safe
def agreement(request: HttpRequest) -> HttpResponseBase:
    """Show how far coders agree: by field, and one field by pair, language or month."""
    latest, current = latest_figures()
    page = AgreementOnPage(latest)
    field = request.GET.get("field", "")
    field = field if field in measured_fields() else page.first_field
    by = request.GET.get("by", "")
    by = by if by in PARTS else "pair"
    context = {
        "latest": latest,
        "current": current,
        "page": page,
        "groups": [group_label(group) for group in GROUPS],
        "least": LEAST,
        "field": field,
        "field_name": field_label(field),
        "fields": [(name, field_label(name)) for name in measured_fields()],
        "by": by,
        "by_name": PARTS[by],
        "ways": PARTS,
        "parts": page.parts(by, field),
        "confusion": page.confusion(field),
    }
    return render(request, "desk/agreement/agreement.html", context)


@desk_view(SEE)
@require_http_methods(READ_AND_ACT)
def gold(request: HttpRequest) -> HttpResponseBase:
    """Show the gold cases and the coders in training; mark, start and end."""
    show = partial(_show_gold, request)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, None, ACTS, show=show, back=reverse("desk:gold"))


def _show_gold(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    latest, _current = latest_figures()
    page = AgreementOnPage(latest)
    context = {
        "acts": ACTS,
        "forms": forms_of(ACTS, None, user, screen),
        "may": offered(ACTS, None, user),
        "gold": gold_cases(),
        "training": coders_in_training(),
        "measured": page.gold(Purpose.GOLD),
        "trained": page.gold(Purpose.TRAINING),
        "least": LEAST_CASES,
    }
    return render(request, "desk/agreement/gold.html", context, status=screen.status)


@desk_view("casefile.add_report")
@require_safe
def feedback(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a coder in training where their coding of a gold case differs, and why."""
    case = get_object_or_404(Case, pk=pk)
    mine = case.codings.filter(coder=person(request), purpose=Purpose.TRAINING)
    coding = mine.exclude(submitted_at=None).order_by("-submitted_at").first()
    known = latest_gold_of(case)
    if coding is None or known is None:
        raise Http404
    rows = [FeedbackRow(one) for one in beside_gold(known, coding)]
    counted = [row for row in rows if not row.value.in_free_words]
    context = {
        "case": case,
        "differing": [row for row in rows if not row.value.right],
        "words": [row for row in rows if row.value.right and row.value.in_free_words],
        "alike": sum(row.value.right for row in counted),
        "all": len(counted),
    }
    return render(request, "desk/agreement/feedback.html", context)
