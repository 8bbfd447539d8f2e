"""Reports on their way from the queue to the public, each act by the person whose act it is."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from browser.at_the_desk import Team, Told
from browser.conftest import Seen
from invented_reports import invented
from readings import read_report
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case, Visibility
from vigil.casefile.reports.verbs.admitting import admit
from vigil.cli.run import run
from vigil.reading.engines.records import ReadReport
from vigil.reading.records import account_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=30_000)
BENTO, FIVE = "Bento Carvalho Nunes", "Darío Vela Cruz"
THREE = {
    "Amalia Ríos Quintero": "2019-03-07",
    BENTO: "2019-03-09",
    "Clara Méndez Ortiz": "2019-03-12",
}
SUSPECT = "Elvio Nadie Prueba"
DAYS = {**THREE, FIVE: "2019-03-07"}


def in_one_article(*told: ReadReport) -> ReadReport:
    """Return one article that tells what these reports tell, one attack after the other."""
    first, accounts, text = told[0], [], ""
    for number, one in enumerate(told, start=1):
        [account] = one.accounts
        evidence = [
            replace(said, start=said.start + len(text), end=said.end + len(text))
            for said in account.evidence
        ]
        key = account_key(first.report.id, "text", evidence[0].start, evidence[0].end)
        accounts.append(
            replace(
                account,
                report_id=first.report.id,
                account=number,
                key=key,
                evidence=evidence,
            )
        )
        text += f"{one.report.text}\n\n"
    report = replace(first.report, text=text, title="Three killed within a week")
    return replace(first, report=report, accounts=accounts)


@pytest.fixture
def queue(transactional_db: None) -> None:
    """An article of three killings, and a killing that five newspapers tell of."""
    three = [
        read_report(f"three{n}", victim=name, day=day, perpetrator=SUSPECT)
        for n, (name, day) in enumerate(THREE.items())
    ]
    five = [read_report(f"five{n}", victim=FIVE, town="Villa Inventada") for n in range(5)]
    admit([in_one_article(*three), *five])
    propose()


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine read within this process, and every first coder see what it read."""
    monkeypatch.setattr(settings, "VIGIL_LEARNING", False)
    monkeypatch.setattr(settings, "VIGIL_BLIND_PERCENT", 0)


@pytest.mark.turns
def test_three_killings_in_one_article_and_one_in_five(
    browser_page: Page, queue: None, requests_seen: Seen
) -> None:
    page, team = browser_page, Team(browser_page)
    team.sits(team.first)
    page.goto("/desk/")
    expect(page.locator(".candidate")).to_have_count(4)
    expect(page.locator(".candidate", has_text=FIVE)).to_contain_text("5 reports, 5 independent")

    # Each killing is a case of its own, with its own words: each value of a coding stands there.
    cases: dict[str, int] = {}
    for number in range(4):
        team.mouse = number == 1
        case = team.take_first()
        [name] = team.marked["0/names"]
        cases[name] = case
        assert team.marked["date_of_attack"] == [DAYS[name]]
    assert cases.keys() == DAYS.keys()

    # One of the three and the one of five go on, past as many people as the rules ask for.
    public = (BENTO, FIVE)
    numbers = team.on_to_the_public({cases[name]: Told(name, DAYS[name]) for name in public})
    page.context.clear_cookies()
    for name, others in (BENTO, {*DAYS} - {BENTO}), (FIVE, {*DAYS} - {FIVE}):
        page.goto(f"/cases/{numbers[cases[name]]}/")
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        told = page.locator("main").inner_text()
        assert not [other for other in (SUSPECT, *others) if other in told]
        assert told.count("· English") == (5 if name == FIVE else 1)
    assert Case.objects.filter(public_id=numbers[cases[FIVE]]).get().n_reports == 5
    assert requests_seen.foreign == []


MANY = 20


@pytest.mark.tail("two cases go the whole way every day")
@pytest.mark.parametrize("told", ["real", "invented"])
def test_twenty_reports_from_the_queue_to_the_public(
    browser_page: Page,
    installation: None,
    tmp_path: Path,
    told: str,
    request: pytest.FixtureRequest,
) -> None:
    """Whatever reports tell: what the machine read of them is settled by people, and published."""
    file = tmp_path / "reports.jsonl"
    rows = real_rows(request.getfixturevalue("shared")) if told == "real" else invented_rows()
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run([str(file)], workers=1)
    page, team = browser_page, Team(browser_page)
    team.sits(team.first)
    taken = [team.take_first() for _n in range(MANY)]
    numbers = team.on_to_the_public({case: Told() for case in taken})
    page.context.clear_cookies()
    for number in numbers.values():
        answer = page.goto(f"/cases/{number}/")
        assert answer is not None
        assert answer.status == 200
        expect(page.get_by_text("Published (an adjudicator)")).to_be_visible()
    assert Case.objects.filter(visibility=Visibility.PUBLISHED).count() == MANY


def invented_rows() -> list[dict[str, str]]:
    """Return reports that nobody wrote, most of them of killings."""
    return [
        {
            "id": one.report.id,
            "url": f"https://news.example/{one.report.id}",
            "outlet": f"Outlet {number % 7}",
            "text": one.report.text,
            "published": one.report.published,
        }
        for number, one in enumerate(invented(4, 45, killings=0.9))
    ]


def real_rows(shared: Path) -> list[dict[str, str]]:
    """Return articles of which two readers say that they are about a killing."""
    labels = read_lines(shared / "data/gold/zacatecas_labels.jsonl.gz")
    wanted = {row["id"] for row in labels if row["about_a_killing"]}
    reports = read_lines(shared / "data/reports/zacatecas_es.jsonl.gz")
    return [row for row in reports if row["id"] in wanted]


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt") as lines:
        yield from map(json.loads, lines)
