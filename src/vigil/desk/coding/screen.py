"""Draw the coding screen: the reports on one side, the form as rows on the other."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vigil.casefile.codebook_changes.queries import released_since
from vigil.casefile.coding.queries import coding_version, submitted
from vigil.casefile.house_rules.queries import codings_asked
from vigil.casefile.models import Case
from vigil.desk.care.hints import break_hint
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.evidence import Quotes, names_by_uid
from vigil.desk.coding.draft_on_page import DraftOnPage
from vigil.desk.coding.forms import CodingForm
from vigil.desk.coding.own_coding import form_of, own_coding
from vigil.desk.coding.publication_days import publication_days
from vigil.desk.coding.report_tabs import ReportTab, report_tabs
from vigil.desk.coding.rows import row_groups, row_groups_of_new
from vigil.desk.coding.which_attack import which_attack
from vigil.desk.house_rules.words import why_so_many
from vigil.desk.matches.panel import perhaps_the_same
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import waiting_for
from vigil.desk.screens.access import person
from vigil.desk.screens.role_limits import limits_outside
from vigil.reading import codebook
from vigil.trust.rooms.counts import capped_count


def show_coding(
    request: HttpRequest,
    case: Case,
    *,
    status: int = 200,
    sent: CodingForm | None = None,
    start: str = "",
) -> HttpResponse:
    """Draw the coding screen, with a form that was refused as the person left it.

    `start` names the row where the person goes on.
    """
    user, book = person(request), codebook.current()
    own, shown = own_coding(case, user), CaseOnScreen(case)
    form = sent or form_of(case, own)
    marked = own.sees_machine
    quotes = Quotes(shown.accounts if marked else [], book, names_by_uid(case) if marked else {})
    of_case = {f.id: quotes.of_case(f.id) for f in book.fields.values()}
    tabs = report_tabs(shown.accounts, book, marked=marked)
    asked = codings_asked(case)
    # What other cases are like it would tell a blind coder what the machine read.
    perhaps = perhaps_the_same(case) if marked else []
    context = {
        "case": case,
        "codings": asked,
        "hint": break_hint(user),
        "why_codings": why_so_many(asked, blind=not own.sees_machine),
        "asked": QueueAddress(request.GET),
        "mine": own.coding,
        "blind": own.blind,
        "new_version": released_since(own.coding) if own.open and own.coding else None,
        "coding": form,
        "draft": DraftOnPage(case, user, form, own.coding),
        "coding_version": coding_version(case),
        "groups": row_groups(form, of_case, quotes.of_persons(form), list(_reports(tabs))),
        "tabs": tabs,
        "attack": which_attack(case, shown.accounts, perhaps, blind=not marked),
        "perhaps": perhaps,
        "new_people": row_groups_of_new(book),
        "published": publication_days(tabs),
        "start": start,
        "handed_in": submitted(case).count(),
        "to_code": capped_count(waiting_for(user).coding.exclude(pk=case.pk)),
        "outside": limits_outside(user, case),
    }
    return render(request, "desk/coding/coding.html", context, status=status)


def _reports(tabs: Sequence[ReportTab]) -> Iterator[int]:
    """Yield the keys of the reports in the order in which they stand on the screen."""
    for tab in tabs:
        yield from (shown.report.pk for shown in (tab.first, *(copy.shown for copy in tab.copies)))
