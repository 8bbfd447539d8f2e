"""A demonstration is marked wherever somebody looks, and never becomes a real installation."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils.translation import override
from pypdfium2 import PdfDocument
from pytest_django.fixtures import Settings

from cli.calling import call, start
from days import today
from factories import UserFactory
from vigil.casefile.models import Release
from vigil.casefile.releases.verbs import freeze_release, verify_release
from vigil.cli import demo
from vigil.outlook.models import Assessment, Panel, Pooled, ReportEdition, Round
from vigil.programme.models import Event, MailingRecipient, Message, Question, Registration
from vigil.site.checks.demonstration import check_demonstration
from vigil.site.demonstration.people import PEOPLE, make_people
from vigil.site.demonstration.rooms import outlook, programme, record
from vigil.site.demonstration.rooms.world import DemoWorld
from vigil.trust.access.errors import NotPossible
from vigil.trust.demonstration.mark import FILE, PLAIN, SENTENCE
from vigil.trust.demonstration.verbs import begin_demonstration
from vigil.trust.models import PrivateLink
from vigil.trust.organisation.mail import MAILER
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.public_forms.doors import why_closed

MARKED = "vigil.site.demonstration.middleware.mark_answers"


@pytest.fixture
def demonstration(settings: Settings, tmp_path: Path) -> Path:
    """Use the settings of a demonstration, as its folder makes them."""
    settings.VIGIL_DEMONSTRATION = True
    settings.MIDDLEWARE = [MARKED, *settings.MIDDLEWARE]
    settings.ROOT_URLCONF = "vigil.site.demonstration.urls"
    return tmp_path


@pytest.mark.django_db
def test_every_answer_is_marked_and_every_person_can_be_tried(demonstration: Path) -> None:
    client = Client(headers={"host": "localhost"})
    begin_demonstration()
    world = DemoWorld(today(), make_people(), size=1)
    record.fill(world)
    (case,) = world.cases
    victim = case.victims.get(position=0).name
    for path in ("/", f"/cases/{case.public_id}/", "/ar/cases/", "/desk/", "/nowhere/"):
        answer = client.get(path)
        assert answer["Vigil-Demonstration"] == PLAIN
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        if answer.status_code != 302:
            assert answer.content.decode().count('<aside class="demonstration"') == 1
    for path in ("cases/cases.csv", "cases/cases.geojson", "cases/cases.atom", "api/v1/cases"):
        answer = client.get(f"/{path}", follow=True)
        assert PLAIN in answer.getvalue().decode(), path
    assert client.get("/robots.txt").content.splitlines()[1] == b"Disallow: /"

    page = client.get("/demonstration/").content.decode()
    assert all(one.name in page for one in PEOPLE)
    coder = world.by("coder")
    answer = client.post(f"/demonstration/{coder.pk}/", follow=True)
    assert answer.status_code == 200
    assert '<aside class="demonstration"' in answer.content.decode()
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 200
    assert victim in client.get(f"/desk/cases/{case.pk}/").content.decode()

    publisher = client.post(f"/demonstration/{world.by('publisher').pk}/")
    assert publisher["Location"] == "/desk/#publication"
    officer = client.post(f"/demonstration/{world.by('officer').pk}/", follow=True)
    assert "Nothing waits for Halle Brunquist yet." in officer.content.decode()

    stranger = Client(headers={"host": "testserver"})  # as a proxy passes on another host
    page = stranger.get("/demonstration/").content.decode()
    assert "./vigil up" in page
    assert not any(one.name in page for one in PEOPLE)
    assert stranger.post(f"/demonstration/{coder.pk}/").status_code == 404

    release = freeze_release(
        Release.Kind.PROVISIONAL, by=world.by("publisher"), folder=demonstration
    )
    folder = demonstration / f"release-{release.number}"
    assert all(PLAIN in path.read_text() for path in folder.iterdir())
    assert not verify_release(folder)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_its_forms_are_open_and_warn_and_what_is_shared_says_that_it_is_invented() -> None:
    here = Client(headers={"host": "localhost"})
    begin_demonstration()
    make_people()
    assert not why_closed()
    for path in ("/about/report-an-error/", "/bear-witness/"):
        page = here.get(path).content.decode()
        assert "Nobody answers what you send here: send nothing real." in page
    head, _end, _rest = here.get("/fr/cases/").content.decode().partition("</head>")
    word = "Démonstration"
    assert f" · {word}</title>" in head
    assert f'<meta property="og:title" content="{word} · ' in head
    with override("fr"):
        assert head.count(f'content="{SENTENCE} ') == 3
    card = re.search(r'"og:image" content="http://localhost(.*?)"', head)
    assert card
    answer = here.get(card[1])
    french, english = answer.getvalue(), here.get(card[1].partition("?")[0]).getvalue()
    assert int(answer["Content-Length"]) == len(french) > 100_000
    assert french != english


@pytest.mark.tail("test_every_answer_is_marked_and_every_person_can_be_tried")
@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_an_event_is_over_one_is_on_and_one_is_to_come() -> None:
    here = Client(headers={"host": "localhost"})
    begin_demonstration()
    world = DemoWorld(today(), make_people(), size=1)
    record.fill(world)
    programme.fill(world)
    on, over, coming = (
        Event.objects.get(city=city) for city in ("Skálduvík", "Porto Fingido", "Mocklehaven")
    )
    home = here.get("/").content.decode()
    assert f'href="/programme/{on.slug}/"' in home
    assert "Open now" in home

    film = over.sessions.get(slug="film")
    recording = film.recordings.get()
    at = f"/programme/{over.slug}/film"
    page = here.get(f"/pt{at}/").content.decode()
    assert "Vozes guardadas" in page
    for part in ("captions/en.vtt", "captions/pt.vtt", "slides.pdf", "poster.jpg"):
        address = f"{at}/recordings/{recording.uid}/{part}"
        assert address in page, part
        assert here.get(address).status_code == 200, part
    assert PLAIN in here.get(f"{at}/recordings/{recording.uid}/captions/en.vtt").content.decode()

    names = here.get(f"/programme/{coming.slug}/").content.decode()
    assert "Harkenna Solvebry" in names
    assert "Lantern of the quay" in names
    assert "Tomarik" not in names
    assert "Quirelle" not in names
    states = Counter(Registration.objects.values_list("session__slug", "state"))
    assert states["court", "full"] == 2
    assert states["writing", "waiting"] == 1
    assert Registration.objects.exclude(came_at=None).count() == 4
    assert Message.objects.filter(state="waiting").count() == 1

    assert MailingRecipient.objects.exclude(letter=None).count() == 3
    asked = Question.objects.annotate(n=Count("votes")).order_by("-n", "pk")
    assert list(asked.values_list("state", "n")) == [
        *(("shown", n) for n in (3, 2, 1)),
        ("waiting", 0),
    ]
    assert PrivateLink.objects.exclude(address_digest="").count() == 1
    assert on.sessions.get(slug="vigil").stream.addresses.filter(purpose="captions").exists()
    over.refresh_from_db()
    assert over.certificates


@pytest.mark.tail("test_every_answer_is_marked_and_every_person_can_be_tried")
@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_an_assessment_is_final_one_is_in_work_and_a_report_cites_the_first() -> None:
    here = Client(headers={"host": "localhost"})
    begin_demonstration()
    world = DemoWorld(today(), make_people(), size=1)
    record.fill(world)
    outlook.fill(world)
    before, now = Assessment.objects.order_by("pk")
    assert set(before.panels.values_list("state", flat=True)) == {Panel.State.FINAL}
    counts = Pooled.objects.filter(panel__assessment=before).values_list("n", flat=True)
    assert min(counts) >= 5
    assert max(counts) <= 7
    rounds = Round.objects.filter(panel__assessment=now).order_by("panel__region", "number")
    assert [row.state for row in rounds] == ["closed", "open", "closed", "planned"]

    edition = ReportEdition.objects.get()
    files = {one.name: bytes(one.content) for one in edition.files.all()}
    text = "".join(
        page.get_textpage().get_text_range() for page in PdfDocument(files["report.pdf"])
    )
    assert text.count(PLAIN) > 5
    assert "Global Organized Crime Index" not in text
    assert {"list", "quote", "figure", "map", "table", "recommendations"} <= {
        one["kind"] for section in edition.snapshot["sections"] for one in section["paragraphs"]
    }
    page = here.get(f"/outlook/{edition.report.slug}/1/").content.decode()
    assert "Invented Index of Organised Crime" in page
    for key, address in (
        ("chair", f"/desk/outlook/assessments/{now.uid}/board/"),
        ("lead", f"/desk/outlook/second-reading/{now.panels.get(region='North').uid}/"),
        ("expert", f"/outlook/panels/{now.panels.get(region='North').uid}/countries/FIN/"),
    ):
        here.post(f"/demonstration/{world.by(key).pk}/")
        assert here.get(address).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_only_its_own_people_can_be_tried() -> None:
    here = Client(headers={"host": "localhost"})
    assert here.post(f"/demonstration/{UserFactory().pk}/").status_code == 404


def test_no_letter_leaves_even_with_a_mail_server(settings: Settings) -> None:
    settings.MAILERS = {**settings.MAILERS, MAILER: {"BACKEND": "x"}}
    assert not is_captured()
    settings.VIGIL_DEMONSTRATION = True
    assert is_captured()


@pytest.mark.django_db
def test_a_database_stays_what_it_began_as(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(NotPossible, match="not marked"):
        begin_demonstration()
    settings.VIGIL_DEMONSTRATION = True
    check_demonstration(connection)  # empty yet
    begin_demonstration()
    check_demonstration(connection)
    with pytest.raises(NotPossible, match="empty database"):
        begin_demonstration()
    settings.VIGIL_DEMONSTRATION = False
    with pytest.raises(ImproperlyConfigured, match="never becomes a real installation"):
        check_demonstration(connection)


@pytest.mark.django_db
def test_a_real_database_is_not_opened_as_a_demonstration(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)
    make_people()
    check_demonstration(connection)
    settings.VIGIL_DEMONSTRATION = True
    with pytest.raises(ImproperlyConfigured, match="may hold something real"):
        check_demonstration(connection)


def test_neither_command_opens_the_folder_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(demo, "NOT_OURS", ())  # of this process other tests need them
    for name in ("VIGIL_DATA", "VIGIL_SERVED_AT"):
        monkeypatch.setenv(name, str(data))
    (data / "vigil.sqlite3").write_text("real")
    refused = call("demo", "--once", "--anew", "--folder", tmp_path)
    assert refused.status == 1
    assert "not marked as a demonstration" in refused.stderr
    assert (data / "vigil.sqlite3").read_text() == "real"
    (data / FILE).write_text("")
    for command in (("up", "--once"), ("run", "reports.jsonl")):
        refused = call(*command)
        assert refused.status == 1
        assert "is a demonstration" in refused.stderr
    assert sorted(path.name for path in data.iterdir()) == [FILE, "vigil.sqlite3"]


@pytest.mark.tail("test_every_answer_is_marked_and_every_person_can_be_tried")
def test_the_whole_is_made_once_and_then_served_again(tmp_path: Path) -> None:
    made = start("demo", "--once", "--folder", tmp_path, data=tmp_path / "elsewhere")
    assert made.status == 0, made.stderr
    assert "(60 cases)" in made.stdout
    assert "Filled: campaign" in made.stdout
    assert "Filled: programme" in made.stdout
    assert "Filled: outlook" in made.stdout
    again = start("demo", "--once", "--folder", tmp_path, data=tmp_path / "elsewhere")
    assert again.status == 0, again.stderr
    assert "Filled" not in again.stdout
    refused = start("up", "--once", data=tmp_path / "data")
    assert refused.status == 1
    (tmp_path / "data" / FILE).unlink()
    refused = start("up", "--once", data=tmp_path / "data")
    assert refused.status == 1
    assert "never becomes a real installation" in refused.stderr
