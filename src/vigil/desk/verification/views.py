"""The list of the shipped cases with its progress, and the page on which one case is checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.forms import BoundField
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from vigil.casefile.cases.compiled_texts import CONVICTIONS, SUMMARY
from vigil.casefile.cases.queries import desk_accounts
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.disclosure.names_in_notes import strangers_in_note
from vigil.casefile.models import Case, CaseReview, Finding, Victim
from vigil.casefile.reports.verbs.citing import ADD_SOURCE
from vigil.casefile.verification.queries import (
    ValueToCheck,
    checked_by_people,
    compiled_cases,
    digest_of,
    left_to_check,
    next_to_check,
    values_to_check,
)
from vigil.casefile.verification.verbs import VERIFY, review_case
from vigil.desk.cases.case_on_screen import CITABLE
from vigil.desk.cases.evidence import Quote, Quotes, names_by_uid
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.desk.screens.labels import field_label, text_label, value_text
from vigil.desk.verification.forms import KeepForm, ReviewForm, as_reviewed
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook.link_basis import BasisObjection, objections_to_basis
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

TEXTS: Final = (SUMMARY, CONVICTIONS)
LINK, BASIS = "organised_crime_link", "organised_crime_basis"


@dataclass(frozen=True)
class CaseProgress:
    """How far a compiled case is, and what this person found.

    `confirmed` says by how many people every value was confirmed.
    """

    case: Case
    confirmed: int
    done: bool
    mine: CaseReview | None
    left: int
    """Values that lack confirmations and that this person has not checked."""
    wrong: int
    """Values that somebody calls wrong."""
    disputed: int
    """Values on which people found different things."""


@dataclass(frozen=True)
class DisputedValue:
    """A value on which people found different things, as whoever checked it sees it."""

    key: str
    person: Victim | None
    label: str
    texts: Sequence[str]
    findings: Sequence[tuple[str, CaseReview]]
    """What each person found, and their review."""
    corrected: bool
    keep: KeepForm | None
    """For whoever did not confirm the value: the form that confirms it now."""
    anchor: str
    """Where the value stands in the form that corrects it."""


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
    corrected: bool = False
    reason: str = ""
    """Why people here chose it."""
    anchor: str = ""
    """Where the value stands in the form that corrects it."""
    citable: int = 0
    """The key of the value where a source can be added to it, else 0."""


@desk_view()
@require_safe
def verification(request: HttpRequest) -> HttpResponseBase:
    """List the shipped cases with what two people confirmed, and lead to the next one."""
    user = person(request)
    rows = [
        _progress(case, user)
        for case in compiled_cases().prefetch_related("accepted", "victims", "reviews")
    ]
    context = {
        "rows": rows,
        "done": sum(row.done for row in rows),
        "once": sum(row.confirmed > 0 for row in rows),
        "mine": sum(row.mine is not None for row in rows),
        "next": next_to_check(user),
    }
    return render(request, "desk/verification/list.html", context)


def _progress(case: Case, user: User) -> CaseProgress:
    values = checked_by_people(case)
    mine = next((review for review in case.reviews.all() if review.by_id == user.pk), None)
    return CaseProgress(
        case,
        confirmed=min((value.confirmations for value in values), default=0),
        done=all(value.verified for value in values),
        mine=mine,
        left=left_to_check(values, mine.findings if mine else {}),
        wrong=sum(value.wrong for value in values),
        disputed=sum(value.disputed for value in values),
    )


def _review(case: Case, data: Data, by: User) -> CaseReview:
    return review_case(case, data["findings"], by=by, note=data["note"], seen=data["seen"])


def _done(review: CaseReview) -> str:
    if not (strangers := strangers_in_note(review.case, review.note)):
        return _saved(review)
    warning = _("Your note contains %(names)s: if these are people, write it without their names.")
    return f"{_saved(review)} {warning % {'names': in_a_row(strangers)}}"


def _saved(review: CaseReview) -> str:
    case = {"case": review.case.public_id}
    left = _left(review)
    if review.confirmed:
        return _("%(case)s: you found every value right.") % case
    if not left:
        return _("%(case)s: your findings are saved.") % case
    return ngettext(
        "%(case)s: your findings are saved. %(n)d value is not checked yet.",
        "%(case)s: your findings are saved. %(n)d values are not checked yet.",
        left,
    ) % {**case, "n": left}


def _left(review: CaseReview) -> int:
    return left_to_check(checked_by_people(review.case), review.findings)


def _next(case: Case, review: CaseReview) -> str:
    """Return where to go after a review: on, unless values are left or now turn out disputed."""
    disputed = any(v.disputed and review.by_id in v.by for v in checked_by_people(review.case))
    following = None if _left(review) else next_to_check(review.by, case)
    if disputed or _left(review):
        return reverse("desk:verify_case", args=[case.pk])
    return reverse("desk:verify_case", args=[following.pk]) if following else _list()


def _keep(case: Case, data: Data, by: User) -> CaseReview:
    mine = case.reviews.filter(by=by).first()
    findings = {**(mine.findings if mine else {}), data["keep"]: Finding.CONFIRMED.value}
    return review_case(case, findings, by=by, note=mine.note if mine else "", seen=data["seen"])


REVIEW: Final = Act[Case](
    form=ReviewForm,
    form_arguments=lambda case, _by: {"case": case},
    permission=VERIFY,
    verb=_review,
    done=_done,
    next=_next,
)
KEEP: Final = Act[Case](
    form=KeepForm,
    permission=VERIFY,
    verb=_keep,
    done=gettext_lazy("You confirmed the value."),
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
    back = reverse("desk:verify_case", args=[pk])
    name, act = ("keep", KEEP) if "keep" in request.POST else ("review", REVIEW)
    return perform(request, case, name, act, show=show, back=back)


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
        "refused": screen.forms.get("keep") or form,
        "disputed": list(_disputed(case, user)),
        "left": left_to_check(checked_by_people(case), mine.findings) if mine else 0,
        "groups": groups.items(),
        "next": next_to_check(user, case),
        "waiting": case.adjudications.filter(verified_at=None, replaced_at=None).exists(),
        "may_correct": user.has_perm("casefile.adjudicate", case),
        "may_cite": user.has_perm(ADD_SOURCE, case),
        "sources": [account.report for account in desk_accounts(case) if account.report.url],
    }
    return render(request, "desk/verification/case.html", context, status=screen.status)


def _disputed(case: Case, user: User) -> Iterator[DisputedValue]:
    """Yield the values on which people differ and on which this person has said what they found."""
    values = values_to_check(case)
    reviews = list(case.reviews.select_related("by"))
    for checked in checked_by_people(case):
        value, mine = checked.value, checked.by.get(user.pk)
        if mine is None or not checked.disputed:
            continue
        known = {"keep": value.key, "seen": digest_of(values)}
        yield DisputedValue(
            key=value.key,
            person=value.victim,
            label=_label(value),
            texts=_texts(value),
            findings=[
                (str(Finding(checked.by[review.by_id]).label), review)
                for review in reviews
                if review.by_id in checked.by
            ],
            corrected=value.corrected,
            keep=None if mine == Finding.CONFIRMED else KeepForm(auto_id=False, initial=known),
            anchor=_anchor(value),
        )


def _label(value: ValueToCheck) -> str:
    return text_label(value.key) if value.key in TEXTS else field_label(value.field)


def _anchor(value: ValueToCheck) -> str:
    """Return where a value stands in the form that corrects it."""
    place, slash, field = value.key.rpartition("/")
    return f"p{place}-{field}-field" if slash else f"case-{field}-field"


def _rows(case: Case, form: ReviewForm) -> Iterator[tuple[Victim | None, CheckedValue]]:
    """Yield each value with the person it is about; None for those of the case."""
    book = codebook.current()
    quotes = Quotes(desk_accounts(case), book, names_by_uid(case))
    of_persons = quotes.of_persons(CodingForm.of(book, starting_values(case)))
    place_of = {victim.pk: place for place, victim in enumerate(case.victims.all())}
    values = {value.key: value.value for value in form.values}
    objections = objections_to_basis(str(values.get(LINK, "")), str(values.get(BASIS, "")))
    for value in form.values:
        yield (
            value.victim,
            CheckedValue(
                label=_label(value),
                texts=_texts(value),
                quotes=_quotes(value, quotes, of_persons, place_of),
                choices=form[value.key],
                objections=[_objection(one) for one in objections] if value.key == LINK else [],
                coded=value.coded,
                corrected=value.corrected,
                reason=value.reason,
                anchor=_anchor(value),
                citable=value.row if value.field in CITABLE else 0,
            ),
        )


def _quotes(
    value: ValueToCheck,
    quotes: Quotes,
    of_persons: Sequence[dict[str, list[Quote]]],
    place_of: Mapping[int, int],
) -> list[Quote]:
    if value.victim is None:
        return quotes.of_case("judicial_outcome" if value.key == CONVICTIONS else value.field)
    number = place_of[value.victim.pk]
    own = of_persons[number].get(value.field, []) if number < len(of_persons) else []
    # Who was killed is what happened: sources say it of the attack.
    return own or (quotes.of_case("event") if value.field == "outcome" else [])


def _texts(value: ValueToCheck) -> list[str]:
    if value.key in TEXTS:
        return [str(sentence) for sentence in value.value]
    return [value_text(value.field, value.value)]


def _objection(objection: BasisObjection) -> str:
    return {
        BasisObjection.NO_COURT: _("The basis names no court's finding."),
        BasisObjection.NO_GROUP: _("The basis names no group."),
        BasisObjection.DENIES_GROUP: _("The basis denies that a court found a group."),
    }[objection]
