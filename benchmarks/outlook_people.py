"""People of an assessment at the size of the index, by the clock.

Nine regions, 193 countries, 32 terms, 500 experts of one sheet (200 have an account), 60 conflicts:
the sheet read, imported and seated by the worker; conflicts stated; the board, people and calendar
pages; one round of all regions in which everybody answers 64 cells, some with reasons, closed by
the worker. Answers are invented. VIGIL_BENCH_POSTGRES names another database beside SQLite.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python  # noqa: E402

NAME = "outlook_people"
EXPERTS = int(os.environ.get("VIGIL_BENCH_EXPERTS", "500"))

RUN = """
import json, os, random, resource, sys, time
from datetime import timedelta
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from django.conf import settings
from django.test import Client
from django.utils import timezone
from vigil.outlook.answers.verbs import answering
from vigil.outlook.assessments.people.verbs import conflicts, importing, working
from vigil.outlook.experts.verbs import inviting_and_seating as seating
from vigil.outlook.models import (
    Answer, AnswerVersion, AssessedPlace, AssessedTerm, Assessment, Panel, Question, Round, Seat,
    Submission,
)
from vigil.outlook.panels.preconditions import ANSWER, WORDS, asked_of
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.results.verbs import computing
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import actors, markets, resilience
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.vault.verbs.sealing import seal_many

settings.ALLOWED_HOSTS = ["testserver"]
experts = int(sys.argv[1])
random.seed(9)
told = {}

