"""A desk with one of everything on it, and the address of each page that shows it.

Made for what has to hold on every page of the desk: that it speaks its language, that everybody
can read it, that it fits a narrow screen.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from casefile.coding.test_taking_up import person as complete
from casefile.coding.test_taking_up import record
from casefile.people.named_people import ANA, EVA, person, settled, told_by
from days import today
from desk.conftest import make_account, make_candidate, signed_in
from desk.coverage.test_views import ASKED
from desk.sheets.test_views import posted, upload
from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseDoubtFactory,
    CaseFactory,
    KnownListFactory,
    ListedKillingFactory,
    MembershipFactory,
    UserFactory,
    VictimFactory,
    adjudicator,
)
from files.carriers import CARRIERS, marker
from routes.table import ROUTES, address
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.codebook_changes.verbs import comment, propose_change
from vigil.casefile.coding.verbs.drafts import draft_coding, starting_values
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.taking_up import Why, propose_changes
from vigil.casefile.looking_again.verbs import look_again_on
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Basis,
    Case,
    CaseMatch,
    CodebookProposal,
    Coding,
    GoldCase,
    MembershipBasis,
    Monitoring,
    Origin,
    Purpose,
    SheetImport,
    SheetRow,
    Stage,
)
from vigil.casefile.people.verbs import ask_to_name
from vigil.casefile.reliability.computing import refresh_figures
from vigil.casefile.sheet_files.writing import to_xlsx
from vigil.reading import codebook
from vigil.reading.codebook.editing import Edit, Words
from vigil.trust.models import Letter, Request, Role, Upload, User
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.requests.verbs import receive_request
from vigil.trust.withdrawals.verbs import ask_to_lift, withdraw

CONTACT = "casilda@hermanas.example"
NEEDED = {
    "specific_target": "yes",
    "specific_target_evidence": "words",
    "contract_or_reward": "unclear",
    "organised_crime_link": "none_reported",
}
PERSON = {"gender": "male", "role": "target", "target_category": "politician_official"}
OTHER_ROOMS = ("desk/members/", "desk/programme/")
"""Screens at the desk that rooms above it bring: see `desk.whole_rooms`."""
WITNESS = (
    *("desk/stories/", "desk/remembrance/", "desk/campaigns/", "desk/testimony/"),
    "desk/reading/",
)
"""Those of one more room: see `desk.whole_witness`."""
FUND = ("desk/fund/",)
"""Those of the fund: see `desk.whole_fund`."""
OUTLOOK = ("desk/outlook/",)
"""Those of the outlook, which `tests/browser/test_outlook_*.py` open in all widths: most are there
for the chair of one panel or consultation alone."""


def is_of_the_desk(route: str) -> bool:
    """Tell whether a route is of this room, and of none that brings screens to the desk."""
    return route.startswith("desk/") and not route.startswith(
        OTHER_ROOMS + WITNESS + FUND + OUTLOOK
    )


PAGES = sorted(
    route
    for route, row in ROUTES.items()
    if is_of_the_desk(route) and row.get is not None and not route.endswith(".xlsx")
)
"""Every route of this room that can be read as a page."""
COLUMNS = [
    *("Folio", "Nombre", "Edad", "Sexo", "Fecha", "Ciudad", "País", "Resultado", "Método"),
    *("Motivo", "Fuente"),
]
"""A team's sheet speaks the team's language. The interface has this one, so that it is guessed."""
ROWS = [
    [
        *(f"F-{n}", f"Elsa Muestra {n}", "41", "mujer", f"2020-03-0{n}", "Villa Prueba"),
        *("Freedonia" if n == 3 else "México", "muerta", "dron" if n == 5 else "arma de fuego"),
        *("político", f"https://giornale.example/{n}"),
    ]
    for n in range(1, 7)
]
STEPS = ("organisation", "look", "languages", "rooms", "mail")
"""Steps of the setup."""
FILES = {
    *("desk/cases/<int:pk>/documents/<slug:uid>/", "desk/cases/<int:pk>/coding/draft/"),
    *("desk/places/", "desk/places/map/", "desk/codebook/versions/<str:number>/"),
}
"""Of these, what answers with a file, or to a script."""


class Whole(NamedTuple):
    """The person at the desk, what was made, and each page's addresses, by route."""

    everyone: User
    opened: Case
    coded: Case
    pages: dict[str, list[str]]


def told() -> Account:
    """Make an account in a language that is none of the interface's: a report is never ours."""
    return make_account(language="it")


def everybody() -> User:
    """Make somebody who may see every page of the desk."""
    return UserFactory(roles=list(Role), display_name="Ana Coder")


def opened_case() -> Case:
    """Make an open case with two accounts and a suggestion, and cases beside it."""
    case = make_candidate(told(), told(), stage=Stage.OPEN, public_id="V-8000")
    MembershipFactory(case=case, account=told(), basis=MembershipBasis.MACHINE, suggested=True)
    candidate = make_candidate(told())
    MembershipFactory(case=candidate, account=AccountFactory())
    CaseDoubtFactory(case=case, other=candidate)
    VictimFactory(case=CaseFactory(public_id="V-8001"))
    _listed(case)
    return case


