"""The homes: what waits for an officer, in order of harm, and for an auditor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.fund.overview.waiting import money, other_roles, people, second_person, work
from vigil.fund.overview.waiting.lines import Source, Viewer, WaitingGroup, address, grouped
from vigil.trust.models import User


@dataclass(frozen=True)
class Subject:
    """One subject of a home: its title, where the rest is listed, and what finds its lines."""

    key: str
    title: Promise
    more: str
    sources: Sequence[Source]


OFFICER: Final = (
    Subject(
        "urgent",
        _("Emergencies"),
        "desk_fund:emergencies",
        (people.emergencies,),
    ),
    Subject("incidents", _("Incidents"), "", (people.incidents,)),
    Subject(
        "grantees",
        _("From grantees"),
        "",
        (people.messages, people.extensions, people.payments_without_receipt, people.levels),
    ),
    Subject(
        "second",
        _("A second person is needed"),
        "",
        (
            second_person.holds,
            second_person.key_losses,
            second_person.accounts,
            second_person.approvals,
            second_person.decisions,
            second_person.levels,
            second_person.gates,
            other_roles.statements_to_read,
        ),
    ),
    Subject(
        "safety",
        _("Checks and safety"),
        "",
        (people.missing_checks, people.prompts, people.safety_plans),
    ),
    Subject(
        "agreements", _("Agreements"), "desk_grants:grants", (work.grants_to_plan, work.agreements)
    ),
    Subject("money", _("Payments"), "desk_grants:grants", (money.tranches,)),
    Subject("reports", _("Reports"), "", (work.reports,)),
    Subject("own-reviews", _("Your reviews"), "desk_fund:reviews", (other_roles.own_reviews,)),
    Subject("reviews", _("Reviews that are late"), "", (work.late_reviews,)),
    Subject("answers", _("Answers to send"), "", (second_person.answers, work.letters)),
    Subject(
        "work",
        _("Applications and nominations"),
        "",
        (work.applications, work.nominations, work.calls),
    ),
    Subject("finance", _("Donors and bank"), "", (money.donors, money.statements)),
)
"""What an officer's home shows, the most harmful first."""

AUDITOR: Final = (
    Subject("gates", _("Gates switched off"), "desk_grants:gates", (other_roles.gates_off,)),
    Subject(
        "money",
        _("Payments and bank"),
        "",
        (other_roles.incomplete_payments, other_roles.unmatched_lines),
    ),
    Subject("files", _("Files"), "", (other_roles.files_to_download,)),
)
"""What an auditor's home shows above the list of grants."""


def waiting_for_auditor(user: User) -> list[WaitingGroup]:
    """Return what waits for an auditor: no name and no text."""
    return _found(AUDITOR, user)


def waiting_for_officer(user: User) -> list[WaitingGroup]:
    """Return what waits for an officer: only what they may know of, and may do themselves."""
    return _found(OFFICER, user)


def _found(subjects: Sequence[Subject], user: User) -> list[WaitingGroup]:
    viewer = Viewer(user)
    groups = (
        grouped(
            one.key,
            str(one.title),
            address(one.more) if one.more else "",
            [line for source in one.sources for line in source(viewer)],
        )
        for one in subjects
    )
    return [group for group in groups if group is not None]
