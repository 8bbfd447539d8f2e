"""The screens of the outlook with one of everything on them, and the address of each.

Made for what has to hold on all of them: that everybody can read them, that they fit a narrow
screen. A new route that can be read as a page has to be given an address here.
"""

import random

from outlook import factories_assessments as assessments
from outlook import factories_consultations as consultations
from outlook import factories_editions as editions
from outlook import factories_panels as panels
from outlook import factories_report as reports
from routes.outlook_editions import with_a_new_column
from routes.outlook_report import report_in
from routes.outlook_second_reading import played
from routes.table import ROUTES
from vigil.outlook.assessments.people.verbs import conflicts, importing
from vigil.outlook.assessments.verbs import setting_up, sheets
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.index_editions.verbs import keep_upload
from vigil.outlook.models import (
    AssessedTerm,
    Assessment,
    Basis,
    LibraryItem,
    Panel,
    Question,
    ReportPicture,
    ReturnedText,
    Round,
)
from vigil.outlook.panels.verbs import rounds
from vigil.outlook.panels.verbs import setting_up as opening
from vigil.trust.models import User

NOT_PAGES = ("/file", ".csv", ".xlsx", ".docx", ".json", ".<slug:form>", ".<str:form>")
FRAGMENTS = ("/text/", "/preview/", "/<str:name>", "outlook/<slug:slug>/")
"""How addresses end that answer with no whole page, or lead on to another one."""
PAGES = sorted(
    route
    for route, row in ROUTES.items()
    if route.startswith(("desk/outlook/", "outlook/"))
    and row.get is not None
    and not route.endswith((*NOT_PAGES, *FRAGMENTS))
)
"""Every route of the outlook that can be read as a page."""
TERMS = (("markets", "cocaine"), ("actors", "foreign_actors"), ("resilience", "prevention"))
REGIONS = {"Andes": ("COL", "ECU"), "Balkans": ("ALB",), "Cono Sur": ("CHL",), "Delta": ("BGD",)}
LONG = "Actividades ilícitas, actores y resiliencia en los países del mundo"
AT = {name: f"desk/outlook/{name}" for name in ("assessments/", "consultations/", "reports/")}


def whole_outlook(by: User) -> dict[str, str]:
    """Make it all; return the address of each page, by route. One person leads and answers it."""
    plain = {route: f"/{route}" for route in PAGES if "<" not in route}
    found = _consultations(by) | _editions(by) | _report(by)
    return plain | {route: f"/{address}" for route, address in found.items()} | whole_assessment(by)


def whole_assessment(by: User) -> dict[str, str]:
    """Make an assessment with a region in each state; return the addresses of its pages."""
    return {route: f"/{address}" for route, address in _assessment(by).items()}


def _assessment(by: User) -> dict[str, str]:
    dice = random.Random(28)
    made = assessments.assessment(TERMS, REGIONS, title=LONG, director=by)
    AssessedTerm.objects.filter(assessment=made).update(guidance=["Who profits, and how?"])
    made.panels.exclude(region="Cono Sur").update(chair=by)  # who leads a panel has no seat there
    done, read, answered, waiting = made.panels.order_by("pk")
    keys = done.questions.values_list("pk", flat=True)
    scores = {key: [dice.randint(2, 20) / 2 for _n in range(6)] for key in keys}
    assessments.final_region(done, scores)
    played(read, "asked")
    opened = panels.plan(answered)
    own = assessments.seat(answered, user=by)
    lead = opening.open_panel(answered, by=answered.chair).chair
    rounds.open_round(opened, by=lead)
    for one in panels.fresh([own, *(assessments.seat(answered) for _n in range(5))]):
        panels.answer_all(one, reasons="A reason.")
    panels.close_round(Round.objects.get(pk=opened.pk), by=lead)
    rounds.open_round(panels.plan(Panel.objects.get(pk=answered.pk), "final"), by=lead)
    planned = panels.plan(waiting)
    seat = assessments.seat(waiting)
    conflict = conflicts.state_conflict(
        made, seat.user, by=seat.user, places=["BGD"], terms=["cocaine"], words="Shares."
    )
    people = importing.keep_sheet(b"email;region\na@example.org;Delta\nb;X", made, "en", by=by)
    begun = setting_up.make_assessment("Begun", by=by)
    sheet = sheets.keep_sheet(begun, b"Country,Region\nChile,South\n", by=by)
    desk = f"{AT['assessments/']}<slug:uid>/"
    told = desk.replace("<slug:uid>", made.uid)
    parts = ("", "terms/", "terms/<int:number>/", "regions/", "sheet/", "people/", "conflicts/")
    parts += ("calendar/", "board/")
    found = {desk + part: told + part.replace("<int:number>", "1") for part in parts}
    found |= {
        f"{AT['assessments/']}sheets/<slug:uid>/": f"{AT['assessments/']}sheets/{sheet.uid}/",
        f"{desk}people/<slug:sheet>/": f"{told}people/{people.uid}/",
        f"{desk}conflicts/<slug:conflict>/": f"{told}conflicts/{conflict.uid}/",
        f"{desk}calendar/<slug:panel>/": f"{told}calendar/{waiting.uid}/",
        "outlook/panels/conflicts/<slug:assessment>/": f"outlook/panels/conflicts/{made.uid}/",
    }
    return found | _panels(done, read, waiting, planned) | _own(answered) | _results(made, done)


