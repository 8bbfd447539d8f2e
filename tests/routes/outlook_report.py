"""Routes of the outlook: the report, for readers and for the chairs who write it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unittest import mock

from django.utils import timezone

from files.carriers import jpeg
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, Worlds, made_user, worlds
from vigil.outlook.models import (
    Basis,
    EditionFile,
    Erratum,
    LibraryItem,
    OutlookReport,
    Paragraph,
    ParagraphVersion,
    ReportApproval,
    ReportAuthor,
    ReportComment,
    ReportEdition,
    ReportPicture,
    ReturnedText,
)
from vigil.outlook.reports.bibliography import verbs as bibliography
from vigil.outlook.reports.edition_files import PDF
from vigil.outlook.reports.front_matter import verbs as front_matter
from vigil.outlook.reports.pictures.verbs import UPLOAD
from vigil.outlook.reports.verbs import commenting, publishing, writing
from vigil.trust.models import Role, User
from vigil.trust.uploads.verbs.files import take_in

CHAIRS = frozenset({Role.PANEL_CHAIR})
STATES = ("draft", "sent", "published", "none")
EDITION_STATES = ("draft", "sent", "published", "lost", "none")
"""`lost`: the PDF could not be set when a passage was taken out."""
THERE = ("draft", "sent", "published")
BOOK = {"type": "book", "title": "Routes"}
WORDS = {"paragraphs": [{"text": "New words"}]}
WORK = {"author": "A. Author", "title": "A work", "numbers": "experts = 500"}


def report_in(state: str, named: str = "") -> World:
    """Make a report of one section with two paragraphs in it, and bring it so far."""
    by = made_user("writer@example.org", Role.PANEL_CHAIR)
    report = writing.begin_report("markets", "Markets", "en", "trajectories", by=by)
    section = report.sections.get(order=2)
    author = front_matter.add_author(
        report, "A. Author", "author", "", timezone.localdate(), by=by, agreed=True
    )
    work = bibliography.add_work(report, BOOK, by=by)
    for _n in range(2):
        paragraph = writing.add_paragraph(section, "text", by=by)
        writing.add_basis(paragraph, "lit", "literature", "", by=by, about=WORK)
        writing.write_paragraph(paragraph, "{number:lit.experts} were asked{note:lit}.", by=by)
    comment = commenting.add_comment(paragraph, "Is this so?", by=by)
    gone = writing.add_paragraph(section, "text", by=by)
    writing.remove_paragraph(gone, by=by)
    removed = ParagraphVersion.objects.get(uid=gone.uid)
    if state in ("sent", "published", "lost"):
        publishing.send_report(report, by=by)
    if state in ("published", "lost"):
        other = made_user("publisher@example.org", Role.PANEL_CHAIR)
        # Setting the PDF is not asked about here, and takes longer than all the rest.
        with mock.patch("vigil.outlook.reports.edition_files.pdf_of", return_value=b"%PDF-1.7"):
            publishing.publish_report(report, by=other, site="https://vigil.example")
    picture = a_picture(report, by) if named == "picture" else None
    word = ReturnedText.objects.create(report=report, document=WORDS, by=by)
    if state == "lost":
        EditionFile.objects.filter(name=PDF).delete()

    def facts() -> dict[str, Any]:
        row = OutlookReport.objects.get(pk=report.pk)
        here = row.sections.get(pk=section.pk)
        return {
            "state": row.state,
            "title": row.title,
            "sections": row.sections.count(),
            "heading": here.heading,
            "place": here.order,
            "part": here.part,
            "readers": row.readers_wanted,
            "approvals": ReportApproval.objects.count(),
            "comments": ReportComment.objects.count(),
            "resolved": ReportComment.objects.exclude(resolved_at=None).count(),
            "paragraphs": [one.pk - paragraph.pk for one in here.paragraphs.all()],
            "words": Paragraph.objects.filter(uid=paragraph.uid, text="Words.").exists(),
            "bases": Basis.objects.filter(paragraph__uid=paragraph.uid).count(),
            "editions": ReportEdition.objects.count(),
            "errata": Erratum.objects.count(),
            "authors": ReportAuthor.objects.count(),
            "works": LibraryItem.objects.count(),
            "pictures": ReportPicture.objects.count(),
            "files": ReturnedText.objects.count(),
            "PDFs": EditionFile.objects.filter(name=PDF).count(),
        }

    parts = {"section": section, "paragraph": paragraph, "work": work, "picture": picture}
    uid = getattr({**parts, "word file": word}.get(named), "uid", "")
    names = {"slug": "markets", "number": "1", "uid": uid, "name": "data.zip", "form": "bib"}
    if state == "none":
        names = {
            "slug": "none",
            "number": str(NOTHING),
            "uid": "none",
            "name": "none",
            "form": "bib",
        }
    held = {
        "uid": paragraph.uid,
        "author": author.uid,
        "comment": str(comment.pk),
        "removed": str(removed.pk),
        "section": report.sections.get(order=1).uid,
        "body": section.uid,
        "version": str(OutlookReport.objects.get(pk=report.pk).version),
    }
    return World("report", state, names, held, facts)


def a_picture(report: OutlookReport, by: User) -> ReportPicture:
    """Add a picture to a report, with its file."""
    upload = take_in(jpeg(), UPLOAD, report.uid, by=by)
    return ReportPicture.objects.create(
        report=report,
        upload=upload.uid,
        suffix=".jpg",
        width=upload.width,
        height=upload.height,
        alt="A harbour",
        people="nobody",
    )


def made_for(named: str) -> Callable[[str], World]:
    """Return how a report is made where the address names one of its parts."""
    return lambda state: report_in(state, named)


WORLDS: dict[str, Worlds] = {
    "report": worlds(report_in, *STATES),
    "report edition": worlds(report_in, *EDITION_STATES),
    "report section": worlds(made_for("section"), *STATES),
    "report paragraph": worlds(made_for("paragraph"), *STATES),
    "report work": worlds(made_for("work"), *STATES),
    "report picture": worlds(made_for("picture"), *STATES),
    "report word file": worlds(made_for("word file"), *STATES),
}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {
    "OutlookReport.state": lambda: OutlookReport.objects.values_list("state", flat=True),
}
NO_STATES: Mapping[str, str] = {
    "Section.part": "what it needs: held by the tests of parts",
    "Paragraph.show": "what is drawn: held by the tests of the snapshot",
    "Paragraph.kind": "what it needs: held by the tests of freezing",
    "ReportAuthor.role": "how somebody is named, not what may be done",
    "ReportPicture.people": "whether it may be published: held by the tests of the front matter",
}


def doing(act: str, after: Mapping[str, Mapping[str, Any]], **values: str) -> Post:
    """Return what a chair does, in which states, and what it changes."""
    return Post(CHAIRS, lambda world: {"act": act, **values}, done=after, within=ANYWHERE)


def changing(act: str, values: Mapping[str, str] | None = None, **after: Any) -> Post:
    """Return what a chair writes: what was sent or published is a draft again."""
    done = {"draft": after, **same(("sent", "published"), state="draft", **after)}
    return doing(act, done, **(values or {}))


def nothing() -> Post:
    """Return that something is asked for that there is not."""
    return Post(CHAIRS, lambda world: {"act": "dance"}, otherwise=422, within=ANYWHERE)


def refused(act: str, **values: str) -> Post:
    """Return that something is sent that cannot be taken."""
    return Post(CHAIRS, lambda world: {"act": act, **values}, otherwise=422, within=ANYWHERE)


def desk(posts: Mapping[str, Post] | None = None, of: str = "report", **more: Any) -> Route:
    """Return the row of a screen that only chairs get to."""
    return Route(CHAIRS, posts or {}, of=of, door=CHAIRS, gate=CHAIRS, **more)


NAMED = {"name": "B. Author", "role": "editor", "agreed_on": "2026-01-02", "agreed": "on"}


def of_author(act: str, **after: Any) -> Post:
    """Return what a chair does with somebody who is named."""
    return Post(
        CHAIRS,
        lambda world: {"act": act, "author": world.author},
        done={"draft": after, **same(("sent", "published"), state="draft", **after)},
        within=ANYWHERE,
    )


NO_EDITION = {"draft": 404, "sent": 404}
EDITION = "outlook/<slug:slug>/<int:number>/"
AT = "desk/outlook/reports/at/<slug:slug>/"
BLOCK = "desk/outlook/reports/paragraph/<slug:uid>/"
BASIS = {"kind": "literature", "author": "B. Author", "title": "Another work"}
WRITTEN = {"words": True}
ROUTES: Mapping[str, Route] = {
    "outlook/": Route(EVERYBODY, of="report"),
    "outlook/reports/": Route(EVERYBODY, of="report"),
    "outlook/<slug:slug>/": Route(
        EVERYBODY, of="report", seen={"draft": 404, "sent": 404, "published": 302}
    ),
    EDITION: Route(EVERYBODY, of="report", seen=NO_EDITION),
    f"{EDITION}p-<slug:uid>.json": Route(
        EVERYBODY, of="report paragraph", seen=NO_EDITION, programs=True
    ),
    f"{EDITION}<str:name>": Route(EVERYBODY, of="report", seen=NO_EDITION, programs=True),
    "desk/outlook/reports/": desk(),
    "desk/outlook/reports/new/": Route(
        CHAIRS,
        {
            "begin": Post(
                CHAIRS,
                lambda world: {
                    "slug": "more",
                    "title": "More",
                    "language": "ar",
                    "template": "consultations",
                    "readers": "0",
                },
                done=same([""]),
                within=ANYWHERE,
            ),
            "nothing": Post(CHAIRS, otherwise=422, within=ANYWHERE),
        },
        door=CHAIRS,
        gate=CHAIRS,
    ),
    AT: desk(
        {
            "retitle": changing("retitle", {"heading": "Other"}, title="Other"),
            "readers": doing("readers", same(THERE, readers=2), readers="2"),
            "approve": Post(
                CHAIRS,
                lambda world: {"act": "approve", "version": world.version},
                done=same(THERE, approvals=1),
                within=ANYWHERE,
            ),
            "send": doing("send", same(("draft", "published"), state="review")),
            "send back": doing("send_back", {"sent": {"state": "draft"}}, why="A fault"),
            "publish": doing("publish", {"sent": {"state": "published", "editions": 1, "PDFs": 1}}),
            "nothing": nothing(),
        }
    ),
    f"{AT}draft/": desk(),
    f"{AT}changes/": desk(),
    f"{AT}write/": desk(
        {
            "add": changing(
                "add_section", {"heading": "New", "depth": "1", "part": "body"}, sections=17
            ),
            "restore": Post(
                CHAIRS,
                lambda world: {"act": "restore", "version": world.removed},
                done={
                    "draft": {"paragraphs": [-1, 0, 2]},
                    **same(("sent", "published"), state="draft", paragraphs=[-1, 0, 2]),
                },
                within=ANYWHERE,
            ),
            "nothing": nothing(),
        }
    ),
    f"{AT}editions/<int:number>/": desk(
        {
            "erratum": Post(
                CHAIRS,
                lambda world: {"paragraph": world.uid, "text": "It is wrong."},
                done=same(("published", "lost"), errata=1),
                refused=NO_EDITION,
                within=ANYWHERE,
            ),
            "remake the PDF": Post(
                CHAIRS,
                lambda world: {"act": "remake_pdf"},
                done={"lost": {"PDFs": 1}},
                refused=NO_EDITION,
                within=ANYWHERE,
            ),
            "nothing": Post(CHAIRS, otherwise=422, refused=NO_EDITION, within=ANYWHERE),
        },
        of="report edition",
        seen=NO_EDITION,
    ),
    "desk/outlook/reports/section/<slug:uid>/": desk(
        {
            "down": changing("down", place=3),
            "up": changing("up", place=1),
            "rename": changing("rename", {"heading": "Other"}, heading="Other"),
            "part": changing("part", {"part": "annex"}, part="annex"),
            "add": changing("add", {"kind": "text"}, paragraphs=[-1, 0, 2]),
            "nothing": Post(CHAIRS, lambda world: {"act": ""}, otherwise=422, within=ANYWHERE),
        },
        of="report section",
    ),
    BLOCK: desk(
        {
            "write": changing("write", {"text": "Words."}, words=True),
            "typed": refused("write", text="There are 500."),
            "show": changing("show", {"show": "table"}),
            "move": Post(
                CHAIRS,
                lambda world: {"act": "move", "section": world.section},
                done={
                    "draft": {"paragraphs": [-1]},
                    **same(("sent", "published"), state="draft", paragraphs=[-1]),
                },
                within=ANYWHERE,
            ),
            "comment": doing("comment", same(THERE, comments=2), text="Please check."),
            "resolve": Post(
                CHAIRS,
                lambda world: {"act": "resolve", "comment": world.comment},
                done=same(THERE, resolved=1),
                within=ANYWHERE,
            ),
            "look": changing("look", {"basis": "lit"}),
            "take a source away": refused("remove_basis", basis="lit"),
            "up": changing("up", paragraphs=[0, -1]),
            "down": changing("down"),
            "remove": changing("remove", paragraphs=[-1], bases=0),
            "nothing": nothing(),
        },
        of="report paragraph",
    ),
    "desk/outlook/reports/new/word/": Route(
        CHAIRS,
        {"nothing": Post(CHAIRS, otherwise=422, within=ANYWHERE)},
        door=CHAIRS,
        gate=CHAIRS,
    ),
    f"{AT}front/": desk(
        {
            "describe": changing("describe", {"licence": "cc-by"}),
            "a wrong DOI": refused("describe", doi="12"),
            "cover": changing("cover", {"picture": ""}),
            "name": changing("name", NAMED, authors=2),
            "name without asking": refused("name", **{**NAMED, "agreed": ""}),
            "up": of_author("up"),
            "down": of_author("down"),
            "unname": of_author("unname", authors=0),
            "nothing": nothing(),
        }
    ),
    f"{AT}bibliography/": desk(
        {
            "add": changing("add", {"type": "book", "title": "Other"}, works=2),
            "import": Post(
                CHAIRS,
                lambda world: {"act": "import", "text": "@book{b, title={Other}}"},
                done={
                    "draft": {"works": 2},
                    **same(("sent", "published"), state="draft", works=2),
                },
                status=200,
                within=ANYWHERE,
            ),
            "ask where it may not": Post(
                CHAIRS,
                lambda world: {"act": "ask", "doi": "10.1234/a"},
                otherwise=409,
                within=ANYWHERE,
            ),
            "nothing": nothing(),
        }
    ),
    f"{AT}bibliography.<str:form>": desk(),
    f"{AT}bibliography/<slug:uid>/": desk(
        {
            "change": changing("change", {"type": "book", "title": "Other"}),
            "cite": Post(
                CHAIRS,
                lambda world: {"act": "cite", "paragraph": world.uid},
                done={
                    "draft": {"bases": 2},
                    **same(("sent", "published"), state="draft", bases=2),
                },
                within=ANYWHERE,
            ),
            "remove": changing("remove", works=0),
            "nothing": nothing(),
        },
        of="report work",
    ),
    f"{AT}pictures/": desk({"nothing": Post(CHAIRS, otherwise=422, within=ANYWHERE)}),
    f"{AT}pictures/<slug:uid>/": desk(
        {
            "describe": changing("describe", {"alt": "A river", "people": "nobody"}),
            "place": Post(
                CHAIRS,
                lambda world: {"act": "place", "section": world.body},
                done={
                    "draft": {"paragraphs": [-1, 0, 2]},
                    **same(("sent", "published"), state="draft", paragraphs=[-1, 0, 2]),
                },
                within=ANYWHERE,
            ),
            "unplace what is in no section": Post(
                CHAIRS, lambda world: {"act": "unplace"}, within=ANYWHERE
            ),
            "remove": changing("remove", pictures=0),
            "take back": changing("take_back", pictures=0),
            "nothing": nothing(),
        },
        of="report picture",
    ),
    f"{AT}pictures/<slug:uid>/file": desk(of="report picture"),
    f"{AT}word/": desk({"nothing": Post(CHAIRS, otherwise=422, within=ANYWHERE)}),
    f"{AT}word/draft.docx": desk(),
    f"{AT}word/<slug:uid>/": desk(
        {
            "accept": Post(
                CHAIRS,
                lambda world: {"act": "accept", "change": "new-n0"},
                done={
                    "draft": {"files": 0, "paragraphs": [2, -1, 0]},
                    **same(("sent", "published"), state="draft", files=0, paragraphs=[2, -1, 0]),
                },
                within=ANYWHERE,
            ),
            "discard": doing("discard", same(THERE, files=0)),
            "nothing": nothing(),
        },
        of="report word file",
    ),
    f"{BLOCK}text/": desk(
        {
            "save": Post(
                CHAIRS,
                lambda world: {"text": "Words.", "seen": "2"},
                done={"draft": WRITTEN, **same(("sent", "published"), state="draft", **WRITTEN)},
                status=200,
                within=ANYWHERE,
            ),
            "late": Post(CHAIRS, lambda world: {"text": "Words.", "seen": "1"}, within=ANYWHERE),
        },
        of="report paragraph",
    ),
    f"{BLOCK}preview/": desk(of="report paragraph"),
    f"{BLOCK}insert/": desk(
        {
            "insert": Post(
                CHAIRS,
                lambda world: {**BASIS, "what": "note"},
                done={
                    "draft": {"bases": 2},
                    **same(("sent", "published"), state="draft", bases=2),
                },
                within=ANYWHERE,
            ),
            "nothing": Post(CHAIRS, otherwise=422, within=ANYWHERE),
        },
        of="report paragraph",
    ),
    f"{BLOCK}versions/": desk(
        {
            "restore": Post(
                CHAIRS,
                lambda world: {"act": "restore", "version": "1"},
                done={
                    "draft": {"bases": 1},
                    **same(("sent", "published"), state="draft"),
                },
                within=ANYWHERE,
            ),
            "nothing": nothing(),
        },
        of="report paragraph",
    ),
}
