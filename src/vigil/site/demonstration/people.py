"""The people who work in a demonstration, and what a visitor can try as each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Role, User
from vigil.trust.people.verbs.accounts import create_person

DOMAIN: Final = "demonstration.invalid"
"""A domain that cannot exist (RFC 2606): no letter ever reaches it."""


@dataclass(frozen=True)
class DemoPerson:
    """One invented colleague. `begins_at` names the page to which a visitor is led.

    `part` is the part of that page where their work waits.
    """

    key: str
    name: str
    roles: tuple[Role, ...]
    task: Promise
    begins_at: str
    part: str = ""

    @property
    def email(self) -> str:
        """Return the address of the account."""
        return f"{self.key}@{DOMAIN}"

    def begins(self) -> str:
        """Return the address to which a visitor is led."""
        return reverse(self.begins_at) + (f"#{self.part}" if self.part else "")


PEOPLE: Final = (
    DemoPerson(
        "coder",
        "Ilvane Torr",
        (Role.CODER,),
        _("Decide whether a report is about a new case, and code cases."),
        "desk:queue",
    ),
    DemoPerson(
        "second-coder",
        "Maruk Ostenby",
        (Role.CODER,),
        _("Code the same cases a second time, without seeing the first coding."),
        "desk:queue",
        "coding",
    ),
    DemoPerson(
        "adjudicator",
        "Sefira Doln",
        (Role.ADJUDICATOR,),
        _("Decide between two codings, value by value."),
        "desk:queue",
        "adjudication",
    ),
    DemoPerson(
        "verifier",
        "Benno Kaleth",
        (Role.ADJUDICATOR,),
        _("Verify what another person adjudicated."),
        "desk:queue",
        "verification",
    ),
    DemoPerson(
        "publisher",
        "Tavi Roswen",
        (Role.ADJUDICATOR,),
        _("Publish a verified case as the third person, or withdraw one."),
        "desk:queue",
        "publication",
    ),
    DemoPerson(
        "editor",
        "Noemi Ardavel",
        (Role.EDITOR,),
        _("Write a story, a text on a life, or a campaign."),
        "desk_stories:stories",
    ),
    DemoPerson(
        "second-editor",
        "Joss Velindar",
        (Role.EDITOR,),
        _("Approve what another editor wrote, and publish it."),
        "mine",
    ),
    DemoPerson(
        "officer",
        "Halle Brunquist",
        (Role.FUND_OFFICER,),
        _("Open a call for applications and award a grant."),
        "desk_fund:overview",
    ),
    DemoPerson(
        "second-officer",
        "Perrin Oldacre",
        (Role.FUND_OFFICER,),
        _("Agree with decisions, confirm accounts and approve payments as the second person."),
        "desk_fund:overview",
    ),
    DemoPerson(
        "third-officer",
        "Amadi Corvell",
        (Role.FUND_OFFICER,),
        _("Pay what two people approved, and match bank statements."),
        "desk_finance:home",
    ),
    DemoPerson(
        "reviewer",
        "Lioba Tennfjord",
        (Role.REVIEWER,),
        _("Review applications without seeing who applies."),
        "desk_fund:reviews",
    ),
    DemoPerson(
        "second-reviewer",
        "Casimir Adeyo",
        (Role.REVIEWER,),
        _("Review the same applications a second time."),
        "desk_fund:reviews",
    ),
    DemoPerson(
        "host",
        "Dario Weskamp",
        (Role.PROGRAMME_HOST,),
        _("Plan an event with sessions and speakers."),
        "desk_programme:events",
    ),
    DemoPerson(
        "chair",
        "Ysolde Merrant",
        (Role.PANEL_CHAIR,),
        _("Direct an assessment, write a report of the outlook, or set up a panel of experts."),
        "desk_outlook:assessments",
    ),
    DemoPerson(
        "lead",
        "Brann Hjelmdal",
        (Role.PANEL_CHAIR,),
        _("Lead a region of an assessment, and read its answers a second time."),
        "desk_second_reading:panels",
    ),
    DemoPerson(
        "expert",
        "Liv Sandemoor",
        (Role.PANEL_EXPERT,),
        _("Answer about three countries in the open round of an assessment."),
        "panels:countries",
    ),
    DemoPerson(
        "auditor",
        "Kornel Abendry",
        (Role.AUDITOR,),
        _("Read who decided what, without seeing any name."),
        "desk:decisions",
    ),
    DemoPerson(
        "administrator",
        "Odeya Marnholt",
        (Role.ADMINISTRATOR,),
        _("Give people an account and a role, or take a role away."),
        "desk:accounts",
    ),
)


def make_people() -> Mapping[str, User]:
    """Create the accounts of all people; return them by their keys."""
    first, *others = sorted(PEOPLE, key=lambda one: Role.ADMINISTRATOR not in one.roles)
    chief = create_person(first.email, by=None, roles=first.roles, name=first.name)
    made = {first.key: chief}
    for one in others:
        made[one.key] = create_person(one.email, by=chief, roles=one.roles, name=one.name)
    return made
