"""Scores of many countries: by edition or assessment, with averages, ranks, files and the API."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outlook import factories_assessments as assessments
from outlook.factories_editions import COUNTRIES, an_edition, csv_of, rows_of
from vigil.outlook.index_editions.country_scores import CountryScore, scores_in
from vigil.outlook.index_editions.headers import terms_by_kind
from vigil.outlook.index_editions.score_sources import ScoreSource, source_of, sources
from vigil.outlook.index_editions.verbs import import_edition
from vigil.outlook.index_editions.world_map import drawings_of, step_of
from vigil.outlook.models import Assessment, Panel, Pooled, Question, Round

pytestmark = [pytest.mark.django_db, pytest.mark.either]
BLOCKS = [("resilience", code) for code in terms_by_kind()["resilience"]]


def judged(terms: Any = assessments.TERMS, n: int = 6, **values: Any) -> Assessment:
    """Make a final assessment: each cell has the median 5, plus one for each country."""
    made = assessments.assessment(terms=terms, **values)
    for panel in made.panels.all():
        now = timezone.now()
        last = Round.objects.create(
            panel=panel, number=1, kind="final", state="closed", run=1, wanted_run=1,
            opens_at=now, closes_at=now, closed_at=now,
        )  # fmt: skip
        places = sorted(set(panel.questions.values_list("place", flat=True)))
        for question in panel.questions.all():
            median = 5.0 + places.index(question.place)
            Pooled.objects.create(
                panel=panel, question=question, round=last, method="scores", version="1", n=n,
                value={"median": median}, spread={"is": "x", "low": median - 1, "high": median + 1},
            )  # fmt: skip
    made.panels.update(state=Panel.State.FINAL, final_at=timezone.now())
    return made


def source(made: Assessment) -> ScoreSource:
    """Return an assessment as a source."""
    found = source_of(made.uid)
    assert found is not None
    return found


def test_an_assessment_has_the_scores_of_all_its_regions_with_spread_and_n() -> None:
    made = judged()
    found = scores_in(source(made), ["cocaine"])["cocaine"]
    assert set(found) == {"COL", "ECU", "PER", "ALB", "SRB"}
    assert (found["ECU"].value, found["ECU"].low, found["ECU"].high, found["ECU"].n) == (6, 5, 7, 6)
    assert set(scores_in(source(made), ["cocaine"], ["COL"])["cocaine"]) == {"COL"}


def test_what_the_public_may_not_read_is_no_score() -> None:
    made = judged()
    panel = made.panels.get(region="Balkans")
    first = Question.objects.filter(panel=panel).order_by("position")
    Question.objects.filter(pk=first[0].pk).update(withheld=[1])
    Pooled.objects.filter(question=first[3]).update(n=4)
    found = scores_in(source(made), ["cocaine"])["cocaine"]
    assert set(found) == {"COL", "ECU", "PER"}
    Panel.objects.filter(region="Andes").update(withheld=[1])
    assert "cocaine" not in scores_in(source(made), ["cocaine"])
    Panel.objects.update(withheld=[1])
    assert source_of(made.uid) is None


def test_a_withheld_assessment_is_no_source_and_its_title_stands_nowhere() -> None:
    made = judged()
    assert made.title in str([one.label for one in sources()])
    Assessment.objects.filter(pk=made.pk).update(withheld=[1])
    assert source_of(made.uid) is None
    assert made.title not in str([one.label for one in sources()])


def test_an_average_needs_every_term_of_its_list() -> None:
    assert source(judged()).averages == ()
    made = judged(BLOCKS)
    assert source(made).averages == ("resilience",)
    found = scores_in(source(made), ["resilience"])["resilience"]
    assert (found["ECU"].value, found["ECU"].low, found["ECU"].high, found["ECU"].n) == (6, 5, 7, 6)
    # With one block of a country withheld its average is not there; those of others are.
    one = Question.objects.filter(panel__assessment=made, place="COL", block="prevention")
    one.update(withheld=[1])
    assert set(scores_in(source(made), ["resilience"])["resilience"]) == {
        *("ECU", "PER", "ALB", "SRB")
    }


def test_what_is_kept_in_memory_is_not_shown_once_the_results_changed(client: Client) -> None:
    made = judged()
    address = f"/outlook/index/editions/{made.uid}.csv"
    first = client.get(address)
    rows = first.getvalue().decode()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Question.objects.filter(panel__assessment=made, place="COL").update(withheld=[1])
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert "COL" in rows
    assert "COL" not in second.getvalue().decode()


def test_scores_of_a_later_day_are_expected() -> None:
    made = judged()
    later = timezone.localdate() + timedelta(days=400)
    Question.objects.filter(panel__assessment=made, market="cocaine").update(horizon=later)
    assert "cocaine" not in scores_in(source(made))


def rows_of_file(client: Client, address: str) -> Iterator[dict[str, str]]:
    """Return the rows of a file."""
    return csv.DictReader(io.StringIO(client.get(address).getvalue().decode("utf-8-sig")))


def test_the_files_have_every_score_and_what_it_is(client: Client) -> None:
    an_edition("2023")
    rows = list(rows_of_file(client, "/outlook/index/2023.csv"))
    assert len(rows) == 36 * len(COUNTRIES)
    assert {(row["is"], row["edition"], row["version"], row["low"], row["n"]) for row in rows} == {
        ("published", "2023", "1", "", "")
    }
    answer = json.loads(client.get("/outlook/index/editions/2023.1.json").getvalue())
    assert len(answer["results"]) == len(rows)
    book = client.get("/outlook/index/2023.xlsx")
    assert book.content.startswith(b"PK")
    made = judged()
    later = timezone.localdate() + timedelta(days=400)
    Question.objects.filter(panel__assessment=made, market="cocaine").update(horizon=later)
    rows = list(rows_of_file(client, f"/outlook/index/editions/{made.uid}.csv"))
    assert {(row["is"], row["term"], row["time"]) for row in rows if row["country"] == "COL"} == {
        ("expected", "cocaine", later.isoformat()),
        ("judged", "arms_trafficking", ""),
        ("judged", "law_enforcement", ""),
    }
    assert {(row["low"], row["high"], row["n"]) for row in rows if row["country"] == "COL"} == {
        ("4.0", "6.0", "6")
    }
    for missing in ("2021.csv", "2023.pdf", "editions/2023.2.csv", "editions/nothing.csv"):
        assert client.get(f"/outlook/index/{missing}").status_code == 404


def test_an_earlier_version_keeps_its_address(client: Client) -> None:
    first = an_edition("2023")
    import_edition(csv_of("2023", COUNTRIES[:2]), "2023", by=first.by)
    old = client.get("/outlook/index/editions/2023.1/").content.decode()
    assert "This is an earlier version." in old
    assert "Kosovo" in old
    new = client.get("/outlook/index/editions/2023/").content.decode()
    assert "This is an earlier version." not in new
    assert client.get("/outlook/index/XKX/").status_code == 404
    pinned = client.get("/outlook/index/XKX/?of=2023.1").content.decode()
    assert "There is a newer version." in pinned
    assert "/outlook/index/XKX/cite.bib?of=2023.1" in pinned
    assert client.get("/outlook/index/XKX/cite.bib?of=2023.1").status_code == 200
    assert client.get("/outlook/index/XKX/cite.bib").status_code == 404


def test_no_page_or_answer_has_a_rank_without_its_range(client: Client) -> None:
    an_edition("2023")
    page = client.get("/outlook/index/editions/2023/").content.decode()
    assert page.count(f" of {len(COUNTRIES)}</td>") == len(COUNTRIES)
    answer = client.get("/api/v1/outlook/index?of=2023&term=criminality").json()
    assert answer["count"] == len(COUNTRIES)
    for one in answer["results"]:
        assert one["rank"]["best"] <= one["rank"]["worst"] <= one["rank"]["of"] == len(COUNTRIES)


def test_the_api_filters_pages_and_refuses(client: Client) -> None:
    an_edition("2021")
    an_edition("2023")
    judged()
    get = client.get
    every = get("/api/v1/outlook/index?country=col&limit=1000").json()
    assert {(one["edition"], one["is"]) for one in every["results"]} == {
        *(("2021", "published"), ("2023", "published"), ("2027", "judged"))
    }
    first = get("/api/v1/outlook/index?country=COL&limit=10").json()
    assert first["count"] == every["count"]
    second = get(first["next"].removeprefix("http://testserver")).json()
    assert [*first["results"], *second["results"]] == every["results"][:20]
    assert get("/api/v1/outlook/index?region=005&is=judged&term=cocaine").json()["count"] == 3
    for wrong in ("x=1", "of=2019", "term=gold", "country=ATL", "region=999", "is=x", "after=z"):
        assert get(f"/api/v1/outlook/index?{wrong}").status_code == 400, wrong
    listed = get("/api/v1/outlook/index/editions").json()
    assert [one["key"] for one in listed["results"]][:2] == ["2021.1", "2023.1"]
    assert [one.key for one in sources()] == [one["key"] for one in listed["results"]]


def test_the_map_has_five_steps_each_country_once_and_links(client: Client) -> None:
    assert [step_of(Decimal(n)) for n in ("1", "2.79", "2.8", "5.5", "8.19", "8.2", "10")] == [
        *(1, 1, 2, 3, 4, 5, 5)
    ]
    an_edition("2023")
    found = source_of("2023")
    assert found is not None
    scores = scores_in(found, ["criminality"])["criminality"]
    for drawing in (*drawings_of(scores), *drawings_of({"COL": scores["COL"]}, "005")):
        assert len({one.code for one in drawing.shapes}) == len(drawing.shapes)
        assert all(one.path or one.small for one in drawing.shapes)
    assert {one.code for one in drawings_of(scores)[0].shapes} == set(scores)
    # In a region the drawing has the values, on the world it does not.
    assert [one.value for one in drawings_of({"COL": scores["COL"]}, "005")[0].shapes] != [""]
    assert {one.value for one in drawings_of(scores)[0].shapes} == {""}
    # A region across the antimeridian, and one with a country that spans half the world.
    for codes in (("FJI", "WSM", "AUS"), ("RUS", "PRT", "DEU")):
        some = {code: CountryScore(code, "heroin", Decimal(5)) for code in codes}
        wide, _narrow = drawings_of(some, "x")
        assert {one.code for one in wide.shapes} == set(codes)
        assert {bool(one.value) for one in wide.shapes} == {True}
    page = client.get("/outlook/index/editions/2023/?term=heroin&region=019").content.decode()
    assert 'aria-label="Colombia: ' in page
    assert "Kosovo" not in page


def test_quadrants_mark_the_chosen_country(client: Client) -> None:
    an_edition("2023")
    page = client.get("/outlook/index/quadrants/?of=2023.1&country=COL").content.decode()
    assert "Criminality and resilience: Colombia" in page
    assert f"{len(COUNTRIES) - 1} other places are drawn without their names." in page
    assert '<li class="chosen">' in page
    assert (
        "Kosovo"
        not in client.get("/outlook/index/quadrants/?region=019")
        .content.decode()
        .split('id="lists"')[1]
    )


def test_countries_compared_have_breaks_and_a_permanent_link(client: Client) -> None:
    an_edition("2021")
    an_edition("2023")
    judged([("markets", "heroin")])
    address = "/outlook/index/compare/?country=COL&country=TUR&term=heroin&term=criminality"
    page = client.get(address).content.decode()
    assert "Index 2023 is made of 20 parts, Index 2021 of 14: they differ." in page
    assert "Index 2023 and Markets of the world 2027 were judged by others." in page
    heroin = [rows_of(year)[0]["Heroin trade"] for year in ("2021", "2023")]
    assert f"{abs(heroin[1] - heroin[0]):g} since Index 2021" in page
    assert page.count("since Index") == 2  # of heroin alone, once for each country
    assert "of=2021.1&amp;of=2023.1" in page
    pinned = client.get(f"{address}&of=2021.1").content.decode()
    assert "Index 2023" not in pinned
    one = client.get("/outlook/index/compare/?country=COL&country=ATL").content.decode()
    assert "Choose at least two countries." in one
    assert "<bdi>ATL</bdi>" in one


ADDRESSES = (
    "/outlook/index/COL/",
    "/outlook/index/editions/2023/",
    "/outlook/index/compare/?country=COL&country=TUR",
    "/api/v1/outlook/index?limit=1000",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_more_countries_need_no_more_queries(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judged()
    by = an_edition("2021").by
    import_edition(csv_of("2023", COUNTRIES[:4]), "2023", by=by)
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
        count = len(few)
    import_edition(csv_of("2023"), "2023", by=by)
    client.get(address)
    with django_assert_max_num_queries(count):
        client.get(address)


def test_a_country_that_only_an_assessment_scores_has_its_page(client: Client) -> None:
    an_edition("2023")
    assert client.get("/outlook/index/ALB/").status_code == 404
    made = judged(BLOCKS)
    page = client.get("/outlook/index/ALB/").content.decode()
    assert "Every score: Markets of the world 2027" in page
    assert "What panels judged" in page
    assert f"/outlook/index/ALB/cite.bib?of={made.uid}" in page
    assert client.get(f"/outlook/index/ALB/cite.bib?of={made.uid}").status_code == 200
    assert "Editions side by side" not in page
    assert "/outlook/index/ALB/" in client.get("/outlook/index/").content.decode()
    assert "/outlook/index/ALB/" in client.get("/sitemap-index_places-1.xml").content.decode()
    assert made.uid in client.get("/sitemap-index_editions-1.xml").content.decode()
    assert client.get("/outlook/index/ALB.csv").status_code == 200
