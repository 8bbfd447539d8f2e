"""What the fund offers to other rooms."""

from typing import Final

from vigil.casefile.cases.changes import CASES_CHANGED
from vigil.fund.access import doors, rules
from vigil.fund.accounts import verbs as accounts
from vigil.fund.achieved import verbs as achieved
from vigil.fund.agreements import verbs as agreements
from vigil.fund.applications.verbs import (
    determining,
    saving_drafts,
    starting,
    stating_conditions,
    storing_files,
    submitting,
    withdrawing,
)
from vigil.fund.calls import menu, sitemap
from vigil.fund.calls import verbs as calls
from vigil.fund.decision_letters import verbs as decision_letters
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.extensions import verbs as extensions
from vigil.fund.finance import audit_file
from vigil.fund.finance.verbs import budgeting, importing, matching_lines
from vigil.fund.gates import verbs as gates
from vigil.fund.grants.verbs import accompanying, amending_and_closing, granting
from vigil.fund.holds import verbs as holds
from vigil.fund.messages import verbs as messages
from vigil.fund.nominations import verbs as nominations
from vigil.fund.overview import full_export, start_page
from vigil.fund.own_pages import queries as own_page
from vigil.fund.parties import keeper, letters, name_check
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.fund.parties.verbs import (
    changing_levels,
    hiding,
    own_page_links,
    registering,
    removing,
    who_may_know,
)
from vigil.fund.payments.verbs import (
    approval_terms,
    choosing_ways,
    managing_donors,
    paying,
    proving,
    receiving,
    tranches,
    witnessing,
)
from vigil.fund.releases import verbs as releases
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import (
    assigning,
    drafting,
    panel_budgets,
    reading,
    reminding,
    reviewing,
)
from vigil.fund.safety.verbs import case_prompts, plans_and_incidents
from vigil.fund.screening import verbs as screening
from vigil.fund.voices import verbs as voices
from vigil.fund.word_keys.verbs import losing, making
from vigil.publication.pages.navigation import MENU
from vigil.publication.pages.sitemap import SITEMAP
from vigil.trust.rooms.room import Room

LOGS: Final = (
    # applications
    determining.LOG,
    saving_drafts.LOG,
    starting.LOG,
    stating_conditions.LOG,
    storing_files.LOG,
    submitting.LOG,
    withdrawing.LOG,
    # calls, emergencies, nominations
    calls.LOG,
    deciding.LOG,
    nominations.LOG,
    # grants, what they achieved, and money
    audit_file.LOG,
    budgeting.LOG,
    importing.LOG,
    matching_lines.LOG,
    accompanying.LOG,
    achieved.LOG,
    amending_and_closing.LOG,
    approval_terms.LOG,
    choosing_ways.LOG,
    granting.LOG,
    managing_donors.LOG,
    paying.LOG,
    proving.LOG,
    receiving.LOG,
    tranches.LOG,
    witnessing.LOG,
    # the path to a payment
    accounts.LOG,
    agreements.LOG,
    gates.LOG,
    screening.LOG,
    # parties and their own pages
    changing_levels.LOG,
    hiding.LOG,
    holds.LOG,
    extensions.LOG,
    letters.LOG,
    messages.LOG,
    name_check.LOG,
    own_page.LOG,
    own_page_links.LOG,
    registering.LOG,
    removing.LOG,
    who_may_know.LOG,
    # reviews, reports, safety, releases
    case_prompts.LOG,
    drafting.LOG,
    full_export.LOG,
    plans_and_incidents.LOG,
    releases.LOG,
    reporting.LOG,
    reviewing.LOG,
    voices.LOG,
    # keys of words
    losing.LOG,
    making.LOG,
    assigning.LOG,
    panel_budgets.LOG,
    reading.LOG,
    reminding.LOG,
    decision_letters.LOG,
)
ROOM: Final = Room(
    name="fund",
    needs=("trust", "casefile", "publication", "network"),
    permissions=rules.PERMISSIONS,
    subjects=rules.SUBJECTS,
    log=LOGS,
    keepers=(keeper.FundKeeper(),),
    without_personal_data=keeper.WITHOUT_PERSONAL_DATA,
    acts_of_two=(changing_levels.SHOWING_MORE, holds.LIFTING),
    doors=(doors.EMERGENCY_FORM, doors.APPLICATION_FORM),
    file_budgets=5,
    letters=letters.LETTERS,
    own_rooms=start_page.own_rooms,
    follows=(CASES_CHANGED.by(case_prompts.follow_cases), PARTY_CHANGED.by(releases.follow)),
    adds=(MENU.by(*menu.ENTRIES), SITEMAP.by(sitemap.ADDRESSES)),
    closing=menu.CLOSING,
)
