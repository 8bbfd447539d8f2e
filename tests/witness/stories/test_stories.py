"""Stories that family, friends and survivors tell: shown as far as they agreed, and no further."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from desk.conftest import signed_in
from factories import adjudicator, behind
from files.media_files import media
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Request, Role, Sealed, Upload
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.witness.models import PublicStory, Story, StoryFile, StoryPage
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.verbs import (
    commissioning,
    consenting,
    files,
    following,
    publishing,
    reviewing,
    withdrawing,
    writing,
)
from witness.story_factories import (
    QUOTED,
    TITLE,
    a_story,
    agreed,
    anew,
    approved,
    editor,
    person,
    picture,
    published,
    with_portrait,
    written,
)
from witness.testimony_factories import old_ticket

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def shown(client: Client, language: str = "") -> str:
    return client.get(f"{AT}?text={language}").content.decode()


# Consent


def test_a_story_without_consent_is_refused_with_the_reason() -> None:
    by = editor()
    story = approved(a_story(by, body=QUOTED), by)
    with pytest.raises(NotPossible) as error:
        publishing.publish(story, by=by)
    for use in ("their story is told", "to be named", "to be quoted"):
        assert use in str(error.value)
    assert not PublicStory.objects.exists()


def test_a_story_with_consent_is_shown_without_a_case(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    page = shown(client)
    assert "She sang while she worked." in page
    assert "Told by the family" in page
    assert "Drawn from public sources" not in page


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"territory": "ZAF"}, "one country alone"),
        ({"language": "es"}, "Nobody has agreed"),
        ({"given_on": date(2020, 1, 1), "until": date(2020, 2, 1)}, "Nobody has agreed"),
    ],
)
def test_consent_on_other_terms_is_none(terms: dict[str, Any], why: str) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by, **terms)
    with pytest.raises(NotPossible, match=why):
        publishing.publish(approved(story, by), by=by)


def test_taking_consent_back_takes_the_story_away_at_once(client: Client) -> None:
    by = editor()
    story = a_story(by)
    consents = agreed(story, by=by)
    published(story, by)
    told = next(one for one in consents if one.use == "story")
    consenting.end_agreement(story, told, by=by)
    assert client.get(AT).status_code == 410
    assert client.get(f"{AT}card.png").status_code == 404
    assert TITLE not in client.get("/stories/stories.atom").content.decode()
    assert anew(story).standing == "draft"
    told.refresh_from_db()
    assert told.withdrawn_at is not None


def test_taking_back_what_only_a_part_rests_on_takes_that_part_away(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED, family_account="We think of her.")
    consents = agreed(story, by=by)
    one = with_portrait(story, by)
    published(story, by)
    at = f"{AT}files/{one.upload}"
    assert "We think of her." in shown(client)
    assert client.get(at).status_code == 200
    for consent in consents:
        if consent.use in ("picture", "quotes"):
            consenting.end_agreement(story, consent, by=by)
    page = shown(client)
    assert TITLE in page
    assert "She sang" not in page
    assert "We think of her." not in page
    assert "A woman at a desk." not in page
    assert client.get(at).status_code == 404


def test_consent_for_one_language_shows_that_language(client: Client) -> None:
    by = editor()
    story = a_story(by)
    written(story, by, "es", title="Llevaba las actas", body="Sabía de cada barco.")
    writing.review_translation(story, "es", by=by, of_revision=story_draft(story).revision)
    agreed(story, "story", by=by)
    agreed(story, "name", by=by, language="en")
    with pytest.raises(NotPossible, match=r"to be named \(Spanish\)"):
        publishing.publish(approved(story, by), by=by)
    (spanish,) = agreed(story, "name", by=by, language="es")
    publishing.publish(anew(story), by=by)
    assert "Llevaba las actas" in shown(client, "es")
    consenting.end_agreement(story, spanish, by=by)
    assert "Llevaba las actas" not in shown(client, "es")
    assert TITLE in shown(client, "es")


def test_what_an_agreement_that_ends_held_up_ends_with_it(client: Client, monkeypatch: Any) -> None:
    by = editor()
    story = a_story(by)
    last = timezone.localdate() + timedelta(days=3)
    agreed(story, by=by, until=last)
    published(story, by)
    assert PublicStory.objects.get().valid_until == last
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert client.get(AT).status_code == 200
    monkeypatch.setattr(timezone, "localdate", lambda *args: last + timedelta(days=1))
    assert client.get(AT).status_code == 410
    assert anew(story).standing == "draft"


def test_only_an_editor_in_reach_records_consent() -> None:
    by = editor()
    story = a_story(by)
    other = editor()
    other.grants.update(languages=["fr"])
    with pytest.raises(NotAllowed):
        agreed(story, by=other)


# The family


def test_the_family_reads_first() -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    approved(story, by, read=False)
    with pytest.raises(NotPossible, match="has not read it"):
        publishing.publish(story, by=by)
    reviewing.family_read(story, "no", by=by)
    with pytest.raises(NotPossible, match="said no"):
        publishing.publish(story, by=by)
    with pytest.raises(NotPossible, match="Say why"):
        reviewing.family_read(story, "waived", by=by)
    reviewing.family_read(story, "waived", by=by, why="they asked not to see it")
    assert publishing.publish(story, by=by).standing == "published"


def test_what_the_family_read_is_what_is_published() -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    reviewing.family_read(story, "yes", by=by)
    written(story, by, title="Another title")
    with pytest.raises(NotPossible, match="changed since the family read it"):
        publishing.publish(approved(story, by, read=False), by=by)


def test_how_the_family_is_spoken_with_lies_in_the_vault() -> None:
    by = editor()
    story = a_story(by)
    said = {"family_contact": "Aunt Rosa, evenings", "family_avoid": "7 March"}
    commissioning.keep_family_contact(story, said, by=by)
    assert b"Rosa" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    with pytest.raises(NotPossible):
        commissioning.open_family_contact(story, by=by, why="")
    opened = commissioning.open_family_contact(story, by=by, why="To ask them")
    assert opened == said
    assert Decision.objects.filter(verb="open_sealed", target_key=story.uid).count() == 2
    with pytest.raises(NotAllowed):
        commissioning.open_family_contact(story, by=adjudicator(), why="curious")


def test_the_contact_of_a_family_is_removed_from_the_vault_with_a_reason() -> None:
    by = editor()
    story = a_story(by)
    said = {"family_contact": "Aunt Rosa, evenings", "family_avoid": "7 March"}
    commissioning.keep_family_contact(story, said, by=by)
    with pytest.raises(NotAllowed):
        commissioning.forget_family_contact(story, by=adjudicator(), why="tidying")
    with pytest.raises(NotPossible, match="why"):
        commissioning.forget_family_contact(story, by=by, why=" ")
    assert commissioning.has_family_contact(story)
    client, at = signed_in(by), f"/desk/stories/{story.public_id}/"
    assert "Remove contact…" in client.get(at).content.decode()
    assert client.post(f"{at}family/forget/", {"why": "they asked"}).status_code == 302
    assert not Sealed.objects.filter(subject_key=story.uid).exists()
    shredded = Decision.objects.filter(verb="shred", target_key=story.uid, actor=by)
    assert {d.why for d in shredded} == {"they asked"}
    assert "Remove contact…" not in client.get(at).content.decode()
    assert client.post(f"{at}family/forget/", {"why": "they asked"}).status_code == 409


def test_a_commission_has_a_fee_in_a_currency_and_goes_its_way() -> None:
    by = editor()
    story = a_story(by)
    of = {"journalist": "R. Vega", "brief": "Her work.", "due_on": None, "by": by}
    with pytest.raises(NotPossible, match="currency"):
        commissioning.commission(story, fee=Decimal("400"), currency="XQQ", **of)
    asked = commissioning.commission(story, fee=Decimal("400.50"), currency="eur", **of)
    assert (asked.fee, asked.currency, asked.state) == (Decimal("400.50"), "EUR", "asked")
    with pytest.raises(NotPossible, match="cannot come to this"):
        commissioning.move_commission(asked, "paid", by=by)
    for state in ("accepted", "delivered", "paid"):
        asked = commissioning.move_commission(asked, state, by=by)
    with pytest.raises(NotPossible, match="paid already"):
        commissioning.commission(story, fee=Decimal("500"), currency="EUR", **of)


# Files


def test_a_portrait_waits_for_its_description_and_the_next_publishing(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    one = files.add_file(
        story, "portrait", picture(), credit="Family album", licence="With permission", by=by
    )
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    with pytest.raises(NotPossible, match="do not see it"):
        publishing.publish(approved(anew(story), by), by=by, correction="A portrait was added.")
    files.describe_file(one, "en", {"alt": "A woman at a desk."}, by=by)
    publishing.publish(anew(story), by=by, correction="A portrait was added.")
    page = shown(client)
    assert 'alt="A woman at a desk."' in page
    assert "Family album" in page
    response = client.get(f"{AT}files/{one.upload}")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-cache"
    kept = client.get(f"{AT}files/{one.upload}", headers={"If-None-Match": response["ETag"]})
    assert kept.status_code == 304
    files.remove_file(one, by=by, why="asked")
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    assert "A woman at a desk." not in shown(client)


def test_sound_is_played_here_with_its_transcript(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    of = {"credit": "R. Vega", "licence": "With permission", "by": by}
    one = files.add_file(story, "sound", media("ogg", seconds=1), **of)
    with pytest.raises(NotPossible, match="transcript"):
        publishing.publish(approved(story, by), by=by)
    files.describe_file(one, "en", {"transcript": "She laughs."}, by=by)
    publishing.publish(anew(story), by=by)
    page = shown(client)
    assert f'<audio class="player" src="{AT}files/{one.upload}"' in page
    assert "She laughs." in page
    assert client.get(f"{AT}files/{one.upload}", headers={"Range": "bytes=0-9"}).status_code == 206


@pytest.mark.parametrize("kind", ["portrait", "film"])
def test_a_file_is_what_it_says(kind: str) -> None:
    by = editor()
    story = a_story(by)
    content = media("ogg", seconds=1) if kind == "film" else b"no picture"
    of = {"credit": "R. Vega", "licence": "With permission", "by": by}
    with pytest.raises(NotPossible):
        files.add_file(story, kind, content, **of)
    assert not StoryFile.objects.exists()
    with pytest.raises(NotPossible, match="who made it"):
        files.add_file(story, "portrait", picture(), credit="", licence="x", by=by)


# Time


def test_a_scheduled_story_appears_when_its_time_comes(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    at = timezone.now() + timedelta(hours=2)
    publishing.schedule(approved(story, by), at, by=by)
    assert publishing.publish_due() == {"published": 0, "held": 0}
    assert client.get(AT).status_code == 404
    assert TITLE not in client.get("/stories/").content.decode()
    assert publishing.publish_due(at + timedelta(seconds=1)) == {"published": 1, "held": 0}
    assert client.get(AT).status_code == 200
    assert publishing.publish_due(at + timedelta(seconds=1)) == {"published": 0, "held": 0}


def test_what_is_hindered_when_its_time_comes_waits_with_the_reason() -> None:
    by = editor()
    story = a_story(by)
    (told, *_rest) = agreed(story, by=by)
    at = timezone.now() + timedelta(hours=2)
    publishing.schedule(approved(story, by), at, by=by)
    consenting.end_agreement(story, told, by=by)
    assert publishing.publish_due(at) == {"published": 0, "held": 1}
    assert "their story is told" in anew(story).held_why
    with pytest.raises(NotPossible, match="over"):
        publishing.schedule(story, timezone.now() - timedelta(days=1), by=by)


# Withdrawing


def test_what_is_withdrawn_is_nowhere_any_more(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    one = with_portrait(story, by)
    commissioning.keep_family_contact(story, {"family_contact": "Aunt Rosa"}, by=by)
    commissioning.commission(
        story, journalist="R. Vega", brief="Her work.", fee=None, currency="", due_on=None, by=by
    )
    published(story, by)
    page = story.page_id
    withdrawing.withdraw_story(story, by=by, why="the family asked")
    assert client.get(AT).status_code == 410
    assert TITLE not in client.get(AT).content.decode()
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    assert client.get(f"{AT}card.png").status_code == 404
    assert not StoryPage.objects.exists()
    assert not Revision.objects.filter(object_id=str(page)).exists()
    assert not PageLogEntry.objects.filter(page_id=page).exists()
    assert not list(sealed_for("story", story.uid))
    assert Upload.objects.get(uid=one.upload).state == "removed"
    assert not PublicStory.objects.exists()
    assert anew(story).public_id == "S-0100"
    assert writing.begin_story("story", "en", by=by).public_id == "S-0101"
    with pytest.raises(NotPossible, match="already"):
        withdrawing.withdraw_story(story, by=by, why="again")


def test_nothing_is_written_to_a_withdrawn_story() -> None:
    by = editor()
    story = a_story(by)
    withdrawing.withdraw_story(story, by=by, why="asked")
    for act in (
        lambda: written(story, by),
        lambda: reviewing.send_to_review(story, by=by),
        lambda: agreed(story, by=by),
        lambda: publishing.publish(story, by=by),
        lambda: files.add_file(story, "portrait", picture(), credit="a", licence="b", by=by),
    ):
        with pytest.raises(NotPossible, match="withdrawn"):
            act()


def test_an_adjudicator_may_withdraw_and_not_write() -> None:
    story = a_story(editor())
    by = adjudicator()
    with pytest.raises(NotAllowed):
        written(story, by)
    assert withdrawing.withdraw_story(story, by=by, why="asked").standing == "withdrawn"


# Finding


@pytest.mark.parametrize("said", ["rios", "RÍOS quintero", "minutes harbour", "s-0100", "Riós"])
def test_a_story_is_found_in_any_spelling(client: Client, said: str) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    assert TITLE in client.get("/stories/", {"q": said}).content.decode()
    assert TITLE not in client.get("/stories/", {"q": "nobody"}).content.decode()


def test_stories_are_filtered_by_what_the_record_says(client: Client) -> None:
    by = editor()
    story = a_story(by, person(country="MEX"))
    agreed(story, by=by)
    published(story, by)
    for query, there in (
        ("country=MEX", True),
        ("year=2019", True),
        ("kind=profile", False),
        ("language=en", True),
        ("language=fr", False),
    ):
        assert (TITLE in client.get(f"/stories/?{query}").content.decode()) is there, query
        count = client.get(f"/api/v1/stories?{query}").json()["count"]
        assert (count == 1) is there, query


def test_the_page_of_a_case_leads_to_its_stories(client: Client) -> None:
    by = editor()
    victim = person()
    story = a_story(by, victim)
    agreed(story, by=by)
    published(story, by)
    at = f"/cases/{victim.case.public_id}/"
    assert TITLE in client.get(at).content.decode()
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert TITLE not in client.get(at).content.decode()


def test_stories_name_related_ones_that_are_shown(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    other = a_story(by, title="A second story")
    agreed(other, by=by)
    writing.write_common(other, sources="", justice_as_of="", related="S-0100 S-0999", by=by)
    published(other, by)
    assert TITLE in client.get("/stories/S-0101/").content.decode()


# For programs


def test_the_api_tells_a_story_whole_and_a_withdrawn_one_not(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    listed = client.get("/api/v1/stories").json()
    assert [one["id"] for one in listed["results"]] == ["S-0100"]
    whole = client.get("/api/v1/stories/S-0100").json()
    assert whole["texts"][0]["blocks"][-1]["by"] == "her sister"
    assert client.get("/api/v1/stories?colour=red").status_code == 400
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert client.get("/api/v1/stories/S-0100").status_code == 410
    assert client.get("/api/v1/stories").json()["count"] == 0
    assert client.get("/api/v1/stories/S-0999").status_code == 404


def test_pages_of_the_api_lead_on(client: Client) -> None:
    by = editor()
    for n in range(3):
        story = a_story(by, title=f"Story {n}")
        agreed(story, by=by)
        published(story, by)
    first = client.get("/api/v1/stories?limit=2").json()
    assert (first["count"], len(first["results"])) == (3, 2)
    second = client.get(first["next"]).json()
    assert [one["id"] for one in second["results"]] == ["S-0102"]
    assert second["next"] is None


def test_the_sitemap_lists_what_is_public_and_nothing_else(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    assert "S-0100" not in client.get("/sitemap-stories-1.xml").content.decode()
    published(story, by)
    assert "/sitemap-stories-1.xml" in client.get("/sitemap.xml").content.decode()
    assert "/stories/S-0100/" in client.get("/sitemap-stories-1.xml").content.decode()
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert "S-0100" not in client.get("/sitemap-stories-1.xml").content.decode()


def test_following_a_case_that_no_story_is_of_asks_little(
    django_assert_max_num_queries: Any,
) -> None:
    victim = person()
    with django_assert_max_num_queries(2):
        following.follow_cases([victim.case.pk])


def test_a_request_about_a_story_reaches_the_desk(client: Client) -> None:
    behind(Role.ADJUDICATOR)
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    assert "S-0100" in client.get("/about/report-an-error/?story=S-0100").content.decode()
    client.post(
        "/about/report-an-error/",
        {
            "wants": "removal",
            "case": "S-0100",
            "text": "Please remove this.",
            "ticket": old_ticket(),
        },
    )
    asked = Request.objects.get()
    assert (asked.item_kind, asked.item_key) == ("story", "S-0100")
    assert Story.objects.count() == 1