def _listed(case: Case) -> None:
    """Make rows of a list: one is the case, one is not, others may be; and a case like it."""
    known = KnownListFactory(name="Lista di prova")
    told = {"known_list": known, "names": ["Tomás Prueba"], "country": "COL"}
    rows = [ListedKillingFactory(key=f"L-{n}", first=date(2024, 10, 8), **told) for n in range(3)]
    ListedKillingFactory(
        key="L-9",
        first=date(2024, 10, 8),
        **{**told, "names": [], "killed": 1, "event": True, "place": "Villa Inventada"},
    )
    for row, verdict in zip(rows, CaseMatch.Verdict.values, strict=False):
        by = UserFactory(display_name="Ben Coder")
        CaseMatch.objects.create(case=case, listed=row, verdict=verdict, by=by)
    make_candidate(
        make_account("Tomás Prueba", language="it"), stage=Stage.OPEN, public_id="V-8003"
    )


def coded_twice(by: User, other: User) -> Case:
    """Bring a case to where two people differ and somebody adjudicates."""
    case = open_case(make_candidate(told()), by=by)
    for number, coder in enumerate((by, other)):
        values = starting_values(case)
        values["case"] |= {**NEEDED, "method": ("firearm", "other")[number]}
        values["victims"][0] |= PERSON
        submit_coding(draft_coding(case, by=coder), values, "", by=coder)
    case.refresh_from_db()
    return case


def whole_desk() -> Whole:
    """Make it all. The settings must name folders for data and keys of the test's own."""
    everyone, case = everybody(), opened_case()
    client = signed_in(everyone)
    coded = coded_twice(everyone, UserFactory(roles=[Role.CODER], display_name="Ben Coder"))
    pages = {route: ["/" + route] for route in PAGES if "<" not in route and route not in FILES}
    of_case = [route for route in PAGES if route.startswith("desk/cases/<int:pk>/")]
    report = case.memberships.all()[0].account.report_id
    pk = {"pk": str(case.pk), "other": str(coded.pk), "report": str(report)}
    pages |= {route: [address(route, pk)] for route in of_case if route not in FILES}
    pages["desk/cases/<int:pk>/"] += [f"/desk/cases/{coded.pk}/"]
    pages["desk/cases/<int:pk>/adjudication/"] = [f"/desk/cases/{coded.pk}/adjudication/"]
    pages["desk/cases/<int:pk>/feedback/"] = [f"/desk/cases/{_trained_on(everyone).pk}/feedback/"]
    refresh_figures()
    for route, at in _things(client, case, everyone).items():
        pages[route] = [*pages.get(route, ()), *at]
    decided = _to_take_up(everyone)
    pages["desk/cases/<int:pk>/take-up/"] = [f"/desk/cases/{decided.pk}/take-up/"]
    pages["desk/cases/<int:pk>/"] += [f"/desk/cases/{decided.pk}/"]
    return Whole(everyone, case, coded, pages)


def _things(client: Client, case: Case, everyone: User) -> dict[str, list[str]]:
    """Make what is no case, and return where it is seen."""
    _attach(client, case)
    client.post("/desk/coverage/", ASKED)
    monitored = Monitoring.objects.latest("pk")
    of = {
        "desk/coverage/": [monitored],
        "desk/requests/": _requests(client),
        "desk/outbox/": _letters(),
        "desk/withdraw/": [_withdrawal(everyone)],
        "desk/verification/": [_compiled()],
        "desk/people/": [everyone, UserFactory(roles=[Role.CODER], display_name="Ben Coder")],
    }
    found = {f"{at}<int:pk>/": [f"/{at}{thing.pk}/" for thing in all_] for at, all_ in of.items()}
    found["desk/codebook/fields/<slug:name>/"] = ["/desk/codebook/fields/method/"]
    found["desk/codebook/changes/<int:pk>/"] = [f"/desk/codebook/changes/{_proposed(everyone).pk}/"]
    found["desk/setup/<slug:name>/"] = [f"/desk/setup/{step}/" for step in STEPS]
    found["desk/outbox/"] = ["/desk/outbox/?state=all"]
    found["desk/requests/"] = ["/desk/requests/?state=all"]
    return found | _sheets(client)


def _proposed(everyone: User) -> CodebookProposal:
    """Propose a change of the codebook, with a comment that calls somebody."""
    texts = {"en": Words(definition="Un coltello.")}
    edit = Edit(kind="wording", field="method", value="blade", texts=texts, meaning=True)
    made = propose_change(edit, "Lo dice il tribunale", "Un coltello", by=everyone)
    comment(made, "E il machete?", by=everyone)
    return made