def made(name, *roles, shown=""):
    user = User.objects.create(
        username=f"{name}@example.org", email=f"{name}@example.org", display_name=shown
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user

class Clock:
    def __init__(self, name): self.name = name
    def __enter__(self): self.start = time.perf_counter()
    def __exit__(self, *_error): told[self.name] = round(time.perf_counter() - self.start, 2)

director = made("director", Role.PANEL_CHAIR, Role.ADMINISTRATOR, shown="Director Directress")
assessment = Assessment.objects.create(title="Markets of the world", director=director)
lists = {"markets": markets(), "actors": actors(), "resilience": resilience()}
codes = [(name, code) for name, found in lists.items() for code in found.terms][:32]
terms = AssessedTerm.objects.bulk_create(
    AssessedTerm(assessment=assessment, position=n, list=listed, code=code, guidance=[], bands=[],
                 text="How is it in {place}?")
    for n, (listed, code) in enumerate(codes, 1)
)
countries = sorted(COUNTRIES)[:193]
regions = ["Andes and the Amazon", "Balkans", "Caucasus", "Gulf", "Horn of Africa",
           "Mekong", "Pacific", "Sahel", "Southern Cone of the Americas"]
panels = []
for n, region in enumerate(regions):
    lead = made(f"lead{n}", Role.PANEL_CHAIR, shown=f"Lead of {region}")
    panel = setting_up.make_panel(f"Markets of the world: {region}", by=lead)
    Panel.objects.filter(pk=panel.pk).update(assessment=assessment, region=region)
    panel = Panel.objects.get(pk=panel.pk)
    panels.append(panel)
    own = countries[n::9]
    AssessedPlace.objects.bulk_create(
        AssessedPlace(assessment=assessment, code=code, panel=panel) for code in own
    )
    Question.objects.bulk_create(
        Question(panel=panel, position=at, kind="score", place=code, term=term,
                 text=f"How is it in {code}?")
        for at, (code, term) in enumerate(((c, t) for c in own for t in terms), 1)
    )
for n in range(min(200, experts)):
    made(f"expert{n}", Role.PANEL_EXPERT, shown=f"Expert of long names number {n}")
rows = ["name,email,language,region,countries,affiliation,conflict countries,conflict terms"]
for n in range(experts):
    region = n % 9
    own = countries[region::9]
    places = random.sample(own, 2)
    conflict = own[n % len(own)] if n % 17 == 0 else ""
    term = codes[n % 32][1] if n % 17 == 0 else ""
    rows.append(f"Expert {n},expert{n}@example.org,{['en', 'es', 'fr'][n % 3]},"
                f"{regions[region]},{'; '.join(places)},University {n},{conflict},{term}")
sheet_bytes = "\\n".join(rows).encode()
with Clock("sheet_read"):
    sheet = importing.keep_sheet(sheet_bytes, assessment, "en", by=director)
assert sheet.rows == experts, sheet.preview["problems"][:3]
importing.import_sheet(sheet, by=director)
with Clock("sheet_imported_seated_and_written_to"):
    working.work_on_people()
told["seated_at_once"] = Seat.objects.count()
from vigil.trust.invitations import verbs as invitations
from vigil.trust.models import Invitation
for row in Invitation.objects.exclude(email=""):
    user = made(row.email.partition("@")[0], Role.PANEL_EXPERT, shown=row.name)
    Invitation.objects.filter(pk=row.pk).update(
        user=user, email="", digest="", accepted_at=timezone.now()
    )
with Clock("the_others_seated"):
    working.work_on_people()
told["seats"] = Seat.objects.count()
seats = list(Seat.objects.select_related("user", "panel"))
Seat.objects.update(state="seated", answered_at=timezone.now())
with Clock("sixty_conflicts"):
    for n in range(60):
        one = seats[n * 7 % len(seats)]
        conflicts.state_conflict(assessment, one.user, by=director, terms=[codes[n % 32][1]])
told["closed_cells"] = Seat.recused.through.objects.count()
for panel in panels:
    setting_up.plan_round(panel, "estimate", _wall(0), _wall(14), by=panel.chair)
    setting_up.open_panel(panel, by=panel.chair)
with Clock("nine_rounds_opened"):
    for panel in panels:
        rounds.open_round(panel.rounds.get(), by=panel.chair)
current = {row.panel_id: row for row in Round.objects.filter(state="open")}
answers = []
for n, seat in enumerate(Seat.objects.select_related("panel")):
    if n % 25 == 24:
        continue  # late
    answers += [
        Answer(seat=seat, question=q, round=current[seat.panel_id], version=1, handed=1)
        for q in asked_of(seat)
    ]
answers = Answer.objects.bulk_create(answers, batch_size=2000)
versions = AnswerVersion.objects.bulk_create(
    (AnswerVersion(answer=one, number=1, value={"score": random.randint(2, 20) / 2}, whole=True,
                   worded=random.random() < 0.3, digest="x") for one in answers), batch_size=2000)
words = json.dumps({"reasons": "Because of the ports and who runs them.", "sources": "Reports"})
seal_many(ANSWER, WORDS, {one.uid: words for one in versions if one.worded}, by=None)
done = {one.seat_id: one.round_id for one in answers}
first = next(iter(done))
del done[first]
Submission.objects.bulk_create(Submission(seat_id=s, round_id=r) for s, r in done.items())
told["answers"] = len(answers)
seat = Seat.objects.select_related("user", "panel").get(pk=first)
with Clock("hand_in_64_cells"):
    answering.hand_in(seat, by=seat.user)
question = asked_of(seat).first()
with Clock("save_one_cell"):
    answering.save_answer(seat, question, {"score": 5.0}, by=seat.user, reasons="Ports.", base=1)

client = Client()
client.force_login(director)
session = client.session
session["second_factor"] = str(director.pk)
session.save()
told["cookie"] = client.cookies[settings.SESSION_COOKIE_NAME].value
def page(name, path):
    times, size = [], 0
    for n in range(25):
        start = time.perf_counter()
        answer = client.get(path)
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200, (path, answer.status_code)
        size = len(answer.content)
    times = sorted(times[1:])
    told[f"page_{name}_p95_ms"] = round(1000 * times[int(0.95 * len(times))])
at = f"/desk/outlook/assessments/{assessment.uid}/"
page("board", at + "board/")
page("board_region", f"{at}board/?region={panels[0].uid}")
page("people", at + "people/")
page("people_region", f"{at}people/?region={panels[0].uid}")
page("calendar", at + "calendar/")
page("conflicts", at + "conflicts/")
if len(sys.argv) > 2:  # leave the rounds open for a look
    print(json.dumps(told)); sys.exit()
Round.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
with Clock("nine_rounds_close_clicks"):
    for panel in panels:
        rounds.close_round(panel.rounds.get(), by=panel.chair)
with Clock("nine_rounds_pooled_by_the_worker"):
    computing.prepare()
del told["cookie"]
told["peak_MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps(told))
""".replace(
    "class Clock:",
    """def _wall(days):
    return (timezone.now() + timedelta(days=days)).replace(tzinfo=None, microsecond=0)

class Clock:""",
)


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    return {"experts": EXPERTS} | {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
        environment = {**os.environ, **places}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        found: dict[str, float] = json.loads(
            _python(environment, "-c", RUN, str(EXPERTS)).splitlines()[-1]
        )
        return found


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    names = [name for name in ("sqlite", "postgresql") if name in result]
    lines = [f"{'':40}" + "".join(f"{name:>12}" for name in names)]
    for key in result[names[0]]:
        said = key.replace("_", " ")
        lines.append(f"{said:40}" + "".join(f"{result[name][key]:>12g}" for name in names))
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run(Path())))
