"""A profile from its first draft to its readers, and away again with what it rests on."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    VictimFactory,
    adjudicator,
    behind,
)
from seconded import lift
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.charts.cards import Card, card_png
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import Role
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import PublicStory
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.verbs import publishing, reviewing, writing
from witness.story_factories import (
    BODY,
    QUOTED,
    TITLE,
    a_profile,
    anew,
    approved,
    editor,
    person,
    published,
    written,
)

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def test_a_profile_is_written_approved_and_read(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio"
    drawn: list[Card] = []
    drawing = "vigil.witness.stories.cards.card_png"
    monkeypatch.setattr(drawing, lambda card: drawn.append(card) or card_png(card))
    behind(Role.ADJUDICATOR)
    by = editor()
    story = a_profile(by)
    assert story.public_id == "S-0100"
    assert client.get(AT).status_code == 404
    published(story, by)
    page = client.get(AT).content.decode()
    assert TITLE in page
    assert "Drawn from public sources." in page
    assert "within 7 days" in page
    assert "Puerto Ejemplo" in page
    assert TITLE in client.get("/stories/").content.decode()
    assert TITLE in client.get("/stories/stories.atom").content.decode()
    assert client.get(f"{AT}card.png").content[:4] == b"\x89PNG"
    assert drawn[0].below == "Observatorio · stories · S-0100"


def test_nothing_is_public_before_somebody_else_approved_it() -> None:
    by = editor()
    story = a_profile(by)
    with pytest.raises(NotPossible, match="approved"):
        publishing.publish(story, by=by)
    reviewing.send_to_review(story, by=by)
    with pytest.raises(NeedsSecondPerson):
        reviewing.approve(story, by=by)
    assert not PublicStory.objects.exists()


def test_what_is_published_is_what_was_approved() -> None:
    by = editor()
    story = approved(a_profile(by), by)
    written(story, by, body=f"{BODY} More.")
    with pytest.raises(NotPossible, match="changed after it was approved"):
        publishing.publish(story, by=by)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body": QUOTED}, "has no quotes"),
        ({"family_account": "We miss her."}, "has no quotes"),
        ({"name": ""}, "the name of the person"),
        ({"justice": "A trial began."}, "the last day"),
    ],
)
def test_what_a_profile_may_not_be(change: dict[str, str], why: str) -> None:
    by = editor()
    story = approved(a_profile(by, **change), by)
    with pytest.raises(NotPossible, match=why):
        publishing.publish(story, by=by)


def test_a_profile_needs_sources_and_a_person() -> None:
    by = editor()
    story = a_profile(by)
    writing.write_common(story, sources="", justice_as_of="", related="", by=by)
    with pytest.raises(NotPossible, match="public sources"):
        publishing.publish(approved(story, by), by=by)
    with pytest.raises(NotPossible, match="needs a case"):
        writing.begin_story("profile", "en", by=by)


def test_a_profile_names_nobody_whom_the_record_withholds() -> None:
    by = editor()
    victim = person()
    account = AccountFactory(
        report__text="Hugo Falso Prueba was arrested.",
        record={"perpetrators": [{"name": "Hugo Falso Prueba", "kind": "person"}]},
    )
    MembershipFactory(case=victim.case, account=account)
    story = a_profile(by, victim, body="Hugo Falso Prueba was arrested for it.")
    with pytest.raises(NotPossible, match="does not show"):
        publishing.publish(approved(story, by), by=by)


def test_a_profile_goes_with_its_case(client: Client) -> None:
    by = editor()
    victim = person()
    story = published(a_profile(by, victim), by)
    withdraw_case(victim.case, by=adjudicator(), why="asked")
    assert client.get(AT).status_code == 410
    assert TITLE not in client.get("/stories/").content.decode()
    assert anew(story).standing == "draft"
    assert "does not show its case" in anew(story).held_why


def test_a_withdrawn_name_takes_the_profile_away_and_lifting_gives_it_back_to_editors(
    client: Client,
) -> None:
    by = editor()
    victim = person("Amalia Ríos Quintero")
    story = published(a_profile(by, victim), by)
    act = withdraw(["Amalia Rios Quintero"], by=adjudicator(), why="asked")
    assert client.get(AT).status_code == 410
    assert anew(story).withdrawals == [act.pk]
    client.force_login(by)
    assert client.get("/desk/stories/S-0100/").status_code == 404
    assert client.get(f"/cms/pages/{story.page_id}/edit/").status_code == 404
    lift(act, by=adjudicator(), why="the family asked")
    assert anew(story).withdrawals == []
    assert client.get("/desk/stories/S-0100/").status_code == 200


def test_a_change_in_the_record_marks_the_story() -> None:
    by = editor()
    victim = person()
    story = published(a_profile(by, victim), by)
    assert anew(story).record_changed_at is None
    VictimFactory(case=victim.case, name="Bruno Muestra")
    assert anew(story).record_changed_at is not None
    publishing.acknowledge_record(story, by=by)
    assert anew(story).record_changed_at is None


def test_a_correction_is_told_to_readers(client: Client) -> None:
    by = editor()
    story = published(a_profile(by), by)
    written(story, by, body="She wrote down who came, by day and by night.")
    with pytest.raises(NotPossible, match="what was corrected"):
        published(story, by)
    publishing.publish(anew(story), by=by, correction="The hours were wrong.")
    page = client.get(AT).content.decode()
    assert "by day and by night" in page
    assert "The hours were wrong." in page
    assert BODY.split("\n")[0] not in page


def test_numbers_below_100_are_for_stories_that_are_shipped() -> None:
    by = editor()
    victim = person()
    of = {"case": victim.case, "persons": [str(victim.uid)]}
    assert writing.begin_story("profile", "en", by=by, number=7, **of).public_id == "S-0007"
    assert writing.begin_story("profile", "en", by=by, **of).public_id == "S-0100"
    with pytest.raises(NotPossible, match="already used"):
        writing.begin_story("profile", "en", by=by, number=7, **of)


def test_translations_are_shown_once_they_are_reviewed(client: Client) -> None:
    by = editor()
    story = a_profile(by)
    written(story, by, "ar", name="أماليا ريوس", title="عنوان", body="نص القصة.")
    draft = story_draft(story)
    assert draft.state("ar") == "written"
    assert draft.state("es") == "missing"
    published(story, by)
    assert "عنوان" not in client.get("/ar/stories/S-0100/").content.decode()
    revision = story_draft(story).revision
    writing.review_translation(anew(story), "ar", by=by, of_revision=revision)
    publishing.publish(approved(anew(story), by), by=by, correction="Arabic was added.")
    page = client.get("/ar/stories/S-0100/").content.decode()
    assert "عنوان" in page
    assert 'lang="ar" dir="rtl"' in page
    assert (
        '<article class="story" lang="en" dir="ltr">'
        in client.get("/ar/stories/S-0100/?text=en").content.decode()
    )
    assert TITLE in client.get("/stories/S-0100/").content.decode()
    assert "عنوان" in client.get("/stories/S-0100/?text=ar").content.decode()
    written(anew(story), by, body=f"{BODY}\n\nMore.")
    assert story_draft(story).state("ar") == "outdated"


def test_somebody_who_wrote_meanwhile_is_not_overwritten() -> None:
    by = editor()
    story = a_profile(by)
    revision = story_draft(story).revision
    written(story, editor(), title="Another title")
    with pytest.raises(NotPossible, match="while you wrote"):
        writing.write_text(story, "en", {"title": "Mine"}, by=by, of_revision=revision)


def test_a_person_who_is_not_in_the_case_is_refused() -> None:
    with pytest.raises(NotPossible, match="not in this case"):
        writing.begin_story(
            "profile", "en", by=editor(), case=CaseFactory(), persons=[str(person().uid)]
        )
