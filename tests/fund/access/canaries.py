"""Marked secrets, planted across the fund by its verbs, and the rows that addresses name."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from factories import CaseFactory, VictimFactory
from files.carriers import jpeg
from files.media_files import MEDIA_CARRIERS
from fund import factories
from fund.factories import a_grant, officer, paid, reviewer
from fund.finance.files import camt, details, entry
from vigil.fund.achieved import verbs as achieved
from vigil.fund.applications.verbs import determining, storing_files
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.extensions import verbs as extensions
from vigil.fund.finance.verbs import importing
from vigil.fund.grants.verbs import accompanying, amending_and_closing
from vigil.fund.holds import verbs as holds
from vigil.fund.messages import verbs as messages
from vigil.fund.models import (
    Accompaniment,
    Application,
    ApplicationFile,
    BankStatement,
    Call,
    Check,
    Connection,
    EmergencyRequest,
    Grant,
    Hold,
    Incident,
    Message,
    Nomination,
    OutcomeStatement,
    Party,
    Report,
    Result,
    Review,
)
from vigil.fund.nominations import verbs as nominations
from vigil.fund.parties.verbs import (
    changing_levels,
    own_page_links,
    registering,
    sealing,
    who_may_know,
)
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import choosing_ways
from vigil.fund.releases import verbs as releases
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.safety.verbs import case_prompts, plans_and_incidents
from vigil.fund.screening.verbs import Finding
from vigil.fund.voices.verbs import write_transcript
from vigil.fund.word_keys.typed_keys import NewKey
from vigil.fund.word_keys.verbs import losing, making
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Level, User

CALLED = "Tzintzuntzan"
"""The first word of every planted name: what somebody would search for."""


@dataclass
class Life:
    """What was made of one party."""

    level: Level
    party: Party
    token: str
    nomination: Nomination
    emergency: EmergencyRequest
    application: Application
    review: Review
    grant: Grant
    report: Report
    outcome: OutcomeStatement
    voice: str = "none"
    """The uid of a voice message."""


@dataclass
class Planted:
    """Everything: secrets by what they are, and the rows that addresses name."""

    by: User
    call: Call
    lives: list[Life] = field(default_factory=list)
    waiting: BankStatement | None = None
    """The CSV statement whose columns are to be chosen."""
    links: list[str] = field(default_factory=list)
    """Tokens of links that letters hold which wait for a person."""
    secrets: dict[str, str] = field(default_factory=dict)
    keys: list[NewKey] = field(default_factory=list)
    """Keys of words and digits of the parties, and of slips."""

    def mark(self, level: str, what: str, shape: str = "{}") -> str:
        """Return a text with a new secret in it: a word that stands nowhere else."""
        n = len(self.secrets) + 1
        secret = f"Qyx{n:03}jz"
        self.secrets[secret] = f"{level} {what}"
        return shape.format(secret)

    def named(self, *levels: Level) -> set[str]:
        """Return the secrets that are names of parties at these levels."""
        wanted = {f"{level} name" for level in levels}
        return {secret for secret, what in self.secrets.items() if what in wanted}


def planted() -> Planted:
    """Plant secrets at every level, through a whole life each, and publish."""
    by = officer(email="fund.gardener@example.org")
    made = Planted(by, factories.call(slug="canary-call"))
    for level in Level:
        made.lives.append(_life(made, level))
    one, other = made.lives[0].party, made.lives[1].party
    accompanying.connect(one, other, Connection.Kind.VISIT, timezone.localdate(), by=by)
    releases.make_release(by=by)
    _statements(made)
    return made


def _statements(made: Planted) -> None:
    """Import bank statements: one with its lines, and a CSV whose columns are to be chosen."""
    names = [made.mark("bank", what) for what in ("payee", "account", "purpose", "own account")]
    said = details(names[0], names[1], names[2])
    importing.import_statement(camt(entry(details=said), account=names[3]), by=made.by)
    waiting = f"Date;Payee;Amount\n2026-11-30;{made.mark('bank', 'payee of a CSV')};-5,00\n"
    (made.waiting,) = importing.import_statement(waiting.encode(), by=made.by)


def _life(made: Planted, level: Level) -> Life:
    by, mark = made.by, lambda what, shape="{}": made.mark(level, what, shape)
    row = nominations.nominate(
        Party.Kind.ORGANISATION,
        Level.HIDDEN,
        why=mark("nomination"),
        by=by,
        name=mark("name", CALLED + " {}"),
        contact_by=Party.Contact.EMAIL,
        contact=mark("contact", "{}@example.org").lower(),
        bank=mark("bank", "ES91 {}"),
        place=mark("place"),
        area=mark("area"),
        never_send=mark("never_send"),
        country="MEX",
        calling="journalist",
    )
    party = row.party
    if level != Level.HIDDEN:
        asked = changing_levels.ask_to_show_more(party, level, by=by, why="they asked for it")
        confirm(asked, by=officer())
        party.refresh_from_db()
    findings = factories.clear_checks()
    clear = Check.Found.CLEAR
    findings["sanctions"] = Finding(clear, searched=mark("searched"), where=mark("lists"))
    findings[Check.Step.SAFETY] = Finding(Check.Found.CLEAR, mark("check"))
    nominations.take_checks(row, findings, by=by)
    row = nominations.clear(row, by=by)
    made.links.append(nominations.contact(row, by=by).token)
    party.refresh_from_db()
    token = own_page_links.new_link(party, by=by)
    made.keys += _keys(party, mark("lost key"))
    asks = _emergency(made, level, party)
    application, review = _application(made, level, party)
    grant, report = _grant(made, level, party)
    who_may_know.say_conflict(party, reviewer(), by=by, why=mark("conflict"))
    plans_and_incidents.write_plan(
        party, mark("plan"), timezone.localdate() + timedelta(days=60), by=by
    )
    incident = plans_and_incidents.report_incident(
        party,
        Incident.Kind.SAFETY,
        timezone.localdate().replace(day=1),
        mark("incident"),
        by=by,
        grant=grant,
    )
    plans_and_incidents.answer_incident(incident, mark("answer"), by=by)
    plans_and_incidents.report_incident(
        party,
        Incident.Kind.WELLBEING,
        timezone.localdate(),
        mark("own incident"),
        by=None,
        grant=grant,
        reach=Incident.Reach.OTHER,
        contact=mark("own incident contact"),
    )
    own = Accompaniment.Kind.OWN_WORDS
    accompanying.add_step(grant, own, timezone.localdate(), mark("own words"), by=None)
    if level == Level.PSEUDONYM:
        registering.edit(party, by=by, pseudonym="Heron")
    if level == Level.OPEN:
        Grant.objects.filter(pk=grant.pk).update(public_title="A radio that warns")
    party.refresh_from_db()
    stop = holds.hold(party, Hold.Sign.COERCION, mark("quiet stop"), by=by)
    holds.ask_to_lift(stop, mark("end of a quiet stop"), by=by)
    outcome = _outcome(made, level, grant)
    return Life(level, party, token, row, asks, application, review, grant, report, outcome)


def _outcome(made: Planted, level: Level, grant: Grant) -> OutcomeStatement:
    """Write a statement, which one reader finds shown and another not."""
    words = achieved.StatementWords(
        made.mark(level, "outcome"),
        made.mark(level, "contribution"),
        "prevention",
        timezone.localdate(),
        list(grant.results.values_list("uid", flat=True)),
    )
    row = achieved.send_to_readers(achieved.write(grant, words, by=made.by), by=made.by)
    for shown in (True, False):
        reader = officer()
        achieved.open_statement(row, by=reader, why="to read it")
        row = achieved.read(row, shown, made.mark(level, "reading"), by=reader)
    return row


def _keys(party: Party, how: str) -> list[NewKey]:
    """Let a party have a key, lose it, and use the slip to make another."""
    lost = making.make_key(party, "words", "en")
    making.try_key(party, lost.text, "en")
    Party.objects.filter(pk=party.pk).update(contact_by=Party.Contact.PERSON)
    asked = losing.ask_for_new_key(party, how, by=officer())
    slip = losing.grant_new_key(asked, "paper", by=officer())
    Party.objects.filter(pk=party.pk).update(contact_by=Party.Contact.EMAIL)
    assert slip is not None
    return [lost, slip, making.make_key(party, "digits", "")]


def _emergency(made: Planted, level: Level, party: Party) -> EmergencyRequest:
    asks = factories.emergency(party, what=made.mark(level, "emergency"))
    for _n in range(2):
        deciding.give_word(asks, False, made.mark(level, "word"), by=officer())
    return asks


def _application(made: Planted, level: Level, party: Party) -> tuple[Application, Review]:
    by, mark = made.by, made.mark
    row = factories.application(of=party, call=made.call)
    for part in ("answers", "identity"):
        text = '{"what": "' + mark(level, part) + '"}'
        sealing.write(party, "application", row.uid, part, text, by=None)
    reviews = []
    for _n in range(2):
        one = reviewing.assign(row, reviewer(), by=by)
        points = dict.fromkeys((c["key"] for c in made.call.rubric), 3)
        said = mark(level, "review")
        reviews.append(reviewing.submit_review(one, points, "award", said, by=one.reviewer))
    row.refresh_from_db()
    reviewing.remark(row, mark(level, "remark"), by=by)
    factories.stated(row)
    told = determining.determine(
        row, "award", mark(level, "reasons"), mark(level, "message"), by=by
    )
    told = determining.agree(told, by=officer())
    determining.release_determination(told, by=by)
    return row, reviews[0]


def _grant(made: Planted, level: Level, party: Party) -> tuple[Grant, Report]:
    by, mark, today = made.by, made.mark, timezone.localdate()
    grant = a_grant(
        of=party, by=by, purpose=mark(level, "purpose"), conditions={0: mark(level, "condition")}
    )
    amending_and_closing.extend(
        grant, grant.ends_on + timedelta(days=30), by=by, why=mark(level, "amendment")
    )
    paid(grant)
    choosing_ways.ask_for_way(
        grant.tranches.get(number=2),
        PaymentWay.INTERMEDIARY,
        mark(level, "way"),
        mark(level, "intermediary"),
        by=by,
    )
    grant.refresh_from_db()
    report = reporting.schedule_report(grant, Report.Kind.NARRATIVE, today, by=by)
    report = reporting.hand_in_report(report, mark(level, "report"), by=None)
    late = reporting.schedule_report(grant, Report.Kind.MILESTONE, today, by=by)
    reporting.skip_report(late, by=by, why=mark(level, "skipped"))
    own = messages.write_own(party, mark(level, "own message"), [], "").message
    assert own is not None
    messages.write(party, mark(level, "message to them"), by=by)
    extensions.ask(grant, grant.ends_on + timedelta(days=30), mark(level, "more time"))
    messages.tell_missing(grant.tranches.get(number=1).payments.get(), mark(level, "missing"))
    unsafe = reporting.schedule_report(grant, Report.Kind.NARRATIVE, today, by=by)
    messages.tell_unsafe(unsafe, mark(level, "unsafe"))
    accompanying.add_step(grant, Accompaniment.Kind.BASELINE, today, mark(level, "step"), by=by)
    accompanying.state_result(
        grant,
        mark(level, "result"),
        evidence=Result.Evidence.OWN,
        shown_by=mark(level, "shown by"),
        people=40,
        counted=Result.Counted.ESTIMATE,
        month=today.replace(day=1),
        by=by,
    )
    return grant, report


def with_a_file(made: Planted) -> None:
    """Keep a picture of each party, with a secret in what it says of itself."""
    for life in made.lives:
        secret = made.mark(life.level, "file")
        kept = storing_files.keep_file(life.party, jpeg() + secret.encode())
        # As with its draft, which was sent since.
        ApplicationFile.objects.filter(pk=kept.pk).update(application=life.application)
        secret, today = made.mark(life.level, "file of a report"), timezone.localdate()
        due = reporting.schedule_report(
            life.grant, Report.Kind.MILESTONE, today + timedelta(days=1), by=officer()
        )
        reporting.keep_report_file(due, jpeg() + secret.encode())
        reporting.hand_in_report(due, "It goes on.", by=None)


def with_a_voice(made: Planted) -> None:
    """Keep a voice message of each party, with a secret beside its sound, and write it down."""
    for life in made.lives:
        secret = made.mark(life.level, "voice")
        sound = MEDIA_CARRIERS["wav trailing bytes"](secret)
        message = Message.objects.create(party=life.party)
        kept = storing_files.keep_file(life.party, sound, message=message)
        write_transcript(kept, made.mark(life.level, "transcript"), by=officer())
        life.voice = kept.uid


def ask_to_look_again(made: Planted) -> None:
    """Let a case near all of them be verified."""
    case = CaseFactory(public_id="V-7300", country="MEX")
    VictimFactory(case=case, target_category="journalist")
    case_prompts.follow_cases([case.pk])
