"""What the writer of a trial does, in small steps, and how each step is found again.

A deed is a generator: each step calls one verb of the product and yields a fact, what must be there
from then on. Facts are JSON: the writer acknowledges them on a log, and a process that opens the
database later asks `missing` which of them are gone.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import pyrage
from django.conf import settings
from django.utils import timezone
from pyrage import x25519

from casefile.coding.test_verbs import VALUES
from factories import adjudicator, behind, coder
from fund import factories as fund
from outlook import factories_panels as panels
from readings import read_report
from vigil.casefile.cases.verbs import publishing, withdrawing
from vigil.casefile.cases.verbs.entering import enter_case
from vigil.casefile.coding.verbs import adjudicating, drafts, submitting, verifying
from vigil.casefile.models import Adjudication, Case, Coding, Release, Report, Stage, Visibility
from vigil.casefile.releases import verbs as releasing
from vigil.casefile.releases.files import folder_name
from vigil.casefile.reports.verbs.admitting import admit
from vigil.casefile.sheets.verbs.verifying import PUBLISHING
from vigil.files import Kind, Rebuilt, RebuiltMedia
from vigil.fund.applications.verbs import storing_files
from vigil.fund.grants.verbs import granting
from vigil.fund.models import ApplicationFile, Approval, Grant, Party, Payment
from vigil.fund.parties.verbs import registering, sealing
from vigil.fund.payments.verbs import paying
from vigil.fund.reporting import verbs as reporting
from vigil.outlook.models import Answer, AnswerVersion, Seat, Submission
from vigil.publication.models import PublicCase
from vigil.reading.engines.lake import Lake
from vigil.reading.intake.archive import Archive, Origin
from vigil.trust.models import Decision, Role, Task, Upload, User
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs import media as uploading_media
from vigil.trust.vault.verbs.sealing import open_to_act, rotate_keys, sealed_for
from vigil.trust.work.verbs.tasks import do_tasks, enqueue
from vigil.witness.testimony import files as testimony_files
from vigil.witness.testimony.verbs import sending
from vigil.witness.testimony.verbs.sending import MESSAGE
from witness.testimony_factories import ticket

Fact = dict[str, Any]
WHY: Final = "to see that it is there"
STAGES: Final = [Stage.OPEN, Stage.CODED, Stage.VERIFIED]
SHOWN: Final = [Visibility.INTERNAL, Visibility.PUBLISHED, Visibility.WITHDRAWN]
READER: Final = "crashes-1"


@dataclass
class World:
    """Who acts, by their keys: a process that is forked finds them anew."""

    coders: list[User]
    adjudicators: list[User]
    officers: list[User]
    administrator: User
    seats: list[Seat]


def make_world() -> World:
    """Make the people of all deeds, and a panel whose round is open."""
    behind(Role.ADJUDICATOR)
    fund.donor()
    kinds = (panels.Kind.SCORE, panels.Kind.QUANTITY, panels.Kind.PROBABILITY)
    _panel, _round, seats = panels.running(kinds, experts=4)
    return World(
        [coder() for _n in range(3)],
        [adjudicator() for _n in range(3)],
        [fund.officer() for _n in range(4)],
        fund.UserFactory(roles=[Role.ADMINISTRATOR]),
        seats,
    )


def stand_in_for_rebuilding() -> None:
    """Let uploads be kept as they come. Rebuilding takes a process and a second each."""

    def rebuilt(content: bytes) -> Rebuilt:
        copy = b"copy of " + content
        return Rebuilt(Kind.PNG, copy, hashlib.sha256(copy).hexdigest(), 1, 1)

    def rebuilt_media(given: IO[bytes], copy: IO[bytes], **_limits: Any) -> RebuiltMedia:
        content = given.read()
        copy.write(content)
        copy.flush()
        return RebuiltMedia(Kind.MP4, len(content), hashlib.sha256(content).hexdigest(), 1)

    uploads.rebuild = rebuilt
    testimony_files.rebuild = rebuilt
    storing_files.rebuild = rebuilt
    uploading_media.rebuild_media = rebuilt_media


# Deeds


def intake(world: World, chance: random.Random) -> Iterator[Fact]:
    """Keep raw bytes, what was read of them in the lake, and the reports in the case file."""
    name = f"{chance.getrandbits(48):012x}"
    raw = chance.randbytes(chance.choice([40, 3_000, 90_000]))
    origin = Origin(url=f"https://news.example/{name}", status=200)
    sha256 = archive().put_stream(BytesIO(raw), origin)
    yield {"what": "raw", "sha256": sha256}
    read = [read_report(f"{name}-{n}", victim=f"Person {name} {n}") for n in range(2)]
    lake().write(READER, name, read)
    yield {"what": "batch", "name": name, "reports": len(read)}
    admit(read, name)
    yield {"what": "reports", "keys": [one.report.id for one in read]}


def coded_case(world: World, chance: random.Random) -> Iterator[Fact]:
    """Enter a case, code it twice, adjudicate, verify, publish and withdraw it."""
    one, two, _three = world.coders
    judge, second, third = world.adjudicators
    values = deepcopy(VALUES)
    values["victims"][0]["names"] = [f"Person {chance.getrandbits(40):x}"]
    case = enter_case(values, by=one, outlet="The Example Gazette", published="2019-03-08")
    yield of_case(case)
    for by in (one, two):
        mine = drafts.draft_coding(case, by=by)
        yield {"what": "coding", "pk": mine.pk, "handed_in": False}
        drafts.save_draft(mine, values, "unsure of the day", by=by)
        mine = submitting.submit_coding(mine, values, by=by)
        yield {"what": "coding", "pk": mine.pk, "handed_in": True}
    made = adjudicating.adjudicate(case, values, {}, by=judge)
    yield {"what": "adjudication", "pk": made.pk}
    yield of_case(verifying.verify(made, by=second))
    if chance.random() < 0.5:
        publishing.publish_case(case, by=third)
    else:
        asked = enqueue(PUBLISHING, f"case {case.pk}", [case.pk], by=third, why=WHY)
        yield {"what": "task", "pk": asked.pk}
        Task.objects.update(held_until=None)  # of a writer that was killed: its lease has ended
        do_tasks("a writer")
    yield of_case(case)
    if chance.random() < 0.3:
        yield of_case(withdrawing.withdraw_case(case, by=judge, why="The family asked"))


def grant(world: World, chance: random.Random) -> Iterator[Fact]:
    """Take a party in, open a grant and agree to it, approve and pay a tranche, keep a file."""
    one, two, three, four = world.officers
    name, bank = f"Group {chance.getrandbits(40):x}", f"ES{chance.getrandbits(64)}"
    party = fund.party(by=one, name=name, bank=bank)
    yield {"what": "party", "pk": party.pk, "fields": {"name": name, "bank": bank}}
    made = fund.a_grant(Grant.State.DRAFT, of=party, by=one)
    yield {"what": "grant", "pk": made.pk, "number": made.number, "active": False}
    granting.second(made, by=two)
    fund.on_path(made)
    yield {"what": "grant", "pk": made.pk, "number": made.number, "active": True}
    tranche = made.tranches.get(number=1)
    for by in (two, three):
        tranche = fund.approve(tranche, by)
        yield {"what": "approval", "tranche": tranche.pk, "by": by.pk}
    payment = paying.pay(
        tranche, paid_on=timezone.localdate(), sent_minor=50_000, sent_currency="USD", by=four
    )
    yield {"what": "payment", "pk": payment.pk, "account": bank}
    report = reporting.schedule_report(made, "narrative", timezone.localdate(), by=one)
    content = chance.randbytes(3_000)
    kept = storing_files.keep_file(party, content, report=report)
    yield {"what": "file of a party", "pk": kept.pk, "sha256": digests([b"copy of " + content])[0]}


def testimony(world: World, chance: random.Random) -> Iterator[Fact]:
    """Tell something in confidence, with files; add to it; perhaps take it back."""
    text = f"The white car {chance.getrandbits(40):x} waited since six."
    sent = [chance.randbytes(2_000), b"\x89PNG\r\n\x1a\n" + chance.randbytes(500)]
    given = sending.give("tip", text, sent, ticket=ticket(), about="the market")
    uid = given.testimony.uid
    told = {"what": "testimony", "code": given.code, "texts": [text], "files": digests(sent)}
    yield told
    more = f"It left at {chance.getrandbits(40):x}."
    sending.add(given.testimony, more, ticket=ticket())
    yield told | {"texts": [text, more]}
    if chance.random() < 0.2:
        sending.take_back(given.testimony)
        yield {"what": "taken back", "uid": uid}


def answers(world: World, chance: random.Random) -> Iterator[Fact]:
    """Answer questions of a panel, change the answers, and hand them in."""
    seat = Seat.objects.select_related("panel", "user").get(pk=chance.choice(world.seats).pk)
    for asked in seat.panel.questions.all():
        reasons = f"Because {chance.getrandbits(40):x}."
        value = panels.value_of(asked, chance.randrange(6))
        made = panels.answer(seat, asked, value, reasons=reasons)
        yield {"what": "answer", "pk": made.pk, "number": made.version, "reasons": reasons}
    handed = panels.answering.hand_in(seat, by=seat.user)
    yield {"what": "submission", "pk": handed.pk}


def documents(world: World, chance: random.Random) -> Iterator[Fact]:
    """Attach a document with its original, and sound; perhaps remove the document."""
    content, by = chance.randbytes(4_000), world.coders[0]
    upload = uploads.take_in(content, "case", "V-0001", by=by, keep_original=True)
    yield {"what": "upload", "pk": upload.pk, "original": digests([content])[0]}
    media = uploads.take_in(chance.randbytes(9_000), "case", "V-0001", by=by, limit=100_000)
    yield {"what": "media", "pk": media.pk}
    if chance.random() < 0.2:
        uploads.shred(upload, by=world.adjudicators[0], why="It names a witness")
        yield {"what": "removed upload", "pk": upload.pk}


def release(world: World, chance: random.Random) -> Iterator[Fact]:
    """Freeze a release of the record."""
    made = releasing.freeze_release(
        Release.Kind.PROVISIONAL, by=world.adjudicators[0], folder=releases()
    )
    yield {"what": "release", "number": made.number}


def new_key(world: World, chance: random.Random) -> Iterator[Fact]:
    """Seal everything anew to a new key of the vault."""
    before = Decision.objects.filter(verb="rotate_keys").count()
    rotate_keys(by=world.administrator, why="yearly")
    yield {"what": "keys rotated", "times": before + 1}


Deed = Callable[[World, random.Random], Iterator[Fact]]
DEEDS: Final[dict[Deed, int]] = {
    intake: 8,
    coded_case: 5,
    grant: 5,
    testimony: 5,
    answers: 5,
    documents: 4,
    release: 1,
    new_key: 1,
}
"""Each deed, and how often it is begun beside others."""
RARE: Final = 0.1
"""With this chance alone a rare deed goes on when it is drawn: it handles all there is."""


def go_on(world: World, chance: random.Random, only: Deed | None = None) -> Iterator[Fact]:
    """Do deeds without end, several under way at once, a step of one at a time."""
    under_way: list[tuple[Deed, Iterator[Fact]]] = []
    while True:
        if len(under_way) < 6:
            deed = only or chance.choices(list(DEEDS), list(DEEDS.values()))[0]
            if DEEDS[deed] > 1 or only or chance.random() < RARE:
                under_way.append((deed, deed(world, chance)))
            continue
        drawn = chance.randrange(len(under_way))
        fact = next(under_way[drawn][1], None)
        if fact is None:
            del under_way[drawn]
        else:
            yield fact


# Facts


def of_case(case: Case) -> Fact:
    case.refresh_from_db()
    kept = ("pk", "public_id", "stage", "visibility")
    return {"what": "case"} | {name: getattr(case, name) for name in kept}


def archive() -> Archive:
    return Archive(Path(settings.DATA) / "archive")


def lake() -> Lake:
    return Lake(Path(settings.DATA) / "lake")


def releases() -> Path:
    return Path(settings.DATA) / "releases"


def digests(contents: list[bytes]) -> list[str]:
    return [hashlib.sha256(one).hexdigest() for one in contents]


def missing(facts: list[Fact], world: World) -> list[Fact]:
    """Return the facts that are not there, or not whole, each with why."""
    lost = []
    for fact in facts:
        try:
            assert FOUND[fact["what"]](fact, world), "not as it was acknowledged"
        except Exception as error:
            lost.append(fact | {"why": f"{type(error).__name__}: {error}"})
    return lost


def case_is_there(fact: Fact, _world: World) -> bool:
    case = Case.objects.get(pk=fact["pk"], public_id=fact["public_id"])
    is_public = PublicCase.objects.filter(case=case).exists()
    return (
        STAGES.index(Stage(case.stage)) >= STAGES.index(fact["stage"])
        and SHOWN.index(Visibility(case.visibility)) >= SHOWN.index(fact["visibility"])
        and is_public == (case.visibility == Visibility.PUBLISHED)
    )


def coding_is_there(fact: Fact, _world: World) -> bool:
    row = Coding.objects.get(pk=fact["pk"])
    return row.submitted_at is not None or not fact["handed_in"]


def party_is_there(fact: Fact, world: World) -> bool:
    party = Party.objects.get(pk=fact["pk"])
    opened = {
        field: registering.open_field(party, field, by=world.officers[0], why=WHY)
        for field in fact["fields"]
    }
    return opened == fact["fields"]


def grant_is_there(fact: Fact, _world: World) -> bool:
    row = Grant.objects.get(pk=fact["pk"], number=fact["number"])
    return row.state == Grant.State.ACTIVE or not fact["active"]


def payment_is_there(fact: Fact, world: World) -> bool:
    row = Payment.objects.get(pk=fact["pk"])
    kept = sealing.read(
        row.tranche.grant.party, "payment", row.uid, "account", by=world.officers[0], why=WHY
    )
    return kept == fact["account"] and row.entries.exists()


def file_is_there(fact: Fact, world: World) -> bool:
    row = ApplicationFile.objects.get(pk=fact["pk"])
    return digests([storing_files.open_file(row, by=world.officers[0], why=WHY)]) == [
        fact["sha256"]
    ]


def testimony_is_there(fact: Fact, _world: World) -> bool:
    try:
        found, _opener = sending.come_back(fact["code"])
    except sending.NoSuchCode:  # as it should be, where its sender took it back since
        return Decision.objects.filter(verb="empty_testimony").exists()
    sealed = [one for row in found.messages.all() for one in sealed_for(MESSAGE, row.uid)]
    texts = [open_to_act(one, why=WHY) for one in sealed]
    kept = digests([original_of(row) for row in found.files.filter(whole=True)])
    return set(fact["texts"]) <= set(texts) and set(fact["files"]) <= set(kept)


def original_of(row: Any) -> bytes:
    """Open a file of a testimony; its copy has to be there too."""
    key = x25519.Identity.from_str(open_to_act(*sealed_for("testimony_file", row.uid), why=WHY))
    which = testimony_files.FileVersion
    if row.has_copy:
        pyrage.decrypt(testimony_files.path_of(row, which.COPY).read_bytes(), [key])
    return pyrage.decrypt(testimony_files.path_of(row, which.ORIGINAL).read_bytes(), [key])


def answer_is_there(fact: Fact, _world: World) -> bool:
    answer = Answer.objects.select_related("seat").get(pk=fact["pk"])
    version = AnswerVersion.objects.get(answer=answer, number=fact["number"])
    kept = panels.answering.words_of(answer.seat, [version])
    return kept[version.uid]["reasons"] == fact["reasons"]


def upload_is_there(fact: Fact, _world: World) -> bool:
    upload = Upload.objects.get(pk=fact["pk"])
    if upload.state == Upload.State.REMOVED:  # since, perhaps without being acknowledged
        return Decision.objects.filter(verb="remove_upload", before__upload=upload.uid).exists()
    uploads.read_copy(upload, by=None)
    (sealed,) = sealed_for("upload", upload.uid)
    key = x25519.Identity.from_str(open_to_act(sealed, why=WHY))
    path = uploads.folder_of(upload) / uploads.ORIGINAL_FILE
    return digests([pyrage.decrypt(path.read_bytes(), [key])]) == [fact["original"]]


def media_is_there(fact: Fact, _world: World) -> bool:
    upload = Upload.objects.get(pk=fact["pk"])
    return digests([uploading_media.media_path(upload).read_bytes()]) == [upload.sha256]


def removal_is_there(fact: Fact, _world: World) -> bool:
    """Say whether an upload is gone, and its files are: they must not come back."""
    upload = Upload.objects.get(pk=fact["pk"], state=Upload.State.REMOVED)
    return not list(sealed_for("upload", upload.uid)) and not uploads.folder_of(upload).exists()


FOUND: Final[dict[str, Callable[[Fact, World], bool]]] = {
    "raw": lambda fact, _world: digests([archive().get(fact["sha256"])]) == [fact["sha256"]],
    "batch": lambda fact, _world: len(lake().relevant(READER, fact["name"])) == fact["reports"],
    "reports": lambda fact, _world: (
        Report.objects.filter(key__in=fact["keys"]).count() == len(fact["keys"])
    ),
    "case": case_is_there,
    "coding": coding_is_there,
    "adjudication": lambda fact, _world: Adjudication.objects.filter(pk=fact["pk"]).exists(),
    "party": party_is_there,
    "grant": grant_is_there,
    "approval": lambda fact, _world: Approval.objects.filter(
        tranche=fact["tranche"], by=fact["by"]
    ).exists(),
    "payment": payment_is_there,
    "file of a party": file_is_there,
    "testimony": testimony_is_there,
    "taken back": lambda fact, _world: Decision.objects.filter(
        verb="empty_testimony", target_key=fact["uid"]
    ).exists(),
    "answer": answer_is_there,
    "submission": lambda fact, _world: Submission.objects.filter(pk=fact["pk"]).exists(),
    "upload": upload_is_there,
    "media": media_is_there,
    "removed upload": removal_is_there,
    "release": lambda fact, _world: (
        not releasing.verify_release(releases() / folder_name(fact["number"]))
    ),
    "task": lambda fact, _world: Task.objects.filter(
        pk=fact["pk"], state__in=[Task.State.WAITING, Task.State.DONE]
    ).exists(),
    "keys rotated": lambda fact, _world: (
        Decision.objects.filter(verb="rotate_keys").count() >= fact["times"]
    ),
}
"""How each kind of fact is found again."""
