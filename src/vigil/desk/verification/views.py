"""The list of the shipped cases with its progress, and the page on which one case is checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.forms import BoundField
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from vigil.casefile.cases.queries import desk_accounts
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.models import Case, CaseReview, Finding, Victim
from vigil.casefile.verification.queries import (
    PEOPLE,
    SUMMARY,
    ValueToCheck,
    compiled_cases,
    next_to_check,
    values_to_check,
)
from vigil.casefile.verification.verbs import VERIFY, review_case
from vigil.desk.cases.evidence import Quote, Quotes, names_by_uid
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.labels import field_label, value_text
from vigil.desk.verification.forms import ReviewForm, as_reviewed
from vigil.reading import codebook
from vigil.reading.codebook.link_basis import BasisObjection, objections_to_basis
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

LINK, BASIS = "organised_crime_link", "organised_crime_basis"


@dataclass(frozen=True)
class CaseProgress:
    """How far a compiled case is: by how many people confirmed, and what this person found."""

    case: Case
    confirmed: int
    mine: CaseReview | None
    to_correct: bool

    @property
    def done(self) -> bool:
        """Whether two people confirmed it."""
        return self.confirmed >= PEOPLE


@dataclass(frozen=True)
class CheckedValue:
    """A value on the page: its label, its text, what its sources say, and its choices.

    `coded` is the compilers' reason, where no source states the value.
    """

    label: str
    texts: Sequence[str]
    quotes: Sequence[Quote]
    choices: BoundField
    objections: Sequence[str] = ()
    coded: str = ""


@desk_view()
@require_safe
def verification(request: HttpRequest) -> HttpResponseBase:
    """List the shipped cases with what two people confirmed, and lead to the next one."""
    user = person(request)
    rows = [_progress(case, user) for case in compiled_cases().prefetch_related("reviews")]
    context = {
        "rows": rows,
        "done": sum(row.done for row in rows),
        "once": sum(row.confirmed > 0 for row in rows),
        "mine": sum(row.mine is not None for row in rows),
        "next": next_to_check(user),
    }
    return render(request, "desk/verification/list.html", context)


def _progress(case: Case, user: User) -> CaseProgress:
    reviews = list(case.reviews.all())
    wrong = any(Finding.WRONG in review.findings.values() for review in reviews)
    mine = next((review for review in reviews if review.by_id == user.pk), None)
    return CaseProgress(case, sum(review.confirmed for review in reviews), mine, wrong)


def _review(case: Case, data: Data, by: User) -> CaseReview:
    return review_case(case, data["findings"], by=by, note=data["note"], seen=data["seen"])


def _done(review: CaseReview) -> str:
    case = {"case": review.case.public_id}
    if review.confirmed:
        return _("%(case)s: you confirmed every value.") % case
    left = len(values_to_check(review.case)) - len(review.findings)
    if not left:
        return _("%(case)s: your findings are saved.") % case
    return ngettext(
        "%(case)s: your findings are saved. %(n)d value is not checked yet.",
        "%(case)s: your findings are saved. %(n)d values are not checked yet.",
        left,
    ) % {**case, "n": left}


REVIEW: Final = Act[Case](
    form=ReviewForm,
    form_arguments=lambda case, _by: {"case": case},
    permission=VERIFY,
    verb=_review,
    done=_done,
)


@desk_view()
@require_http_methods(READ_AND_ACT)
def verify_case(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one compiled case, each value beside what its sources say; save what somebody found."""
    user = person(request)
    case = get_object_or_404(Case.objects.prefetch_related("accepted", "victims"), pk=pk)
    require(user, VERIFY, case)
    show = partial(_show, request, case)
    if request.method != "POST":
        if not compiled_cases().filter(pk=pk).exists():
            return redirect("desk:case", pk=pk)
        return show(ScreenState())
    following = next_to_check(user, case)
    back = reverse("desk:verify_case", args=[following.pk]) if following else _list()
    return perform(request, case, "review", REVIEW, show=show, back=back)


def _list() -> str:
    return reverse("desk:verification")


def _show(request: HttpRequest, case: Case, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    mine = case.reviews.filter(by=user).first()
    form = screen.forms.get("review") or ReviewForm(
        auto_id="review-%s", case=case, initial=dict(as_reviewed(case, mine))
    )
    assert isinstance(form, ReviewForm)
    groups: dict[Victim | None, list[CheckedValue]] = {}
    for victim, row in _rows(case, form):
        groups.setdefault(victim, []).append(row)
    context = {
        "case": case,
        "form": form,
        "groups": groups.items(),
        "next": next_to_check(user, case),
        "may_correct": user.has_perm("casefile.adjudicate", case),
        "sources": [account.report for account in desk_accounts(case) if account.report.url],
    }
    return render(request, "desk/verification/case.html", context, status=screen.status)


def _rows(case: Case, form: ReviewForm) -> Iterator[tuple[Victim | None, CheckedValue]]:
    """Yield each value with the person it is about; None for those of the case."""
    book = codebook.current()
    quotes = Quotes(desk_accounts(case), book, names_by_uid(case))
    of_persons = quotes.of_persons(CodingForm.of(book, starting_values(case)))
    values = {value.key: value.value for value in form.values}
    objections = objections_to_basis(str(values.get(LINK, "")), str(values.get(BASIS, "")))
    for value in form.values:
        yield (
            value.victim,
            CheckedValue(
                label=_("Summary") if value.key == SUMMARY else field_label(value.field),
                texts=_texts(value),
                quotes=_quotes(value, quotes, of_persons),
                choices=form[value.key],
                objections=[_objection(one) for one in objections] if value.key == LINK else [],
                coded=value.coded,
            ),
        )


def _quotes(
    value: ValueToCheck, quotes: Quotes, of_persons: Sequence[dict[str, list[Quote]]]
) -> list[Quote]:
    if value.victim is None:
        return quotes.of_case(value.field)
    number = int(value.key.partition("/")[0])
    own = of_persons[number].get(value.field, []) if number < len(of_persons) else []
    # Who was killed is what happened: sources say it of the attack.
    return own or (quotes.of_case("event") if value.field == "outcome" else [])


def _texts(value: ValueToCheck) -> list[str]:
    if value.key == SUMMARY:
        return [str(sentence) for sentence in value.value]
    return [value_text(value.field, value.value)]


def _objection(objection: BasisObjection) -> str:
    return {
        BasisObjection.NO_COURT: _("The basis names no court's finding."),
        BasisObjection.NO_GROUP: _("The basis names no group."),
        BasisObjection.DENIES_GROUP: _("The basis denies that a court found a group."),
    }[objection]
