"""What panels add to published editions: of one term alone, with the method and day of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from outlook import factories_panels as panels
from outlook.factories_editions import an_edition
from vigil.outlook.index_editions.country_page import CountryPage, figure_of_trajectory
from vigil.outlook.index_editions.queries import panel_values
from vigil.outlook.models import IndexEdition, Panel
from vigil.outlook.sources.kinds import read_source
from vigil.trust.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def final(**asked: str) -> Panel:
    """Make a final panel that was asked two scores of Colombia, the second of something else."""
    panel = panels.draft(())
    panels.question(panel, **asked)
    panels.question(panel, market="heroin")
    row = panels.plan(panel, "final")
    seats = [panels.seat(panel) for _n in range(6)]
    panel = panels.setting_up.open_panel(panel, by=panel.chair)
    row = panels.rounds.open_round(row, by=panel.chair)
    for n, one in enumerate(panels.fresh(seats)):
        panels.answer_all(one, n)
    panels.close_round(row, by=panel.chair)
    panel.refresh_from_db()
    return panels.finalise(panel, by=panel.chair)


def test_a_score_of_two_terms_at_once_is_that_of_neither() -> None:
    """How far mafia-style groups run the cocaine trade is no score of either."""
    final(market="cocaine", actor="mafia_style_groups")
    assert set(panel_values("COL")) == {"heroin"}


def test_two_questions_of_one_panel_about_a_term_are_no_change_of_it() -> None:
    """Nobody can say which of them is its score, and nothing changed between them."""
    an_edition("2023")
    final(market="heroin")
    assert panel_values("COL") == {}
    assert CountryPage("COL", "heroin").changes == []


def test_a_trajectory_with_a_panel_says_whose_numbers_it_shows_and_as_of_when() -> None:
    an_edition("2023")
    IndexEdition.objects.update(at=timezone.now() - timedelta(days=400))
    before = figure_of_trajectory(CountryPage("COL", "cocaine")).notes
    panel = final(market="cocaine")
    after = figure_of_trajectory(CountryPage("COL", "cocaine")).notes
    assert not any(panel.title in note for note in before)
    [source] = [note for note in after if note.startswith("Source")]
    assert panel.title in source
    assert "Global Organized Crime Index" in source
    [method] = [note for note in after if note.startswith("Method")]
    assert "median of all answers, equal weights" in method
    day = timezone.localdate(panel.final_at)
    assert f"As of {day.day} {day:%B %Y}." in after
    assert f"As of {day.day} {day:%B %Y}." not in before


def test_a_source_changes_when_a_panel_adds_to_its_figure() -> None:
    an_edition("2023")
    before = read_source("index", "COL:cocaine", {})
    final(market="cocaine")
    after = read_source("index", "COL:cocaine", {})
    assert before is not None
    assert after is not None
    assert before.seen != after.seen


def test_what_was_seen_hangs_on_no_language() -> None:
    """Translated anew, or read by somebody else, a source that says the same has not changed."""
    an_edition("2023")
    question = final(market="cocaine").questions.first()
    assert question is not None
    seen = set()
    for language in ("en", "es", "ar"):
        with translation.override(language):
            for kind, ref in (("index", "COL:cocaine"), ("pooled", question.uid), ("cases", "")):
                now = read_source(kind, ref, {})
                assert now is not None
                seen.add((kind, now.seen))
    assert len(seen) == 3


def test_a_source_changes_with_the_spread_and_the_number_of_answers() -> None:
    question = final(market="cocaine").questions.first()
    assert question is not None
    before = read_source("pooled", question.uid, {})
    row = question.pooled.get()
    row.spread = {**row.spread, "low": row.spread["low"] - 0.5}
    row.save()
    after = read_source("pooled", question.uid, {})
    assert before is not None
    assert after is not None
    assert before.seen != after.seen


def again(panel: Panel, users: list[User]) -> Panel:
    """Play the next edition of a panel with these experts to its end."""
    later = panels.question_verbs.copy_panel(panel, by=panel.chair, edition="2027")
    row = panels.plan(later, "final")
    seats = [panels.seat(later, user) for user in users]
    later = panels.setting_up.open_panel(later, by=later.chair)
    row = panels.rounds.open_round(row, by=later.chair)
    for n, one in enumerate(panels.fresh(seats)):
        panels.answer_all(one, n)
    panels.close_round(row, by=later.chair)
    later.refresh_from_db()
    return panels.finalise(later, by=later.chair)


@pytest.mark.parametrize(
    ("others", "version", "said"),
    [
        (0, "", []),
        (1, "", ["5 stayed, 1 left, 1 came."]),
        (0, "0.9", ["of the list of terms, Cocaine in ports by 0.9."]),
    ],
)
def test_the_next_edition_of_a_panel_breaks_where_the_panel_says_so(
    others: int, version: str, said: list[str]
) -> None:
    an_edition("2021")
    panel = final(market="cocaine")
    Panel.objects.update(final_at=timezone.now() - timedelta(days=300))
    if version:
        Panel.objects.update(taxonomies={**panel.taxonomies, "markets": version, "actors": "0.1"})
    panel.refresh_from_db()
    users = [one.user for one in panel.seats.all()][others:]
    again(panel, users + [panels.expert() for _n in range(others)])
    found = CountryPage("COL", "cocaine").trajectory
    assert [one.label for one in found.values[1:]] == ["Cocaine in ports", "Cocaine in ports 2027"]
    index, *own = found.breaks
    assert "were judged by others" in index.sentence
    assert len(own) == len(said)
    assert all(one.sentence.endswith(end) for one, end in zip(own, said, strict=True))
    assert [one.difference for one in found.changes] == ([] if said else [0])