def _panels(done: Panel, read: Panel, waiting: Panel, planned: Round) -> dict[str, str]:
    panel, question = "desk/outlook/panels/", Question.objects.filter(panel=waiting)[0]
    second = f"desk/outlook/second-reading/{read.uid}/"
    round = done.rounds.get()
    return {
        f"{panel}<slug:uid>/": f"{panel}{waiting.uid}/",
        f"{panel}<slug:uid>/results/": f"{panel}{done.uid}/results/",
        f"{panel}<slug:uid>/seats/": f"{panel}{waiting.uid}/seats/",
        f"{panel}<slug:uid>/add/": f"{panel}{waiting.uid}/add/?kind=score",
        "desk/outlook/questions/<slug:uid>/": f"desk/outlook/questions/{question.uid}/",
        "desk/outlook/rounds/<slug:uid>/": f"desk/outlook/rounds/{planned.uid}/",
        "desk/outlook/rounds/<slug:uid>/<int:number>/": f"desk/outlook/rounds/{round.uid}/1/",
        "desk/outlook/seats/<slug:uid>/": f"desk/outlook/seats/{waiting.seats.get().uid}/",
        "desk/outlook/second-reading/<slug:uid>/": second,
        "desk/outlook/second-reading/<slug:uid>/<int:number>/": f"{second}1/",
    }


def _own(panel: Panel) -> dict[str, str]:
    """Return the pages of an expert."""
    whole = "outlook/panels/<slug:uid>/"
    names = {"slug:uid": panel.uid, "slug:country": "CHL", "int:number": "1", "int:round": "1"}
    return {route: _named(route, names) for route in PAGES if route.startswith(whole)}


def _results(made: Assessment, done: Panel) -> dict[str, str]:
    names = {"slug:country": "COL", "slug:code": "cocaine"}
    whole = "outlook/results/assessments/"
    return {
        route: _named(
            route, names | {"slug:uid": made.uid if route.startswith(whole) else done.uid}
        )
        for route in PAGES
        if route.startswith("outlook/results/")
    }


def _consultations(by: User) -> dict[str, str]:
    public = consultations.published(by, title="Puertos del Pacífico y de la costa larga")
    speakers_and_consent.agree(public.subject, "quotes", "recorded", by=by)
    begun = consultations.noted(by)
    coded = consultations.being_coded(by)
    consultations.code(coded, consultations.CODES, consultations.CODES)
    coding = consultations.consultation()
    lead = coding.chair
    consultations.notes_and_statements.take_notes(coding, consultations.NOTES, "en", by=lead)
    for coder in (by, consultations.coder()):
        consultations.coding_verbs.give_to(coding, coder, by=lead)
    consultations.coding_verbs.begin_coding(coding, by=lead)
    tried = consultations.response(by, state="published")
    asked = consultations.recommendation(by, state="published", tried=[tried])
    at = AT["consultations/"]
    return {
        f"{at}<slug:uid>/": f"{at}{begun.uid}/",
        f"{at}<slug:uid>/file/": f"{at}{consultations.consultation(by).uid}/file/",
        f"{at}<slug:uid>/statements/": f"{at}{begun.uid}/statements/",
        f"{at}<slug:uid>/code/": f"{at}{coding.uid}/code/",
        f"{at}<slug:uid>/settle/": f"{at}{coded.uid}/settle/",
        f"{at}statements/<slug:uid>/": f"{at}statements/{begun.statements.all()[0].uid}/",
        f"{at}responses/<slug:uid>/": f"{at}responses/{tried.uid}/",
        f"{at}recommendations/<slug:uid>/": f"{at}recommendations/{asked.uid}/",
    }


def _editions(by: User) -> dict[str, str]:
    for year in ("2021", "2023"):
        editions.an_edition(year, by)
    upload = keep_upload(editions.csv_of("2023"), "2024", by=by)
    columns = keep_upload(with_a_new_column(), "2025", by=by)
    at = "desk/outlook/editions/"
    return {
        f"{at}<slug:uid>/": f"{at}{upload.uid}/",
        f"{at}<slug:uid>/columns/": f"{at}{columns.uid}/columns/",
        "outlook/index/<slug:country>/": "outlook/index/COD/",
        "outlook/index/compare/": "outlook/index/compare/?country=COL&country=COD&term=cocaine",
        "outlook/index/editions/<str:edition>/": "outlook/index/editions/2023/",
    }


def _report(by: User) -> dict[str, str]:
    reports.an_edition(by)
    report_in("draft", "picture")
    written = Basis.objects.filter(paragraph__section__report__slug="markets")[0].paragraph
    uids = {
        "section/": written.section.uid,
        "paragraph/": written.uid,
        "bibliography/": LibraryItem.objects.get().uid,
        "pictures/": ReportPicture.objects.get().uid,
        "word/": ReturnedText.objects.get().uid,
    }
    at, found = AT["reports/"], {"outlook/<slug:slug>/<int:number>/": "outlook/trajectories/1/"}
    for route in PAGES:
        if not route.startswith(at) or "<" not in route:
            continue
        slug = "trajectories" if "editions/" in route else "markets"
        part = next((name for name in uids if f"{name}<slug:uid>" in route), "")
        names = {"slug:slug": slug, "int:number": "1", "slug:uid": uids.get(part, "")}
        found[route] = _named(route, names)
    return found


def _named(route: str, names: dict[str, str]) -> str:
    for part, value in names.items():
        route = route.replace(f"<{part}>", value)
    return route