def _trained_on(everyone: User) -> Case:
    """Make a gold case that somebody coded in training, and otherwise than it is."""
    case = CaseFactory(public_id="V-8006")
    values = {"case": {"event": "killing", "method": "firearm"}, "victims": []}
    other = {"case": {"event": "killing", "method": "blade"}, "victims": []}
    about = {"case": case, "codebook_version": codebook.current().version}
    GoldCase.objects.create(
        **about, values=values, reasons={"method": "Lo dice il tribunale"}, marked_by=everyone
    )
    Coding.objects.create(
        **about,
        coder=everyone,
        values=other,
        purpose=Purpose.TRAINING,
        submitted_at=timezone.now(),
    )
    return case


def _compiled() -> Case:
    """Make a case of the open case file, which two people have yet to verify."""
    case = CaseFactory(public_id="V-8005", origin=Origin.COMPILED)
    AcceptedValueFactory(case=case, basis=Basis.COMPILED)
    return case


def _to_take_up(everyone: User) -> Case:
    """Make a case that is due to be looked at again, and to which somebody proposed changes."""
    case = settled(complete(""), public_id="V-8016")
    told_by(case, ANA, title="Uccisa al porto")
    values, people = record(case)
    values["victims"][0]["names"] = [ANA]
    why = {"": Why("Lo dice il tribunale", url="https://giornale.example/7")}
    propose_changes(case, values, people, why, by=everyone)
    row = settled(complete(""), public_id="V-8017").looks_again.get()
    look_again_on(row, today() + timedelta(days=9), by=everyone, why="il processo")
    return case


def _attach(client: Client, case: Case) -> Upload:
    file = SimpleUploadedFile("x.jpg", CARRIERS["jpeg exif gps"](marker(3)))
    client.post(f"/desk/cases/{case.pk}/documents/", {"file": file, "what": "Carta giudiziaria"})
    return Upload.objects.latest("pk")


def _requests(client: Client) -> list[Request]:
    text = "Per favore togliete il nome di mia sorella."
    about = ("case", "V-8000", "removal", text)
    made = [
        receive_request(*about, contact=CONTACT, urgent=True, language="it"),
        receive_request("", "", "correction", text, language="it"),
    ]
    client.post(f"/desk/requests/{made[1].pk}/answer/", {"do": "answer", "answer": "È fatto."})
    return made


def _letters() -> list[Letter]:
    def letter(decides: bool, **more: str) -> Letter:
        return write_letter(
            CONTACT,
            Letter.Subject.ANSWER,
            "È fatto.",
            kind="answer",
            by=None,
            decides=decides,
            language="it",
            addressee="hermanas",
            **more,
        )

    letters = [letter(True), letter(False), letter(False)]
    Letter.objects.filter(pk=letters[2].pk).update(
        state=Letter.State.FAILED, trouble=Letter.Trouble.UNSURE
    )
    return letters


def _withdrawal(everyone: User) -> "object":
    case = settled(person(ANA), person(EVA, "injured"), public_id="V-8002")
    told_by(case, text=f"{ANA} è stata uccisa.")
    # One act waits that this person asked for, and one that they may confirm.
    terms: dict[str, Any] = {"given_by": "self", "given_how": "in_person", "given_on": today()}
    terms["why"] = "ha scritto"
    ask_to_name(case.victims.get(name=EVA), by=adjudicator(display_name="Eva Coder"), **terms)
    done = withdraw([ANA], by=everyone, why="lo chiede la famiglia")
    ask_to_lift(done, by=everyone, why="lo chiede la famiglia")
    return done


def _sheets(client: Client) -> dict[str, list[str]]:
    """Take a sheet in, with broken rows; look at it again, changed on both sides."""
    rows = [[*row] for row in ROWS]
    done = upload(client, to_xlsx(COLUMNS, rows), "I nostri casi")
    client.post(f"/desk/sheets/{done.pk}/apply/")
    for number, row in enumerate(rows[:2], 2):
        case = SheetRow.objects.get(number=number).case
        AcceptedValue.objects.filter(case=case, field="motive").update(value="transport")
        row[COLUMNS.index("Motivo")] = "impedir la justicia"
    changed = upload(client, to_xlsx(COLUMNS, rows), "I nostri casi")
    client.post(f"/desk/sheets/{changed.pk}/apply/")
    more = [*rows, ["F-9", *rows[0][1:-1], "https://giornale.example/9"]]
    begun = upload(client, to_xlsx(COLUMNS, more), "I nostri casi")
    mapping = f"/desk/sheets/{begun.pk}/mapping/"
    client.post(mapping, posted(client.get(mapping)))
    begun = SheetImport.objects.latest("pk")
    return {
        "desk/sheets/<int:pk>/": [f"/desk/sheets/{pk}/" for pk in (done.pk, begun.pk)],
        "desk/sheets/<int:pk>/mapping/": [f"/desk/sheets/{begun.pk}/mapping/"],
        "desk/sheets/<int:pk>/verify/": [f"/desk/sheets/{done.pk}/verify/"],
    }
