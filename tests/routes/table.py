"""The whole table: every route with its row, every kind of thing with its states."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from routes import (
    accounts,
    agreement,
    asked,
    campaigns,
    case_worlds,
    cases,
    codebook,
    confirmations,
    coverage,
    documents,
    fund_desk,
    fund_grants,
    fund_public,
    fund_releases,
    house,
    invitations,
    letters,
    links,
    log,
    looking_again,
    names,
    network,
    outlook_consultations,
    outlook_editions,
    outlook_experts,
    outlook_panel_worlds,
    outlook_panels,
    outlook_report,
    programme,
    programme_calendars,
    programme_messages,
    public,
    readers,
    recordings,
    registrations,
    setup,
    sheets,
    sitemaps,
    stories,
    testimony,
    withdrawals,
)
from routes.links import OURS_ANYWAY
from routes.rows import Route
from routes.worlds import Worlds, anywhere
from vigil.casefile.models import (
    AcceptedValue,
    Case,
    CodebookProposal,
    LookAgain,
    SheetImport,
)
from vigil.network.models import Member, MemberSheet
from vigil.programme.models import (
    Event,
    Message,
    Recording,
    Registration,
    RunItem,
    Session,
    Stream,
    StreamAddress,
)
from vigil.trust.models import Letter, Request, Upload
from vigil.witness.models import Life, Story, Testimony

NOT_OURS = "account/"
"""Routes of allauth: who may sign in, reset or enrol is decided and tested there."""
WAGTAILS = "cms/"
"""Routes of Wagtail: few answer, and `witness.test_cms` asks each of them as everybody."""
ROOMS = (
    *(public, links, cases, documents, log, asked, confirmations, letters),
    *(agreement, codebook, coverage, house, looking_again, setup, sheets, withdrawals),
    accounts,
    invitations,
    sitemaps,
    names,
    campaigns,
    network,
    programme,
    programme_calendars,
    programme_messages,
    readers,
    recordings,
    registrations,
    stories,
    testimony,
    fund_public,
    fund_desk,
    fund_grants,
    fund_releases,
    outlook_experts,
    outlook_panels,
    outlook_consultations,
    outlook_editions,
    outlook_report,
)
ROUTES: dict[str, Route] = {at: row for room in ROOMS for at, row in room.ROUTES.items()}

WORLDS: dict[str, Worlds] = {
    "": {"": anywhere},
    **case_worlds.WORLDS,
    **links.WORLDS,
    **documents.WORLDS,
    **asked.WORLDS,
    **confirmations.WORLDS,
    **letters.WORLDS,
    **accounts.WORLDS,
    **invitations.WORLDS,
    **codebook.WORLDS,
    **coverage.WORLDS,
    **house.WORLDS,
    **looking_again.WORLDS,
    **setup.WORLDS,
    **sheets.WORLDS,
    **withdrawals.WORLDS,
    **sitemaps.WORLDS,
    **names.WORLDS,
    **campaigns.WORLDS,
    **network.WORLDS,
    **programme.WORLDS,
    **programme_messages.WORLDS,
    **readers.WORLDS,
    **recordings.WORLDS,
    **registrations.WORLDS,
    **stories.WORLDS,
    **testimony.WORLDS,
    **fund_public.WORLDS,
    **fund_desk.WORLDS,
    **fund_grants.WORLDS,
    **fund_releases.WORLDS,
    **outlook_panel_worlds.WORLDS,
    **outlook_panels.WORLDS,
    **outlook_consultations.WORLDS,
    **outlook_editions.WORLDS,
    **outlook_report.WORLDS,
}
"""For each kind of thing that an address names, how each of its states is made."""

STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "Case.stage": lambda: Case.objects.values_list("stage", flat=True),
    "Case.visibility": lambda: Case.objects.values_list("visibility", flat=True),
    "Case.origin": lambda: Case.objects.values_list("origin", flat=True),
    "AcceptedValue.basis": lambda: AcceptedValue.objects.values_list("basis", flat=True),
    "CodebookProposal.state": lambda: CodebookProposal.objects.values_list("state", flat=True),
    "LookAgain.kind": lambda: LookAgain.objects.values_list("kind", flat=True),
    "Letter.state": lambda: Letter.objects.values_list("state", flat=True),
    "Request.state": lambda: Request.objects.values_list("state", flat=True),
    "SheetImport.state": lambda: SheetImport.objects.values_list("state", flat=True),
    "Registration.state": lambda: Registration.objects.values_list("state", flat=True),
    "Session.registering": lambda: Session.objects.values_list("registering", flat=True),
    "Stream.mode": lambda: Stream.objects.values_list("mode", flat=True),
    "StreamAddress.form": lambda: StreamAddress.objects.values_list("form", flat=True),
    "StreamAddress.purpose": lambda: StreamAddress.objects.values_list("purpose", flat=True),
    "Message.state": lambda: Message.objects.values_list("state", flat=True),
    "Event.state": lambda: Event.objects.values_list("state", flat=True),
    "Session.state": lambda: Session.objects.values_list("state", flat=True),
    "Member.kind": lambda: Member.objects.values_list("kind", flat=True),
    "Member.listing": lambda: Member.objects.values_list("listing", flat=True),
    "Member.status": lambda: Member.objects.values_list("status", flat=True),
    "MemberSheet.state": lambda: MemberSheet.objects.values_list("state", flat=True),
    "Recording.state": lambda: Recording.objects.values_list("state", flat=True),
    "Recording.access": lambda: Recording.objects.values_list("access", flat=True),
    "RunItem.kind": lambda: RunItem.objects.values_list("kind", flat=True),
    "Story.standing": lambda: Story.objects.values_list("standing", flat=True),
    "Testimony.state": lambda: Testimony.objects.values_list("state", flat=True),
    "Upload.state": lambda: Upload.objects.values_list("state", flat=True),
    **confirmations.STATES_OF,
    **names.STATES_OF,
    **campaigns.STATES_OF,
    **fund_public.STATES_OF,
    **fund_desk.STATES_OF,
    **fund_grants.STATES_OF,
    **fund_releases.STATES_OF,
    **outlook_panel_worlds.STATES_OF,
    **outlook_consultations.STATES_OF,
    **outlook_report.STATES_OF,
}
"""Fields that say in which state a thing is, and how to read them: each value needs a world."""

WORLD_OF: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Case.stage", "verified"): ("case", "internal"),
    ("Case.origin", "person"): ("name", "remembered"),
    ("Case.origin", "machine"): ("document", "coming in"),
    ("AcceptedValue.basis", "rule"): ("document", "coming in"),
    ("AcceptedValue.basis", "imported"): ("case", "imported"),
    ("AcceptedValue.basis", "compiled"): ("case", "compiled"),
    ("AcceptedValue.basis", "adjudicated"): ("case", "internal"),
    **{("Life.state", state): ("name", f"life {state}") for state in Life.State.values},
    ("SheetImport.state", "planned"): ("sheet", "looked at"),
    ("SheetImport.state", "applied"): ("sheet", "taken in"),
    ("Session.registering", "open"): ("stream", "ours"),
    ("Session.registering", "approval"): ("door", "approval"),
    ("Session.registering", "codes"): ("door", "codes"),
    ("StreamAddress.form", "embed"): ("stream", "ours"),
    ("StreamAddress.form", "hls"): ("stream", "hls"),
    ("StreamAddress.form", "join"): ("stream", "join"),
    ("StreamAddress.purpose", "main"): ("stream", "ours"),
    ("StreamAddress.purpose", "language"): ("stream", "language"),
    ("StreamAddress.purpose", "fallback"): ("stream", "fallback"),
    ("Member.kind", "person"): ("member", "listed"),
    ("Member.kind", "organisation"): ("member", "an organisation, under another name"),
    ("Member.listing", "name"): ("member", "listed"),
    ("Member.listing", "pseudonym"): ("member", "an organisation, under another name"),
    ("Member.listing", "unlisted"): ("member", "not listed"),
    ("Member.status", "active"): ("member", "listed"),
    ("Recording.access", "all"): ("recording", "held"),
    ("Recording.access", "registered"): ("recording", "for the registered"),
    ("Upload.state", "receiving"): ("document", "coming in"),
    ("Upload.state", "kept"): ("document", "kept"),
    ("Upload.state", "removed"): ("document", "removed"),
    ("Name.ground", ""): ("name", "remembered"),
    ("Name.ground", "category"): ("name", "let in"),
    ("Name.ground", "motive"): ("name", "of a conflict"),
    ("Ruling.admission", ""): ("name", "excluded"),
    ("Ruling.admission", "admitted"): ("name", "let in"),
    ("Ruling.admission", "left_out"): ("name", "left_out"),
    ("Reminder.every", "day"): ("reminder", "asked"),
    ("Reminder.every", "week"): ("reminder", "weekly"),
    ("EmergencyRequest.state", "waiting"): ("desk emergency", "waiting"),
    ("EmergencyRequest.state", "approved"): ("desk emergency", "approved"),
    ("EmergencyRequest.state", "refused"): ("desk emergency", "refused"),
    ("Tranche.state", "planned"): ("fund report", "accepted"),
    ("Tranche.state", "approved"): ("desk grant", "approved"),
    ("Tranche.state", "paid"): ("desk grant", "paid"),
    ("Tranche.state", "cancelled"): ("desk grant", "cancelled"),
    ("Incident.state", "open"): ("desk grant", "papers"),
    ("Incident.state", "closed"): ("account", "closed"),
    ("Round.state", "planned"): ("panel", "draft"),
    ("Round.state", "open"): ("panel", "over"),
    ("Round.state", "closed"): ("panel", "few"),
    ("OutlookReport.state", "draft"): ("report", "draft"),
    ("OutlookReport.state", "review"): ("report", "sent"),
    ("OutlookReport.state", "published"): ("report", "published"),
}
"""Where a value is found that no world of its model bears the name of: a kind and a state."""

NO_STATES: Mapping[str, str] = {
    "Coding.purpose": "what it is for: held by the tests of gold cases",
    "Case.rejected_as": "why it is no case: held by the tests of opening",
    "KeyMark.kind": "which keys the database knows: held by the tests of first keys",
    "Consent.given_by": "who agreed: held by the table of who may be named",
    "Consent.given_how": "told, nothing hangs on it",
    "Protection.level": "who may be named: held by the table of who may be named",
    "ProtectedSource.parts": "what is hidden: held by the tests of protected sources",
    "Request.wants": "what is asked: told, nothing hangs on it",
    "ResumableUpload.state": "how far it is: held by the tests of resumable uploads",
    "Task.state": "whether a worker has done it: held by the tests of tasks, and of sheets",
    "Letter.channel": "there is one",
    "Letter.subject": "told, nothing hangs on it",
    "Letter.cause": "why it came back: told, nothing hangs on it",
    "Organisation.mail_security": "how the mail server is spoken to: held by the tests of mail",
    "Letter.trouble": "why it was not sent: told, nothing hangs on it",
    "Message.kind": "what it is: held by the tests of messages",
    "RunItem.voice": "whether it was checked: held by the tests of recordings",
    "RunItem.face": "whether it was checked: held by the tests of recordings",
    "SlotApplication.state": "how far it is: held by the tests of applications",
    "Upload.kind": "as what it is given out: held by the tests of files that carry metadata",
    "RoleGrant.role": "the persons of this table",
    "Outlet.kind": "told, nothing hangs on it",
    "CaseAccount.basis": "whether the machine may regroup it",
    "CaseRelation.kind": "told, nothing hangs on it",
    "Judgement.verdict": "what the machine may propose",
    "CaseMatch.verdict": "what a person is asked again",
    "Release.kind": "told, nothing hangs on it",
    "Partner.role": "told, nothing hangs on it",
    "Session.kind": "told, nothing hangs on it",
    "Event.letters": "what envelopes say, no route",
    "Contribution.role": "told, nothing hangs on it",
    "CampaignText.language": "in which language: held by the tests of campaigns",
    "Citation.kind": "what is cited: held by the tests of citing",
    "Change.kind": "told, nothing hangs on it",
    "Story.kind": "what it needs: held by the tests of profiles and stories",
    "Story.told_by": "told, nothing hangs on it",
    "Story.family_reads": "what hinders publishing: held by the tests of stories",
    "StoryFile.kind": "what it needs: held by the tests of stories",
    "Commission.state": "how far it is: held by the tests of stories",
    "StoryText.language": "one of five: held by the tests of profiles",
    "Testimony.what": "told, nothing hangs on it",
    "TestimonyMessage.side": "who wrote it: held by the tests of testimony",
    **fund_public.NO_STATES,
    **fund_desk.NO_STATES,
    **fund_grants.NO_STATES,
    **fund_releases.NO_STATES,
    **outlook_panel_worlds.NO_STATES,
    **outlook_consultations.NO_STATES,
    **outlook_report.NO_STATES,
    **readers.NO_STATES,
}
"""Fields with choices that are no states of what an address names, and why."""


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield every route of the installation as it is written, allauth's left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        # The language prefix is an empty pattern in English.
        prefix = isinstance(pattern.pattern, LocalePrefixPattern)
        route = before if prefix else before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif not route.startswith((NOT_OURS, WAGTAILS)) or route in OURS_ANYWAY:
            yield route


def address(route: str, names: Mapping[str, str]) -> str:
    """Return the address of a route whose parts have these names."""
    for kind in ("str:", "int:", "slug:", ""):
        for part, value in names.items():
            route = route.replace(f"<{kind}{part}>", value)
    assert "<" not in route, route
    return f"/{route}"
